/**
 * Whether a spec's file is behind: older than the last sync of its path. The file's own history is laid
 * over the history of syncs; a checkout that never saw the last synced version is planned against the
 * bases of the last sync it did see, so that it reverts nobody.
 *
 * A version that was synced before it was committed is in no history. This work tree remembers its own
 * last sync for that (state.ts): while that is the tracker's last one too, and the file was not set back
 * to what is committed, the file is newer.
 */

import type { Snapshot } from "../core/issue.ts";
import type { SpecState } from "../core/world.ts";
import { listFileHistory } from "../git/log.ts";
import { isAncestor, readHead } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import type { Tracker } from "../ports/tracker.ts";
import type { SpecFile } from "./read-specs.ts";
import type { LocalState } from "./state.ts";

export async function findPast(
  file: SpecFile,
  repository: Repository | null,
  tracker: Tracker,
  snapshot: Snapshot,
  state: LocalState,
): Promise<SpecState["past"]> {
  const last = snapshot.specs[file.path];
  const isMoving = last === undefined && snapshot.issues.some((issue) => issue.owner !== null);
  if (repository === null || last === file.blob || (last === undefined && !isMoving)) return null;
  const head = await readHead(repository);
  if (head === null) return null;
  const history = (await listFileHistory(repository, head, file.path)).map(({ blob }) => blob).reverse();
  const isDirty = history.at(-1) !== file.blob;
  if (await isOwnLatest(file, repository, state, { last, head, isDirty })) return null;
  return tracker.findSync(file.path, isDirty ? [...history, file.blob] : history);
}

async function isOwnLatest(
  file: SpecFile,
  repository: Repository,
  state: LocalState,
  now: { last: string | undefined; head: string; isDirty: boolean },
): Promise<boolean> {
  const own = state.synced[file.path];
  if (own === undefined || own.blob !== now.last || own.head === null) return false;
  if (own.head === now.head) return now.isDirty;
  return isAncestor(repository, own.head, now.head).catch(() => false);
}

/**
 * Whether a missing spec was taken away here. A checkout that never had the file, or had an older one,
 * lacks it because it is behind, and that is nobody's removal.
 */
export async function wasHere(
  path: string,
  repository: Repository | null,
  tracker: Tracker,
  snapshot: Snapshot,
  state: LocalState,
): Promise<boolean> {
  if (repository === null) return true;
  const head = await readHead(repository);
  const own = state.synced[path];
  if (own !== undefined && own.head === head && own.blob === snapshot.specs[path]) return true;
  if (head === null) return false;
  const history = (await listFileHistory(repository, head, path)).map(({ blob }) => blob).reverse();
  if (history.length === 0) return false;
  return (await tracker.findSync(path, [...history, null])) === null;
}
