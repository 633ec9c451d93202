/**
 * A repository for one upload or download, thrown away afterwards: neither files on their way nor what a shallow
 * fetch leaves behind belongs into a person's clone. It reaches the remote by the clone's own settings.
 */
import { join } from "node:path";
import { removeTree } from "../../../fs/files.ts";
import { withLock } from "../../../fs/lock.ts";
import type { Repository } from "../../../git/git.ts";
import { createBareRepository } from "../../../git/repository.ts";

/** As long as a run goes on after lost races (sync/races.ts). */
const longestWaitMs = 300_000;

/** One at a time on a machine; what a killed process left is swept first. */
export async function withThrowaway<T>(repo: Repository, work: (own: Repository) => Promise<T>): Promise<T> {
  const folder = join(repo.commonDir, "spectryn", "files");
  const lock = join(repo.commonDir, "spectryn", "files.lock");
  return withLock(lock, { waitMs: longestWaitMs, signal: repo.signal }, async () => {
    await removeTree(folder);
    try {
      const { gitDir } = await createBareRepository(join(folder, "store.git"), repo);
      const settings = [["include.path", join(repo.commonDir, "config")] as const, ...(repo.settings ?? [])];
      return await work({ ...repo, gitDir, commonDir: gitDir, settings, isPartial: false });
    } finally {
      await removeTree(folder);
    }
  });
}

/** Time for so many bytes on a slow connection (20 kB a second), besides what every command gets. */
export function withTimeFor(repo: Repository, bytes: number): Repository {
  return { ...repo, deadlineMs: (repo.deadlineMs ?? 120_000) + bytes / 20 };
}
