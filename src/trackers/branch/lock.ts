/** One writer of a machine at a time, so that a waiting process costs a wait and not a lost race. */
import { join } from "node:path";
import { withLock } from "../../fs/lock.ts";
import type { Repository } from "../../git/git.ts";
import { removeStaleRefLocks } from "../../git/refs.ts";

/** As long as a run may try in all (design 5.1). */
const longestWaitMs = 300_000;

/** Runs `work` alone; what killed git processes left on our own refs is swept first. */
export async function holdLock<T>(
  repo: Repository,
  ownRefs: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const path = join(repo.commonDir, "spectryn", "lock");
  return withLock(path, { waitMs: longestWaitMs, signal: repo.signal }, async () => {
    await removeStaleRefLocks(repo, ownRefs);
    return work();
  });
}
