/**
 * Whether a spec's file is behind: older than the last sync of its path. The file's own history is laid
 * over the history of syncs; a checkout that never saw the last synced version is planned against the
 * bases of the last sync it did see, so that it reverts nobody.
 *
 * A version that was synced before it was committed is in no history. This work tree remembers its own last sync
 * for that (sync/state.ts): unless the file was set back to what is committed, it was built on that one. While that is
 * the tracker's last one too, the file is newer; else it is behind by the syncs since.
 */
import type { Snapshot } from "../../core/issue/issue.ts";
import type { SpecState } from "../../core/match/world.ts";
import { listFileHistory } from "../../git/log.ts";
import { isAncestor, readHead } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import type { Tracker } from "../../ports/tracker.ts";
import type { LocalState } from "../state.ts";
import type { SpecFile } from "./read.ts";

export async function findPast(
  file: Pick<SpecFile, "path" | "blob">,
  history: FileHistory | null,
  tracker: Pick<Tracker, "findSync">,
  snapshot: Snapshot,
  state: Pick<LocalState, "synced" | "begun">,
): Promise<SpecState["past"]> {
  const last = snapshot.specs[file.path];
  const isMoving = last === undefined && snapshot.issues.some((issue) => issue.owner !== null);
  if (history === null || last === file.blob || (last === undefined && !isMoving)) return null;
  const head = await history.readHead();
  if (head === null) return null;
  const blobs = await history.listBlobs(head, file.path);
  const isDirty = blobs.at(-1) !== file.blob;
  const versions = isDirty ? [...blobs, file.blob] : blobs;
  const own: OwnSync[] = [];
  for (const sync of ownSyncs(state, file.path)) {
    if (await isBuiltOn(sync, history, { head, isDirty })) own.push(sync);
  }
  if (own.some(({ blob }) => blob === last)) return null;
  let found = await tracker.findSync(file.path, versions);
  // A committed version was the last to be synced.
  if (versions.some((blob) => blob === last)) return found;
  for (const sync of own) {
    const past = await findOwn(sync, file.path, versions, history, tracker);
    if (past !== null && (found === null || past.behind < found.behind)) found = past;
  }
  return found;
}

/** Where a file stands that was built on an own sync; a later version that was synced itself tells more. */
async function findOwn(
  { blob, head }: OwnSync,
  path: string,
  versions: readonly (string | null)[],
  history: FileHistory,
  tracker: Pick<Tracker, "findSync">,
): Promise<SpecState["past"]> {
  const before = head === null ? [] : await history.listBlobs(head, path);
  const later = versions.filter((one, at) => at >= before.length || !before.includes(one));
  const isKnown = later.length > 0 && (await tracker.findSync(path, later)) !== null;
  return isKnown ? null : tracker.findSync(path, [...before, blob]);
}

type OwnSync = LocalState["synced"][string];

function ownSyncs(state: Pick<LocalState, "synced" | "begun">, path: string): OwnSync[] {
  return [state.synced[path], state.begun[path]].filter((own) => own !== undefined);
}

/** What git knows of the files of a work tree. */
export interface FileHistory {
  readHead(): Promise<string | null>;
  /** The blob ids of a file up to a commit, oldest first; `null` where it was removed. */
  listBlobs(commit: string, path: string): Promise<(string | null)[]>;
  isAncestor(commit: string, of: string): Promise<boolean>;
}

export function historyOf(repository: Repository): FileHistory {
  return {
    readHead: () => readHead(repository),
    listBlobs: async (commit, path) =>
      (await listFileHistory(repository, commit, path)).map(({ blob }) => blob).reverse(),
    isAncestor: (commit, of) => isAncestor(repository, commit, of),
  };
}

async function isBuiltOn(
  own: OwnSync,
  history: FileHistory,
  now: { head: string; isDirty: boolean },
): Promise<boolean> {
  if (own.head === null) return false;
  if (own.head === now.head) return now.isDirty;
  return history.isAncestor(own.head, now.head).catch(() => false);
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
  const isOwn = ({ head: at, blob }: OwnSync) => at === head && blob === snapshot.specs[path];
  if (ownSyncs(state, path).some(isOwn)) return true;
  if (head === null) return false;
  const history = await historyOf(repository).listBlobs(head, path);
  if (history.length === 0) return false;
  return (await tracker.findSync(path, [...history, null])) === null;
}
