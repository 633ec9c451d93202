/** Whether git tracks a file. */
import { relative } from "node:path";
import { git, type Repository } from "./git.ts";

/** `path` is absolute; a file outside of the work tree is not tracked. */
export async function isTracked(repo: Repository, path: string): Promise<boolean> {
  if (repo.workTree === null) return false;
  const inside = relative(repo.workTree, path);
  if (inside.startsWith("..")) return false;
  // Paths start at the work tree, and every git child takes them as they are (GIT_LITERAL_PATHSPECS).
  const args = ["ls-files", "--error-unmatch", "--", inside];
  return (await git(repo, args, { accept: [1] })).code === 0;
}
