/** One writer of a machine at a time, so that a waiting process costs a wait and not a lost race. */
import { join } from "node:path";
import { withLock } from "../../fs/lock.ts";
import type { Owner } from "../../fs/owner.ts";
import type { Repository } from "../../git/git.ts";
import { removeStaleRefLocks } from "../../git/refs.ts";
import type { Log } from "../../ports/runtime.ts";

/** As long as a run goes on after lost races (sync/races.ts). */
const longestWaitMs = 300_000;

/** Runs `work` alone; what killed git processes left on our own refs is swept first. */
export async function holdLock<T>(
  repo: Repository,
  ownRefs: readonly string[],
  tell: Log,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(repo.commonDir, "spectryn", "lock");
  const onWait = ({ pid, host }: Owner) =>
    tell(`waiting for process ${pid} on ${host}, which writes to this tracker (${path})`);
  return withLock(path, { waitMs: longestWaitMs, signal: repo.signal, onWait }, async () => {
    await removeStaleRefLocks(repo, ownRefs);
    return work();
  });
}
