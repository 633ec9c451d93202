import { gitText, type Repository } from "./git.ts";
import { branchRef } from "./names.ts";

/** The work tree that has `branch` checked out, or `null`. One whose directory is gone does not count. */
export async function findCheckout(repo: Repository, branch: string): Promise<string | null> {
  const ref = branchRef(branch);
  const blocks = (await gitText(repo, ["worktree", "list", "--porcelain"])).split("\n\n");
  for (const block of blocks) {
    const lines = block.split("\n");
    if (!lines.includes(`branch ${ref}`) || lines.some((line) => line.startsWith("prunable"))) continue;
    return lines[0]!.replace(/^worktree /, "");
  }
  return null;
}
