/**
 * Whether a spec's file is behind: older than the last sync of its path. The file's own history is laid
 * over the history of syncs; a checkout that never saw the last synced version is planned against the
 * bases of the last sync it did see, so that it reverts nobody.
 *
 * A version that was synced before it was committed is in no history. This work tree remembers its own
 * last sync for that (sync/state.ts): while that is the tracker's last one too, and the file was not set back
 * to what is committed, the file is newer.
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
  for (const own of ownSyncs(state, file.path)) {
    if (own.blob === last && (await isOwnLatest(own, history, { head, isDirty }))) return null;
  }
  return tracker.findSync(file.path, isDirty ? [...blobs, file.blob] : blobs);
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

async function isOwnLatest(
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
