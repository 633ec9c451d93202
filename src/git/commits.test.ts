import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../test/support/git-sandbox.ts";
import { kept, sized } from "../../test/support/proof.ts";
import { parseKeywords } from "../core/commits/keywords.ts";
import { isShallow, readBranches, readCommitHead, readCommits, resolveCommit } from "./commits.ts";
import type { Repository } from "./git.ts";

let sandbox: GitSandbox;
beforeAll(() => {
  sandbox = makeGitSandbox();
});
afterAll(() => sandbox.remove());

/** One commit of a fast-import stream; times count in minutes, so that tests can lie about them. */
interface Given {
  readonly branch?: string;
  readonly message: string;
  readonly from?: string;
  readonly merge?: string;
  readonly minute?: number;
}

function stream(commits: Iterable<Given>): string {
  const lines: string[] = [];
  let mark = 0;
  for (const { branch = "main", message, from, merge, minute = 0 } of commits) {
    mark += 1;
    const person = `Dana Ünal <dana@example.com> ${1_700_000_000 + minute * 60} +0200`;
    lines.push(`commit refs/heads/${branch}`, `mark :${mark}`, `author ${person}`, `committer ${person}`);
    lines.push(`data ${Buffer.byteLength(message)}`, message);
    if (from !== undefined) lines.push(`from ${from}`);
    if (merge !== undefined) lines.push(`merge ${merge}`);
  }
  return `${lines.join("\n")}\ndone\n`;
}

async function makeRepository(name: string, commits: Iterable<Given>): Promise<Repository> {
  const path = sandbox.init(name);
  sandbox.git(["fast-import", "--quiet", "--done"], path, stream(commits));
  return sandbox.open(path);
}

async function messages(repo: Repository, from: string[], to: string): Promise<string[]> {
  const oid = async (revision: string) => (await resolveCommit(repo, revision)) ?? "";
  const oids = await Promise.all(from.map(oid));
  const found: string[] = [];
  for await (const { message } of readCommits(repo, oids, await oid(to))) found.push(message.trim());
  return found;
}

describe("reading commits", () => {
  it("gives sha, author, date and the whole message, oldest first", async () => {
    const body = "Zwei\n\nfixes #2\n\u0001 \u{1f600}\n";
    const repo = await makeRepository("simple", [
      { message: "One" },
      { message: body },
      { message: "Three" },
    ]);
    const head = (await resolveCommit(repo, "main"))!;
    const found = [];
    for await (const commit of readCommits(repo, [(await resolveCommit(repo, "main~2"))!], head))
      found.push(commit);
    const date = "2023-11-15T00:13:20+02:00";
    expect(found.map(({ sha, ...rest }) => ({ ...rest, length: sha.length }))).toEqual([
      { author: "Dana Ünal", date, message: body, length: 40 },
      { author: "Dana Ünal", date, message: "Three", length: 40 },
    ]);
    expect(found.at(-1)?.sha).toBe(head);
  });

  it("puts what a merge brought where the merge stands, whatever the clocks say", async () => {
    const repo = await makeRepository("merged", [
      { message: "base", minute: 50 },
      { message: "side 1", branch: "side", from: ":1", minute: 10 },
      { message: "side 2", branch: "side", minute: 60 },
      { message: "main 1", from: ":1", minute: 70 },
      { message: "main 2", minute: 5 },
      { message: "merge side: fixes #1", merge: ":3", minute: 1 },
      { message: "main 3", minute: 0 },
    ]);
    const all = ["main 1", "main 2", "side 1", "side 2", "merge side: fixes #1", "main 3"];
    expect(await messages(repo, [], "main")).toEqual(["base", ...all]);
    expect(await messages(repo, ["main~4"], "main")).toEqual(all);
    expect(await messages(repo, ["main~2", "side~1"], "main")).toEqual(all.slice(3));
    expect(await messages(repo, ["main"], "main")).toEqual([]);
    expect(await messages(repo, ["main"], "main~1")).toEqual([]);
  });

  it("ends git when the reader stops early", async () => {
    const repo = await makeRepository(
      "early",
      Array.from({ length: 2000 }, (_, at) => ({ message: `${at}` })),
    );
    const head = (await resolveCommit(repo, "main"))!;
    for await (const { message } of readCommits(repo, [], head)) {
      expect(message).toBe("0");
      break;
    }
    const gone = "1".repeat(40);
    await expect(async () => {
      for await (const _ of readCommits(repo, [gone], head));
    }).rejects.toMatchObject({ code: "git-failed" });
  });

  it("reads thousands of commits and their keywords with one process", async () => {
    const count = sized(5000, 50_000);
    const body = "A body of some length that says why this was done, and what it costs us.\n\n".repeat(3);
    const repo = await makeRepository(
      "many",
      Array.from({ length: count }, (_, at) => ({
        message: `feat: ${at}\n\n${body}${at % 10 ? "" : `fixes #${at}`}`,
      })),
    );
    const head = (await resolveCommit(repo, "main"))!;
    const asked: string[] = [];
    const watched = { ...repo, log: (line: string) => asked.push(line) };
    let [commits, keywords] = [0, 0];
    for await (const { message } of readCommits(watched, [], head)) {
      commits += 1;
      keywords += parseKeywords(message).length;
    }
    expect({ commits, keywords }).toEqual({ commits: count, keywords: Math.ceil(count / 10) });
    expect(asked).toHaveLength(1);
    kept("keywords-scan", `${count} commits, ${keywords} keywords, 1 process`);
  });
});

describe("branches", () => {
  it("are read with what a symbolic one stands for", async () => {
    const repo = await makeRepository("branches", [
      { message: "one" },
      { message: "two", branch: "release/1" },
    ]);
    const [main, release] = [await resolveCommit(repo, "main"), await resolveCommit(repo, "release/1")];
    sandbox.git(["update-ref", "refs/remotes/origin/main", main!], repo.workTree!);
    sandbox.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"], repo.workTree!);
    sandbox.git(["symbolic-ref", "refs/remotes/other/HEAD", "refs/remotes/other/gone"], repo.workTree!);
    const names = [
      "heads/main",
      "heads/release",
      "heads/release/1",
      "remotes/origin/HEAD",
      "remotes/other/HEAD",
    ];
    const found = [
      { ref: "refs/heads/main", oid: main, symref: null },
      { ref: "refs/heads/release/1", oid: release, symref: null },
      { ref: "refs/remotes/origin/HEAD", oid: main, symref: "refs/remotes/origin/main" },
    ];
    const refs = names.map((name) => `refs/${name}`);
    expect(await readBranches(repo, refs)).toEqual(found);
    expect(await readBranches({ ...repo, refFolder: undefined }, refs)).toEqual(found);
    sandbox.git(["pack-refs", "--all"], repo.workTree!);
    expect(await readBranches(repo, refs)).toEqual(found);
    // Nobody of ours would call it so, but git allows it.
    sandbox.git(["update-ref", "refs/heads/x/-y", main!], repo.workTree!);
    expect(await readBranches(repo, ["refs/heads/x/-y"])).toEqual([
      { ref: "refs/heads/x/-y", oid: main, symref: null },
    ]);
  });

  it("tell a commit's time and message, and whether a clone is shallow", async () => {
    const repo = await makeRepository("heads", [
      { message: "one", minute: 1 },
      { message: "two\n\nbody", minute: 2 },
    ]);
    const head = (await resolveCommit(repo, "main"))!;
    expect(await readCommitHead(repo, head)).toEqual({
      committed: new Date((1_700_000_000 + 120) * 1000),
      message: "two\n\nbody",
    });
    expect(await resolveCommit(repo, "no-such-branch")).toBeNull();
    expect(await resolveCommit(repo, "--all")).toBeNull();
    expect(await resolveCommit(repo, "main:")).toBeNull();
    const shallow = await sandbox.clone(`file://${repo.workTree}`, "shallow", "--depth=1");
    expect([await isShallow(repo), await isShallow(await sandbox.open(shallow))]).toEqual([false, true]);
  });
});
