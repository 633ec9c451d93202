/**
 * Fetches the shared branch. Readers hold no lock, so several processes of one clone may move the same refs at the
 * same moment: who comes too late looks again. What a killed git left there is swept, whoever meets it first.
 */
import { SpectrynError } from "../../errors.ts";
import type { Repository } from "../../git/git.ts";
import { readRef, removeStaleRefLocks, updateRef } from "../../git/refs.ts";
import { fetchBranch } from "../../git/remote.ts";
import { fetchedRef } from "./home.ts";
import { refuseRewritten } from "./rewritten.ts";

/** A branch of a remote, and the refs of this clone that stand for it. */
export interface Shared {
  readonly repo: Repository;
  readonly remote: string;
  readonly branch: string;
  readonly ownRef: string;
  readonly theirRef: string;
  /** What spectryn saw there last: unlike `theirRef`, a person's own `git fetch` does not move it. */
  readonly seenRef: string;
  readonly log: (line: string) => void;
}

const mostTries = 5;

/** Where the branch stands at the remote, with all its objects; `null`: nowhere. */
export async function fetchShared({ repo, remote, branch }: Shared): Promise<string | null> {
  return pastLocks(repo, fetchedRef, () => fetchBranch(repo, remote, branch, fetchedRef));
}

/** The same, with this clone's ref for it moved along; throws where the remote lost what it was seen to hold. */
export async function fetchTheirs(shared: Shared): Promise<string | null> {
  try {
    return await fetchOnce(shared);
  } catch (error) {
    // Another process that fetched earlier and ended later may have set the ref back.
    if (!isCode(error, "tracker-rewritten")) throw error;
    return fetchOnce(shared);
  }
}

/** What was seen last is read before the fetch: another process of this clone may push in between. */
async function fetchOnce(shared: Shared): Promise<string | null> {
  const { repo, theirRef, seenRef } = shared;
  const [seen, shown] = await Promise.all([readRef(repo, seenRef), readRef(repo, theirRef)]);
  const lastSeen = seen ?? shown;
  const fetched = await fetchShared(shared);
  if (lastSeen !== null && lastSeen !== fetched) await refuseRewritten(shared, lastSeen, fetched);
  const move = async (ref: string, now: string | null) => {
    if (fetched !== null && now !== fetched)
      await pastLocks(repo, ref, () => updateRef(repo, ref, fetched, now));
  };
  await move(theirRef, shown);
  await move(seenRef, seen);
  return fetched;
}

/** Sets a ref that other git commands move too, such as a person's own fetch. */
export async function moveRef(repo: Repository, ref: string, next: string): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const now = await readRef(repo, ref);
    if (now === next || (await updateRef(repo, ref, next, now))) return;
  }
}

async function pastLocks<T>(repo: Repository, ref: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isCode(error, "lock-busy") || tries === mostTries) throw error;
      repo.log?.(`${ref} is locked (try ${tries})`);
      await removeStaleRefLocks(repo, [ref]);
    }
  }
}

function isCode(error: unknown, code: SpectrynError["code"]): boolean {
  return error instanceof SpectrynError && error.code === code;
}
