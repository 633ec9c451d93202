/** Commits as they reached a branch, and where branches stand. */
import { join } from "node:path";
import { statKind } from "../fs/files.ts";
import { gitFailure } from "./failures.ts";
import { git, gitText, type Repository, startGit } from "./git.ts";
import { checkOid } from "./oid.ts";
import { readStoredRef, type StoredRef } from "./ref-files.ts";
import type { Ref } from "./refs.ts";

export interface Commit {
  readonly sha: string;
  readonly author: string;
  /** When it was written, ISO with the author's own offset. */
  readonly date: string;
  /** Subject and body. */
  readonly message: string;
}

/**
 * The commits of `to` that none of `from` has, merges included, as git delivers them: oldest first, in the
 * order in which they reached the branch; what a merge brought comes where the merge stands. Clocks do not matter.
 */
export async function* readCommits(
  repo: Repository,
  from: readonly string[],
  to: string,
): AsyncGenerator<Commit> {
  const args = [
    ...["-c", "log.showSignature=false", "log", "-z", "--topo-order", "--reverse", "--encoding=UTF-8"],
    ...["--format=%H%x00%an%x00%aI%x00%B", "--no-notes", "--no-color", "--no-decorate", "--no-patch"],
    ...[checkOid(to), "--not", ...from.map(checkOid), "--"],
  ];
  const { stdout, ended } = startGit(repo, args);
  let waiting: string[] = [];
  for await (const fields of splitAtZero(stdout)) {
    const all = waiting.length === 0 ? fields : [...waiting, ...fields];
    const whole = all.length - (all.length % 4);
    for (let at = 0; at < whole; at += 4) {
      yield { sha: all[at]!, author: all[at + 1]!, date: all[at + 2]!, message: all[at + 3]! };
    }
    waiting = all.slice(whole);
  }
  const end = await ended;
  if (end.code !== 0) throw gitFailure(args, end);
}

/** The fields that end in each piece of the output; what a piece leaves open begins the next one. */
async function* splitAtZero(stdout: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let open: Buffer[] = [];
  for await (const chunk of stdout) {
    const end = chunk.lastIndexOf(0);
    if (end < 0) {
      open.push(chunk);
      continue;
    }
    yield Buffer.concat([...open, chunk.subarray(0, end)])
      .toString("utf8")
      .split("\0");
    open = [chunk.subarray(end + 1)];
  }
  const last = Buffer.concat(open);
  if (last.length > 0) yield [last.toString("utf8")];
}

export interface Branch extends Ref, StoredRef {}

/** Refs of these names; those that are not there are left out. */
export async function readBranches(repo: Repository, names: readonly string[]): Promise<Branch[]> {
  const stored = await Promise.all(names.map((name) => readStoredRef(repo, name)));
  if (stored.includes(undefined)) return listBranches(repo, names);
  return stored.flatMap((found, index) => (found ? [{ ...found, ref: names[index]! }] : []));
}

async function listBranches(repo: Repository, names: readonly string[]): Promise<Branch[]> {
  const format = "--format=%(objectname) %(refname) %(symref)";
  const text = await gitText(repo, ["for-each-ref", format, "--", ...names]);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [oid = "", ref = "", symref = ""] = line.split(" ");
      return { oid: checkOid(oid), ref, symref: symref === "" ? null : symref };
    })
    .filter(({ ref }) => names.includes(ref));
}

/** The commit behind a revision as people write it; `null` where it names none. */
export async function resolveCommit(repo: Repository, revision: string): Promise<string | null> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const found = await git(repo, args, { accept: [1, 128] });
  return found.code === 0 ? checkOid(found.stdout.toString("utf8").trim()) : null;
}

/** A commit's message, and when it was committed. */
export async function readCommitHead(
  repo: Repository,
  oid: string,
): Promise<{ message: string; committed: Date }> {
  const format = "--format=%cI%x00%B";
  const args = [
    "-c",
    "log.showSignature=false",
    "log",
    "-1",
    "--encoding=UTF-8",
    format,
    checkOid(oid),
    "--",
  ];
  const [committed = "", message = ""] = (await gitText(repo, args)).split("\0");
  return { committed: new Date(committed), message };
}

/** A clone that left old commits out. */
export async function isShallow(repo: Repository): Promise<boolean> {
  return (await statKind(join(repo.commonDir, "shallow"))) === "file";
}
