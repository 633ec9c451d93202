/** Talks to remotes: look, fetch, push. Every command names exactly one branch. */
import { SpectrynError } from "../errors.ts";
import { gitFailure } from "./failures.ts";
import { git, gitText, type Remote, type Repository } from "./git.ts";
import { branchRef, checkRef, checkRemote } from "./names.ts";
import { checkOid } from "./oid.ts";
import { fetchMissingObjects } from "./partial.ts";
import { parsePushAnswer } from "./push-answer.ts";
import { isAncestor, readRef } from "./refs.ts";
import { noGitServer } from "./speech.ts";

export async function listRemotes(repo: Repository): Promise<readonly Remote[]> {
  if (repo.remotes) return repo.remotes;
  const remotes = new Map<string, { name: string; fetchUrl: string; pushUrl: string }>();
  for (const line of (await gitText(repo, ["remote", "--verbose"])).split("\n")) {
    const parts = /^(\S+)\t(.+) \((fetch|push)\)/.exec(line);
    if (!parts) continue;
    const [, name = "", url = "", use] = parts;
    const known = remotes.get(name);
    if (!known) remotes.set(name, { name, fetchUrl: url, pushUrl: url });
    else if (use === "push" && known.pushUrl === known.fetchUrl) known.pushUrl = url;
  }
  return [...remotes.values()];
}

/** Where a branch stands at the remote, or `null`; proves login and repository too. */
export async function readRemoteBranch(
  repo: Repository,
  remote: string,
  branch: string,
): Promise<string | null> {
  const ref = branchRef(branch);
  const args = ["ls-remote", "--quiet", "--", checkRemote(remote), ref];
  const { stdout, isGit } = await git(repo, args, { network: "read", listens: true });
  // The pattern also matches longer names that end in it.
  const line = stdout
    .toString("utf8")
    .split("\n")
    .find((found) => found.endsWith(`\t${ref}`));
  if (line !== undefined) return checkOid(line.slice(0, 40));
  if (isGit !== true) throw noGitServer(remote);
  return null;
}

export interface FetchOptions {
  /** 1 makes the repository a shallow one, `all` a whole one again: for repositories of our own only. */
  readonly depth?: 1 | "all";
}

/**
 * Fetches one branch, with all its blobs, and sets the local ref `into` to it whatever it was before.
 * `null`, with `into` as it was, where the remote has no such branch.
 */
export async function fetchBranch(
  repo: Repository,
  remote: string,
  branch: string,
  into: string,
  { depth }: FetchOptions = {},
): Promise<string | null> {
  const args = [
    ...["fetch", "--quiet", "--no-progress", "--refmap=", "--no-tags", "--no-prune", "--no-write-fetch-head"],
    ...["--no-auto-maintenance", "--no-recurse-submodules", "--no-filter", "--no-show-forced-updates"],
    ...(depth === undefined ? [] : [depth === 1 ? "--depth=1" : "--unshallow"]),
    ...["--", checkRemote(remote), `+${branchRef(branch)}:${checkRef(into)}`],
  ];
  const ended = await git(repo, args, { network: "read", accept: [1, 128], listens: true });
  if (ended.code === 0) {
    const commit = await readRef(repo, into);
    // The user's own fetch may have brought the commit without its files.
    if (commit !== null) await fetchMissingObjects(repo, remote, commit);
    return commit;
  }
  if (!/couldn't find remote ref/.test(ended.stderr)) throw gitFailure(args, ended);
  if (ended.isGit !== true) throw noGitServer(remote);
  return null;
}

/**
 * Publishes `commit` on a branch that stands at `expected` (`null`: that does not exist there).
 *
 * Compare-and-swap, never an overwrite: the commit is proved to descend from `expected`, and the lease lets
 * the push through only while the remote stands exactly there. The server compares once more.
 * `moved`: somebody else was first. A veto throws `push-refused`. After `network` or `timeout` the outcome is
 * unknown: fetch and look.
 */
export async function pushCommit(
  repo: Repository,
  remote: string,
  branch: string,
  commit: string,
  expected: string | null,
  { isLarge = false }: { /** Its files are not kept in memory. */ readonly isLarge?: boolean } = {},
): Promise<"done" | "moved"> {
  if (expected !== null && !(await isAncestor(repo, expected, commit))) {
    throw new SpectrynError("internal", `${commit} does not descend from ${expected}`);
  }
  const ref = branchRef(branch);
  const name = checkRemote(remote);
  const args = [
    // Larger than any pack of issues: git then sends it in one request and with its length.
    ...(isLarge ? inPieces : ["-c", "http.postBuffer=67108864"]),
    ...["push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"],
    ...[`--force-with-lease=${ref}:${expected ?? ""}`, "--", name, `${checkOid(commit)}:${ref}`],
  ];
  // A mirror remote would push, and delete, everything else.
  const settings = [...(repo.settings ?? []), [`remote.${name}.mirror`, "false"] as const];
  const ended = await git({ ...repo, settings }, args, { network: "write", accept: [1, 128] });
  return parsePushAnswer(args, ended, ref);
}

const inPieces = [
  ...["core.bigFileThreshold=64k", "core.packedGitWindowSize=1m", "core.packedGitLimit=8m", "pack.threads=1"],
  "http.postBuffer=1048576",
].flatMap((setting) => ["-c", setting]);
