import { git, type Repository } from "./git.ts";
import { checkTreePath } from "./names.ts";
import { checkOid } from "./oid.ts";
import { parseRawDiff } from "./tree.ts";

export interface FileVersion {
  readonly commit: string;
  /** `null`: this commit removed the file. */
  readonly blob: string | null;
}

/**
 * The versions of a file in the history of `commit`, newest first, with those of branches of which a merge took
 * nothing: whoever merged knew them. In a shallow clone the oldest commit that is there counts as the one that added
 * the file. A merge may be listed once for each parent that it differs from.
 */
export async function listFileHistory(
  repo: Repository,
  commit: string,
  path: string,
  { limit = 10_000 }: { readonly limit?: number } = {},
): Promise<FileVersion[]> {
  const { stdout } = await git(repo, [
    ...["-c", "log.showSignature=false", "-c", "log.follow=false"],
    ...["log", "-z", "--format=%x01%H", "--raw", "--no-abbrev", "--no-renames"],
    ...["--full-history", "--diff-merges=separate"],
    ...[`--max-count=${limit}`, "--no-color", "--no-notes", checkOid(commit), "--", checkTreePath(path)],
  ]);
  return stdout
    .toString("utf8")
    .split("\u0001")
    .slice(1)
    .map((record) => {
      const [change] = parseRawDiff(
        record
          .slice(40)
          .replace(/^[\0\n]+/, "")
          .split("\0"),
      );
      return { commit: record.slice(0, 40), blob: change?.after ?? null };
    });
}
