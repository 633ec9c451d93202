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
  await git(
    repo,
    [
      // Told of our commits, the server would believe that their files are here.
      ...["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"],
      ...[
        "--no-auto-maintenance",
        "--no-recurse-submodules",
        "--no-filter",
        "--stdin",
        "--",
        checkRemote(remote),
      ],
    ],
    { network: true, input: `${missing.join("\n")}\n` },
  );
  return missing.length;
}
