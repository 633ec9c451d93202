import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../test/support/git-sandbox.ts";
import { writeHugeBlob } from "../../test/support/huge-blob.ts";
import { blobId, readBlobAt, readBlobs } from "./blobs.ts";
import { type CommitRequest, commitFiles } from "./commit.ts";
import { listFileHistory } from "./log.ts";
import { readRef } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { diffTrees, listTree } from "./tree.ts";

let sandbox: GitSandbox;
let repo: Repository;

beforeEach(async () => {
  sandbox = makeGitSandbox();
  repo = await sandbox.open(sandbox.init("main"));
});
afterEach(() => sandbox.remove());

const identity = { name: "Dana", email: "dana@example.com", date: new Date(1_700_000_000_000) };
const scratchRef = "refs/spectryn/scratch";

/** Files by path; `null` removes. */
type Files = Readonly<Record<string, string | Uint8Array | null>>;

async function commit(
  parent: string | null,
  files: Files,
  more: Partial<CommitRequest> = {},
): Promise<string> {
  const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
  const made = await commitFiles(repo, {
    ...{
      parent,
      changes,
      message: "a message\n",
      author: identity,
      committer: identity,
      sign: false,
      scratchRef,
    },
    ...more,
  });
  if (made === null) throw new Error("nothing committed");
  return made;
}

function git(...args: string[]): string {
  return sandbox.git(args, repo.workTree!);
}

async function collect(oids: readonly string[], options?: { maxBytes: number }) {
  const found = [];
  for await (const blob of readBlobs(repo, oids, options)) found.push(blob);
  return found;
}

describe("commitFiles", () => {
  it("makes the commit git itself would make", async () => {
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
    sandbox.write(`${repo.workTree}/untracked`, "x");
    const first = await commit(null, { "a.md": "1" });
    expect(git("for-each-ref", "--format=%(refname) %(objectname)")).toBe(`${scratchRef} ${first}`);
    expect(git("status", "--porcelain")).toBe("?? untracked");
    expect(existsSync(`${repo.gitDir}/index`)).toBe(false);
  });

  it("starts a first commit on an empty tree, wherever the scratch ref stands", async () => {
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
      await expect(commit(null, { [path]: "x" })).rejects.toMatchObject({ code: "internal" });
    },
  );

  it("writes nothing for no changes", async () => {
    const request = { parent: null, changes: [], message: "m", author: identity, committer: identity };
    expect(await commitFiles(repo, { ...request, sign: false, scratchRef })).toBeNull();
    expect(git("count-objects")).toMatch(/^0 objects/);
  });

  it("leaves no crash report when fast-import fails", async () => {
    await expect(commit("1".repeat(40), { "a.md": "x" })).rejects.toMatchObject({ code: "git-failed" });
    expect(readdirSync(repo.gitDir).filter((name) => name.startsWith("fast_import_crash"))).toEqual([]);
  });

  it("commits 2,000 files at once", async () => {
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
    git("config", "gpg.program", "/nonexistent");
    await expect(commit(null, { "a.md": "1" }, { sign: true })).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringMatching(/cannot be signed/),
    });
  });
});

describe("readBlobs", () => {
  it("reads in the order asked, repeats included, whatever the bytes", async () => {
    const contents = ["", "\n", "abc missing\n", "x".repeat(200_000), "blob 5\nabcde\n"];
    const made = await commit(null, Object.fromEntries(contents.map((text, index) => [`${index}`, text])));
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    const order = [...oids, ...oids.slice().reverse()];
    const found = await collect(order);
    expect(found.map((blob) => blob.oid)).toEqual(order);
    expect(found.map((blob) => blob.bytes?.toString())).toEqual([...contents, ...contents.slice().reverse()]);
    expect(oids).toEqual(contents.map(blobId));
  });

  it("skips a blob above the limit as a value", async () => {
    const made = await commit(null, { a: "x".repeat(3_000_000), b: "small" });
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    expect(await collect(oids, { maxBytes: 1_000 })).toEqual([
      { oid: oids[0], size: 3_000_000, bytes: null },
      { oid: oids[1], size: 5, bytes: Buffer.from("small") },
    ]);
  });

  it("keeps the order around many above the limit, with three processes in all", async () => {
    const large = "x".repeat(70_000);
    const contents = ["1", `${large}2`, "3", `${large}4`, `${large}5`, "6", `${large}7`];
    const made = await commit(null, Object.fromEntries(contents.map((text, index) => [`${index}`, text])));
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    const lines: string[] = [];
    repo = { ...repo, log: (line) => lines.push(line) };
    expect((await collect(oids, { maxBytes: 1_000 })).map(({ bytes }) => bytes?.toString() ?? null)).toEqual(
      contents.map((text) => (text.length > 1_000 ? null : text)),
    );
    expect(lines.map((line) => line.split(" ->")[0])).toEqual([
      "git cat-file --batch --buffer",
      "git cat-file --batch-check --buffer",
      "git cat-file --batch --buffer",
    ]);
  });

  it("does not read a gigabyte", async () => {
    const oid = await writeHugeBlob(repo.gitDir, 2 ** 30);
    const small = sandbox.git(["hash-object", "-w", "--stdin"], repo.gitDir, "small");
    const startedMs = performance.now();
    expect(await collect([oid, small, oid], { maxBytes: 1_000 })).toEqual([
      { oid, size: 2 ** 30, bytes: null },
      { oid: small, size: 5, bytes: Buffer.from("small") },
      { oid, size: 2 ** 30, bytes: null },
    ]);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });

  it("names the object that is missing", async () => {
    await expect(collect(["1".repeat(40)])).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringContaining("1".repeat(40)),
    });
  });

  it("may be left in the middle", async () => {
    const made = await commit(null, { a: "1", b: "x".repeat(5_000_000), c: "3" });
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    for await (const blob of readBlobs(repo, oids)) {
      expect(blob.oid).toBe(oids[0]);
      break;
    }
  });

  it("answers null for a path that is no file", async () => {
    const made = await commit(null, { "dir/a": "1" });
    expect(await readBlobAt(repo, made, "dir")).toBeNull();
    expect(await readBlobAt(repo, made, "none")).toBeNull();
  });
});

describe("diffTrees", () => {
  it("tells what was added, changed and removed, a rename as two", async () => {
    const first = await commit(null, { keep: "k", change: "1", "dir/gone": "same text", file: "f" });
    const second = await commit(first, {
      change: "2",
      "dir/gone": null,
      "new\nname": "same text",
      "file/below": "f",
    });
    const changes = await diffTrees(repo, first, second);
    const same = blobId("same text");
    expect(new Map(changes.map((change) => [change.path, [change.before, change.after]]))).toEqual(
      new Map([
        ["change", [blobId("1"), blobId("2")]],
        ["dir/gone", [same, null]],
        ["new\nname", [null, same]],
        ["file", [blobId("f"), null]],
        ["file/below", [null, blobId("f")]],
      ]),
    );
    expect(await diffTrees(repo, null, first)).toHaveLength(4);
    expect(await diffTrees(repo, first, first)).toEqual([]);
  });
});

describe("listFileHistory", () => {
  it("gives the versions newest first, removals included, and stops at the limit", async () => {
    const first = await commit(null, { "a.md": "1", other: "x" });
    const second = await commit(first, { "a.md": "2" });
    const third = await commit(second, { "a.md": null });
    const fourth = await commit(third, { "a.md": "1", other: "y" });
    const fifth = await commit(fourth, { other: "z" });
    const versions = [
      { commit: fourth, blob: blobId("1") },
      { commit: third, blob: null },
      { commit: second, blob: blobId("2") },
      { commit: first, blob: blobId("1") },
    ];
    expect(await listFileHistory(repo, fifth, "a.md")).toEqual(versions);
    expect(await listFileHistory(repo, fifth, "a.md", { limit: 2 })).toEqual(versions.slice(0, 2));
    expect(await listFileHistory(repo, fifth, "*.md")).toEqual([]);
  });

  it("knows the blob of a merge, and ends at the edge of a shallow clone", async () => {
    const base = await commit(null, { "a.md": "1\n" });
    const left = await commit(base, { "a.md": "left\n" });
    const right = await commit(base, { "a.md": "right\n" });
    const tree = git("rev-parse", `${await commit(left, { "a.md": "both\n" })}^{tree}`);
    const merge = git("commit-tree", "-m", "merge", "-p", left, "-p", right, tree);
    const [newest] = await listFileHistory(repo, merge, "a.md");
    expect(newest).toEqual({ commit: merge, blob: blobId("both\n") });
    const ours = git("commit-tree", "-m", "ours", "-p", left, "-p", right, `${left}^{tree}`);
    const known = (await listFileHistory(repo, ours, "a.md")).map(({ blob }) => blob);
    expect(known[0]).toBe(blobId("left\n"));
    expect(known).toContain(blobId("right\n"));
    git("update-ref", "refs/heads/main", await commit(left, { "a.md": "last\n" }));
    const shallow = sandbox.path("shallow");
    execFileSync("git", ["clone", "--quiet", "--depth=2", `file://${repo.workTree}`, shallow], {
      env: sandbox.env,
    });
    const tip = (await readRef(repo, "refs/heads/main"))!;
    const history = await listFileHistory(await sandbox.open(shallow), tip, "a.md");
    expect(history.map((version) => version.blob)).toEqual([blobId("last\n"), blobId("left\n")]);
  });
});
