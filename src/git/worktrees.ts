import { join } from "node:path";
import { readText, statKind } from "../fs/files.ts";
import { gitText, type Repository } from "./git.ts";
import { branchRef } from "./names.ts";

/** The work tree that has `branch` checked out, or `null`. One whose directory is gone does not count. */
export async function findCheckout(repo: Repository, branch: string): Promise<string | null> {
  const ref = branchRef(branch);
  if (await isAloneElsewhere(repo, ref)) return null;
  const blocks = (await gitText(repo, ["worktree", "list", "--porcelain"])).split("\n\n");
  for (const block of blocks) {
    const lines = block.split("\n");
    if (!lines.includes(`branch ${ref}`) || lines.some((line) => line.startsWith("prunable"))) continue;
    return lines[0]!.replace(/^worktree /, "");
  }
  return null;
}

/**
 * Whether a file tells that the only work tree is on another branch; else git knows. Refs in a table leave
 * `.invalid` there.
 */
async function isAloneElsewhere({ commonDir }: Repository, ref: string): Promise<boolean> {
  if ((await statKind(join(commonDir, "worktrees"))) !== "missing") return false;
  const head = await readText(join(commonDir, "HEAD")).catch(() => null);
  const branch = /^ref: (refs\/heads\/\S+)\n$/.exec(head ?? "")?.[1];
  return branch !== undefined && branch !== ref && branch !== "refs/heads/.invalid";
}
