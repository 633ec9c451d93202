import { chmodSync, existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { committer, scratchRef, startRepository } from "../../test/support/git-worlds.ts";
import { readBlobAt } from "./blobs.ts";
import { commitFiles } from "./commit.ts";
import { listTree } from "./tree.ts";

describe("commitFiles", () => {
  it("makes the commit git itself would make", async () => {
    const { repo, git, commit } = await startRepository();
    const author = { name: "Lee <x>", email: "lee@example.com", date: new Date(1_600_000_000_999) };
    const first = await commit(
      null,
      { "a.md": "ä\r\n", "dir/b.bin": new Uint8Array([0, 255, 10]) },
      { author },
    );
    expect(git("cat-file", "commit", first).split("\n").slice(1)).toEqual([
      "author Lee x <lee@example.com> 1600000000 +0000",
      "committer Dana <dana@example.com> 1700000000 +0000",
      "",
      "a message",
    ]);
    expect((await readBlobAt(repo, first, "a.md"))?.toString()).toBe("ä\r\n");
    expect([...(await readBlobAt(repo, first, "dir/b.bin"))!]).toEqual([0, 255, 10]);
    const second = await commit(first, { "a.md": null, "c.md": "c" });
    expect(git("rev-list", second).split("\n")).toEqual([second, first]);
    expect(git("ls-tree", "-r", "--name-only", second).split("\n")).toEqual(["c.md", "dir/b.bin"]);
    expect(git("fsck", "--strict")).toBe("");
  });

  it("moves no ref but the scratch ref, and touches neither index nor work tree", async () => {
    const { sandbox, repo, git, commit } = await startRepository();
    sandbox.write(`${repo.workTree}/untracked`, "x");
    const first = await commit(null, { "a.md": "1" });
    expect(git("for-each-ref", "--format=%(refname) %(objectname)")).toBe(`${scratchRef} ${first}`);
    expect(git("status", "--porcelain")).toBe("?? untracked");
    expect(existsSync(`${repo.gitDir}/index`)).toBe(false);
  });

  it("starts a first commit on an empty tree, wherever the scratch ref stands", async () => {
    const { git, commit } = await startRepository();
    await commit(null, { "old.md": "1" });
    const fresh = await commit(null, { "new.md": "1" });
    expect(git("rev-list", fresh)).toBe(fresh);
    expect(git("ls-tree", "--name-only", fresh)).toBe("new.md");
  });

  it.each([
    'quote".md',
    "back\\slash",
    "new\nline",
    " space ",
    "ümläut 🚀.md",
    "-dash",
    '"',
    "tab\there",
    "#1",
  ])("takes the path %j as it is", async (path) => {
    const { repo, commit } = await startRepository();
    const made = await commit(null, { [path]: "x", [`dir/${path}`]: "y" });
    expect((await listTree(repo, made)).map((entry) => entry.path).sort()).toEqual(
      [path, `dir/${path}`].sort(),
    );
    expect((await readBlobAt(repo, made, `dir/${path}`))?.toString()).toBe("y");
    const removed = await commit(made, { [path]: null });
    expect((await listTree(repo, removed)).map((entry) => entry.path)).toEqual([`dir/${path}`]);
  });

  it.each(["", "/a", "a//b", "../a", "a/./b", ".git/config", "a/.GIT/x", "a\0b"])(
    "refuses the path %j",
    async (path) => {
      const { commit } = await startRepository();
      await expect(commit(null, { [path]: "x" })).rejects.toMatchObject({ code: "internal" });
    },
  );

  it("writes nothing for no changes", async () => {
    const { repo, git } = await startRepository();
    const request = { parent: null, changes: [], message: "m", author: committer, committer: committer };
    expect(await commitFiles(repo, { ...request, sign: false, scratchRef })).toBeNull();
    expect(git("count-objects")).toMatch(/^0 objects/);
  });

  it("leaves no crash report when fast-import fails", async () => {
    const { repo, commit } = await startRepository();
    await expect(commit("1".repeat(40), { "a.md": "x" })).rejects.toMatchObject({ code: "git-failed" });
    expect(readdirSync(repo.gitDir).filter((name) => name.startsWith("fast_import_crash"))).toEqual([]);
  });

  it("commits 2,000 files at once", async () => {
    const { repo, commit } = await startRepository();
    const files = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [
        `issues/${Math.floor(index / 100)}/${index}.md`,
        `text ${index}`,
      ]),
    );
    const made = await commit(null, files);
    expect(await listTree(repo, made)).toHaveLength(2_000);
    expect(await listTree(repo, made, ["issues/3", "issues/4/400.md"])).toHaveLength(101);
  });
});

describe("a signed commit", () => {
  it("carries the signature of the user's own program and the same tree, authors and parent", async () => {
    const { sandbox, repo, git, commit } = await startRepository();
    const program = sandbox.path("fake-gpg");
    const answer = "[GNUPG:] SIG_CREATED D 1 8 00 1 X";
    const script = `#!/bin/sh\ncat >/dev/null\necho '-----BEGIN PGP SIGNATURE-----\n\nfake\n-----END PGP SIGNATURE-----'\necho '\n${answer}' >&2\n`;
    chmodSync(sandbox.write(program, script), 0o755);
    git("config", "gpg.program", program);
    const first = await commit(null, { "a.md": "1" });
    const signed = await commit(first, { "a.md": "2" }, { sign: true });
    const text = git("cat-file", "commit", signed);
    expect(text).toContain("gpgsig -----BEGIN PGP SIGNATURE-----");
    expect(text).toContain(`parent ${first}\nauthor Dana <dana@example.com> 1700000000 +0000`);
    expect(text).toMatch(/\n\na message$/);
    expect((await readBlobAt(repo, signed, "a.md"))?.toString()).toBe("2");
  });

  it("is not replaced by an unsigned one when signing fails", async () => {
    const { git, commit } = await startRepository();
    git("config", "gpg.program", "/nonexistent");
    await expect(commit(null, { "a.md": "1" }, { sign: true })).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringMatching(/cannot be signed/),
    });
  });
});
