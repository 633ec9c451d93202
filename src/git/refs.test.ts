import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../test/support/git-sandbox.ts";
import { branchRef, checkRef } from "./names.ts";
import {
  deleteRef,
  hasObject,
  isAncestor,
  listRefs,
  mergeBase,
  readHead,
  readRef,
  removeStaleRefLocks,
  updateRef,
} from "./refs.ts";
import type { Repository } from "./repository.ts";

const ref = "refs/heads/spectryn";

let sandbox: GitSandbox;
let repo: Repository;
let commits: string[];

beforeEach(async () => {
  sandbox = makeGitSandbox();
  repo = await sandbox.open(sandbox.init("main"));
  commits = ["one", "two"].map((message) => {
    git("commit", "--quiet", "--allow-empty", "-m", message);
    return git("rev-parse", "HEAD");
  });
});
afterEach(() => sandbox.remove());

function git(...args: string[]): string {
  return sandbox.git(args, repo.workTree!);
}

describe("readRef", () => {
  /** Walks through every form of a ref; gives the commands that git was asked for them. */
  const readAll = async (repository: Repository) => {
    const [one, two] = commits as [string, string];
    const asked: string[] = [];
    const watched = { ...repository, log: (line: string) => asked.push(line.split(" ")[1]!) };
    expect(await readRef(watched, ref)).toBeNull();
    await updateRef(repo, ref, one, null);
    expect(await readRef(watched, ref)).toBe(one);
    expect(await readHead(watched)).toBe(two);
    git("pack-refs", "--all");
    expect(await readRef(watched, ref)).toBe(one);
    expect(await readHead(watched)).toBe(two);
    await updateRef(repo, ref, two, one);
    expect(await readRef(watched, ref)).toBe(two);
    git("symbolic-ref", "refs/heads/other", ref);
    expect(await readRef(watched, "refs/heads/other")).toBe(two);
    git("checkout", "--quiet", "--detach", one);
    expect(await readHead(watched)).toBe(one);
    git("checkout", "--quiet", "--orphan", "unborn");
    expect(await readHead(watched)).toBeNull();
    return asked;
  };

  it("asks git nothing where refs lie in files", async () => {
    expect(repo.refFolder).toBe(repo.commonDir);
    expect(await readAll(repo)).toEqual([]);
  });

  it("asks git for what is not there where they may lie elsewhere", async () => {
    expect(await readAll({ ...repo, refFolder: "/another/repository" })).toEqual(Array(4).fill("rev-parse"));
  });

  it("asks git about a file that it does not understand", async () => {
    const [one] = commits as [string, string];
    await updateRef(repo, ref, one, null);
    git("symbolic-ref", "refs/heads/near", ref);
    git("symbolic-ref", "refs/heads/far", "refs/heads/near");
    expect(await readRef(repo, "refs/heads/far")).toBe(one);
    git("branch", "folder/inside", one);
    expect(await readRef(repo, "refs/heads/folder")).toBeNull();
    git("symbolic-ref", "refs/heads/dangling", "refs/heads/gone");
    await expect(readRef(repo, "refs/heads/dangling")).rejects.toThrow("ignoring dangling symref");
    // What very old versions of git wrote for a symbolic ref.
    symlinkSync(ref, `${repo.gitDir}/refs/heads/link`);
    expect(await readRef(repo, "refs/heads/link")).toBe(one);
    writeFileSync(`${repo.gitDir}/refs/heads/damaged`, "not an object id\n");
    await expect(readRef(repo, "refs/heads/damaged")).rejects.toThrow(
      "ignoring broken ref refs/heads/damaged",
    );
  });

  it.each([
    ["cut off", (packed: string) => packed.slice(0, -1)],
    ["never written", (packed: string) => packed.replace(/[^\0]/g, "\0")],
  ])("fails as git does where the packed refs are %s", async (_how, damage) => {
    await updateRef(repo, ref, commits[0]!, null);
    git("pack-refs", "--all");
    const path = `${repo.gitDir}/packed-refs`;
    writeFileSync(path, damage(readFileSync(path, "utf8")));
    await expect(readRef(repo, ref)).rejects.toThrow("unterminated line in");
  });

  it("leaves it to git where the packed refs cannot be read", async () => {
    mkdirSync(`${repo.gitDir}/packed-refs`);
    await expect(readRef(repo, ref)).rejects.toThrow("git rev-parse failed");
  });

  it("asks git where the packed refs are many", async () => {
    const [one] = commits as [string, string];
    const names = Array.from({ length: 16_000 }, (_, at) => `refs/tags/release-with-a-name-${at + 10_000}`);
    const lines = [`${one} ${ref}`, ...names.map((name) => `${one} ${name}`)];
    writeFileSync(`${repo.gitDir}/packed-refs`, `# pack-refs with: sorted \n${lines.join("\n")}\n`);
    const asked: string[] = [];
    expect(await readRef({ ...repo, log: (line) => asked.push(line) }, ref)).toBe(one);
    expect(asked).toHaveLength(1);
  });

  it("reads a branch in a linked work tree", async () => {
    git("branch", "other", commits[0]!);
    git("worktree", "add", "--quiet", sandbox.path("linked"), "other");
    const linked = await sandbox.open(sandbox.path("linked"));
    expect(await readHead(linked)).toBe(commits[0]);
    expect(await readHead(repo)).toBe(commits[1]);
    expect(await readRef(linked, "refs/heads/other")).toBe(commits[0]);
  });
});

describe("updateRef", () => {
  it("creates, moves and deletes only from where the ref is expected", async () => {
    const [one, two] = commits as [string, string];
    expect(await updateRef(repo, ref, one, two)).toBe(false);
    expect(await updateRef(repo, ref, one, null)).toBe(true);
    expect(await updateRef(repo, ref, two, null)).toBe(false);
    expect(await updateRef(repo, ref, two, two)).toBe(false);
    expect(await readRef(repo, ref)).toBe(one);
    expect(await updateRef(repo, ref, two, one)).toBe(true);
    expect(await readRef(repo, ref)).toBe(two);
    expect(await deleteRef(repo, ref, one)).toBe(false);
    expect(await deleteRef(repo, ref, two)).toBe(true);
    expect(await readRef(repo, ref)).toBeNull();
    expect(await deleteRef(repo, ref, two)).toBe(false);
  });

  it("does the same to a packed ref", async () => {
    const [one, two] = commits as [string, string];
    await updateRef(repo, ref, one, null);
    git("pack-refs", "--all");
    expect(existsSync(`${repo.gitDir}/${ref}`)).toBe(false);
    expect(await readRef(repo, ref)).toBe(one);
    expect(await updateRef(repo, ref, two, null)).toBe(false);
    expect(await updateRef(repo, ref, two, one)).toBe(true);
    expect(await listRefs(repo, "refs/heads")).toEqual([
      { ref: "refs/heads/main", oid: two },
      { ref, oid: two },
    ]);
  });

  it("lets one of many simultaneous moves win", async () => {
    const [one, two] = commits as [string, string];
    await updateRef(repo, ref, one, null);
    const answers = await Promise.all(Array.from({ length: 8 }, () => updateRef(repo, ref, two, one)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it("throws for what is no lost race: an unknown commit, a lock nobody releases", async () => {
    await expect(updateRef(repo, ref, "1".repeat(40), null)).rejects.toMatchObject({ code: "git-failed" });
    sandbox.write(`${repo.commonDir}/${ref}.lock`, "");
    const [one] = commits as [string];
    await expect(updateRef(repo, ref, one, null)).rejects.toMatchObject({ code: "lock-busy" });
    await removeStaleRefLocks(repo, [ref, "refs/remotes/origin/spectryn"]);
    expect(await updateRef(repo, ref, one, null)).toBe(true);
  });

  it("leaves the locks of other refs", async () => {
    const other = sandbox.write(`${repo.commonDir}/refs/heads/main.lock`, "");
    await removeStaleRefLocks(repo, [ref]);
    expect(existsSync(other)).toBe(true);
  });

  it("works on the shared refs from a linked work tree", async () => {
    const linked = sandbox.path("linked");
    git("worktree", "add", "--quiet", "--detach", linked);
    const inLinked = await sandbox.open(linked);
    await updateRef(inLinked, ref, commits[0]!, null);
    expect(await readRef(repo, ref)).toBe(commits[0]);
    sandbox.write(`${repo.commonDir}/${ref}.lock`, "");
    await removeStaleRefLocks(inLinked, [ref]);
    expect(await updateRef(inLinked, ref, commits[1]!, commits[0]!)).toBe(true);
  });

  it("runs no hook of the repository", async () => {
    const ran = sandbox.path("ran");
    const hook = sandbox.write(`${repo.gitDir}/hooks/reference-transaction`, `#!/bin/sh\ntouch ${ran}\n`);
    chmodSync(hook, 0o755);
    await updateRef(repo, ref, commits[0]!, null);
    expect(existsSync(ran)).toBe(false);
    git("update-ref", "refs/heads/proof", commits[0]!);
    expect(existsSync(ran)).toBe(true);
  });
});

describe("history", () => {
  it("knows ancestors and common ancestors", async () => {
    const [one, two] = commits as [string, string];
    expect(await isAncestor(repo, one, two)).toBe(true);
    expect(await isAncestor(repo, two, one)).toBe(false);
    expect(await isAncestor(repo, one, one)).toBe(true);
    const tree = git("rev-parse", "HEAD^{tree}");
    const alone = git("commit-tree", "-m", "alone", tree);
    expect(await mergeBase(repo, one, two)).toBe(one);
    expect(await mergeBase(repo, alone, two)).toBeNull();
    await expect(isAncestor(repo, "1".repeat(40), two)).rejects.toMatchObject({ code: "git-failed" });
    expect(
      await Promise.all([
        hasObject(repo, one, "commit"),
        hasObject(repo, "1".repeat(40), "commit"),
        hasObject(repo, tree, "commit"),
      ]),
    ).toEqual([true, false, false]);
  });
});

describe("names", () => {
  it.each(["spectryn", "team/issues", "спектр", "a.b"])("takes the branch %s", (branch) => {
    expect(branchRef(branch)).toBe(`refs/heads/${branch}`);
  });

  it.each([
    "",
    "-x",
    "a/-x",
    "a b",
    "a..b",
    "a:b",
    "a~1",
    "a^",
    "a.lock",
    "a/",
    "/a",
    "a//b",
    "a@{1}",
    "*",
    "a\n",
    ".a",
    "a.",
  ])("refuses the branch %j", (branch) => {
    expect(() => branchRef(branch)).toThrow(/no valid git ref/);
  });

  it("takes full names only", () => {
    expect(() => checkRef("HEAD")).toThrow();
  });
});
