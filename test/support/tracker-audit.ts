/** What a tracker's branch holds, read past spectryn by git alone, and whether it is whole. */
import { execFileSync } from "node:child_process";
import { expect } from "vitest";

export interface Audited {
  /** In the order of their numbers. */
  readonly issues: readonly AuditedIssue[];
  readonly comments: readonly string[];
  readonly commits: number;
}

export interface AuditedIssue {
  readonly number: number;
  readonly title: string;
  readonly key: string | null;
}

const branch = "refs/heads/spectryn";

/** Expects a sound branch with numbers 1..n without gap or duplicate, and the counter behind them. */
export function auditTracker(repository: string): Audited {
  const commits = expectSound(repository);
  const files = readBranch(repository);
  const issues = [...files]
    .filter(([path]) => path.startsWith("issues/"))
    .map(([path, text]) => readIssue(path, text))
    .sort((one, other) => one.number - other.number);
  expect(issues.map(({ number }) => number)).toEqual(issues.map((_, at) => at + 1));
  const counter = JSON.parse(files.get("tracker.json") ?? '{"next":1}');
  expect(counter).toMatchObject({ next: issues.length + 1 });
  const comments = [...files].filter(([path]) => path.startsWith("comments/")).map(([, text]) => text);
  return { issues, comments, commits };
}

/** Nothing that fsck complains about, one root, one parent per commit; gives how many commits there are. */
export function expectSound(repository: string): number {
  const git = gitIn(repository);
  expect(complaints(git(["fsck", "--strict", "--no-dangling", "--no-progress"]))).toEqual([]);
  if (git(["for-each-ref", branch]) === "") return 0;
  const parents = git(["rev-list", "--parents", branch])
    .split("\n")
    .map((line) => line.split(" ").length - 1);
  expect(parents.filter((count) => count !== 1)).toEqual([0]);
  return parents.length;
}

/** All files of the tip, with ids and times replaced, so that two runs of the same work can be compared. */
export function comparableTracker(repository: string): Record<string, string> {
  const plain = (text: string) =>
    text
      .replace(/\b[0-7][0-9a-hjkmnp-tv-z]{25}\b/g, "ULID")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "TIME");
  return comparable(readBranch(repository), plain);
}

/** The same of the branch with attached files: its index. */
export function comparableFiles(repository: string): Record<string, string> {
  return comparable(readBranch(repository, `${branch}-files`), (text) => text);
}

function comparable(
  all: ReadonlyMap<string, string>,
  plain: (text: string) => string,
): Record<string, string> {
  const entries = [...all].map(([path, text]) => [plain(path), plain(text)] as const);
  const files: Record<string, string> = {};
  // Comments of one issue share a name once their ids are gone: all of them count.
  for (const [path, text] of entries.sort()) files[path] = `${files[path] ?? ""}${text}`;
  return files;
}

function readIssue(path: string, text: string): AuditedIssue {
  const value = (name: string) => {
    const line = new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1];
    return line === undefined ? null : JSON.parse(line);
  };
  const number = Number(/^issues\/\d+\/(\d+)\.md$/.exec(path)?.[1]);
  expect(value("number"), path).toBe(number);
  return { number, title: value("title"), key: value("key") };
}

/** Text of every file at the tip; empty where there is no branch. */
function readBranch(repository: string, ref: string = branch): Map<string, string> {
  const git = gitIn(repository);
  if (git(["for-each-ref", ref]) === "") return new Map();
  const entries = git(["ls-tree", "-r", ref])
    .split("\n")
    .map((line) => /^\d+ \w+ (\w+)\t(.*)$/.exec(line)!);
  const bytes = execFileSync("git", ["cat-file", "--batch"], {
    cwd: repository,
    env,
    input: entries.map(([, oid]) => `${oid}\n`).join(""),
    maxBuffer: 256 * 1024 * 1024,
  });
  const texts = new Map<string, string>();
  let at = 0;
  for (const [, , path = ""] of entries) {
    const end = bytes.indexOf("\n", at);
    const size = Number(bytes.subarray(at, end).toString().split(" ")[2]);
    texts.set(path, bytes.subarray(end + 1, end + 1 + size).toString("utf8"));
    at = end + 1 + size + 1;
  }
  return texts;
}

const env = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C",
};

function gitIn(cwd: string) {
  return (args: readonly string[]) =>
    execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function complaints(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("notice:"));
}
