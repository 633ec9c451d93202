/**
 * Whether a spec's file is behind: older than the last sync of its path. The file's own history is laid
 * over the history of syncs; a checkout that never saw the last synced version is planned against the
 * bases of the last sync it did see, so that it reverts nobody.
 *
 * A version that was synced before it was committed is in no history. This work tree remembers its own last sync
 * for that (sync/state.ts): unless the file was set back to what was committed then, it was built on that one. While
 * that is the tracker's last one too, the file is newer; else it is behind by the syncs since.
 */
import type { Snapshot } from "../../core/issue/issue.ts";
import type { SpecState } from "../../core/match/world.ts";
import { readBlobAt } from "../../git/blobs.ts";
import { listFileHistory } from "../../git/log.ts";
import { hasObject, isAncestor, readHead } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import type { Tracker } from "../../ports/tracker.ts";
import type { LocalState, OwnSync } from "../state.ts";
import type { SpecFile } from "./read.ts";
import { isSetBack } from "./set-back.ts";

export async function findPast(
  file: Pick<SpecFile, "path" | "blob" | "text">,
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
    if (await isBuiltOn(sync, file, history, { head, isDirty })) own.push(sync);
  }
  if (own.some(({ blob }) => blob === last)) return null;
  let found = await tracker.findSync(file.path, versions);
  for (const sync of own) {
    const past = await findOwn(sync, file.path, { versions, last }, history, tracker);
    if (past !== null && (found === null || past.behind < found.behind)) found = past;
  }
  return found;
}

/** Where a file stands that was built on an own sync; a later version that was synced itself tells more. */
async function findOwn(
  { blob, head }: OwnSync,
  path: string,
  { versions, last }: { readonly versions: readonly (string | null)[]; readonly last: string | undefined },
  history: FileHistory,
  tracker: Pick<Tracker, "findSync">,
): Promise<SpecState["past"]> {
  const before = head === null ? [] : await history.listBlobs(head, path);
  const later = versions.filter((one, at) => at >= before.length || !before.includes(one));
  const isKnown =
    later.some((one) => one === last) || (later.length > 0 && (await tracker.findSync(path, later)) !== null);
  return isKnown ? null : tracker.findSync(path, [...before, blob]);
}

function ownSyncs(state: Pick<LocalState, "synced" | "begun">, path: string): OwnSync[] {
  return [state.synced[path], state.begun[path]].filter((own) => own !== undefined);
}

/** What git knows of the files of a work tree. */
export interface FileHistory {
  readHead(): Promise<string | null>;
  /** The blob ids of a file up to a commit, oldest first; `null` where it was removed. */
  listBlobs(commit: string, path: string): Promise<(string | null)[]>;
  isAncestor(commit: string, of: string): Promise<boolean>;
  /** The file's text in a commit; `null`: it has none. */
  readText(commit: string, path: string): Promise<string | null>;
}

export function historyOf(repository: Repository): FileHistory {
  return {
    readHead: () => readHead(repository),
    listBlobs: async (commit, path) =>
      (await listFileHistory(repository, commit, path)).map(({ blob }) => blob).reverse(),
    isAncestor: (commit, of) => isAncestor(repository, commit, of),
    readText: async (commit, path) => (await readBlobAt(repository, commit, path))?.toString() ?? null,
  };
}

async function isBuiltOn(
  own: OwnSync,
  { path, text }: Pick<SpecFile, "path" | "text">,
  history: FileHistory,
  now: { head: string; isDirty: boolean },
): Promise<boolean> {
  if (own.head === null) return false;
  const isHere =
    own.head === now.head ? now.isDirty : await history.isAncestor(own.head, now.head).catch(() => false);
  if (!isHere || own.news.places === "") return isHere;
  const committed = await history.readText(own.head, path);
  return committed === null || !isSetBack(committed, own.news, text);
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
  const own = ownSyncs(state, path).find((one) => one.head === head && one.blob === snapshot.specs[path]);
  const history = head === null ? [] : await historyOf(repository).listBlobs(head, path);
  // What was never committed here, and is known to git, another branch or a stash has.
  if (own !== undefined) return history.length > 0 || !(await hasObject(repository, own.blob, "blob"));
  if (history.length === 0) return false;
  return (await tracker.findSync(path, [...history, null])) === null;
}
