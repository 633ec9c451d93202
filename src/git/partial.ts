import { gitFailure } from "./failures.ts";
import { git, type Repository } from "./git.ts";
import { checkRemote } from "./names.ts";
import { checkOid } from "./oid.ts";

/**
 * Brings the files of `commit` that a partial clone left out, all in one request for objects. Otherwise git
 * would fetch them when they are read, one by one. Gives how many objects were missing.
 */
export async function fetchMissingObjects(repo: Repository, remote: string, commit: string): Promise<number> {
  if (!repo.isPartial) return 0;
  const args = ["rev-list", "--objects", "--missing=print", "--no-walk", checkOid(commit)];
  const { stdout } = await git(repo, args);
  const missing = stdout
    .toString("utf8")
    .split("\n")
    .filter((line) => line.startsWith("?"))
    .map((line) => checkOid(line.slice(1)));
  if (missing.length === 0) return 0;
  const ended = await fetchByIds(repo, remote, missing);
  if (ended.code !== 0) throw gitFailure(ended.args, ended);
  return missing.length;
}

/**
 * Fetches these objects and nothing else; `false`: the remote gives away only what it lists (protocol 0, or a
 * server that forbids it), or does not have one of them.
 */
export async function fetchObjects(
  repo: Repository,
  remote: string,
  oids: readonly string[],
): Promise<boolean> {
  const ended = await fetchByIds(repo, remote, oids.map(checkOid));
  if (ended.code === 0) return true;
  if (/unadvertised object|not our ref|no such remote ref/i.test(ended.stderr)) return false;
  throw gitFailure(ended.args, ended);
}

async function fetchByIds(repo: Repository, remote: string, oids: readonly string[]) {
  const args = [
    // Told of our commits, the server would believe that their files are here.
    ...["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"],
    ...["--no-auto-maintenance", "--no-recurse-submodules", "--no-filter", "--stdin", "--"],
    checkRemote(remote),
  ];
  const input = `${oids.join("\n")}\n`;
  return { args, ...(await git(repo, args, { network: "read", input, accept: [1, 128] })) };
}
