/** What commits did to files. */
import { git, type Repository } from "./git.ts";
import { checkTreePath } from "./names.ts";
import { checkOid } from "./oid.ts";
import { parseRawDiff, type TreeChange } from "./tree.ts";

export interface CommitChanges {
  readonly commit: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly committed: Date;
  readonly changes: readonly TreeChange[];
}

export interface ChangesQuery {
  readonly tips: readonly string[];
  /** Commits whose history does not count. */
  readonly not?: readonly string[];
  readonly since?: Date | null;
  /** Files and directories. */
  readonly paths: readonly string[];
}

/** Commits that touch the paths, newest first; a merge by what it changed in its first parent. */
export async function listChanges(
  repo: Repository,
  { tips, not = [], since = null, paths }: ChangesQuery,
): Promise<CommitChanges[]> {
  if (tips.length === 0) return [];
  const { stdout } = await git(repo, [
    ...["-c", "log.showSignature=false", "-c", "log.follow=false", "log", "-z", "--topo-order"],
    ...["--format=%x01%H%x1f%an%x1f%ae%x1f%ct%x1f", "--raw", "--no-abbrev", "--no-renames"],
    ...["--diff-merges=first-parent", "--no-color", "--no-notes", "--no-decorate", "--encoding=UTF-8"],
    // As a number: git takes a date of the far future for one of today.
    ...(since === null ? [] : [`--max-age=${Math.floor(since.getTime() / 1000)}`]),
    ...tips.map(checkOid),
    ...(not.length === 0 ? [] : ["--not", ...not.map(checkOid)]),
    ...["--", ...paths.map(checkTreePath)],
  ]);
  return stdout
    .toString("utf8")
    .split("\u0001")
    .slice(1)
    .map((record) => {
      const [commit = "", name = "", email = "", seconds = "", rest = ""] = record.split("\u001f");
      const changes = parseRawDiff(rest.replace(/^[\0\n]+/, "").split("\0"));
      return { commit, author: { name, email }, committed: new Date(Number(seconds) * 1000), changes };
    });
}
