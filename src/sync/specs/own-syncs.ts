/** What this work tree synced, kept for specs that are not committed yet: their version is in no history. */
import type { Snapshot } from "../../core/issue/issue.ts";
import type { Plan } from "../../core/plan/change.ts";
import { readHead } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import { type OwnSync, readState, writeState } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { historyOf } from "./past.ts";
import type { SpecFile } from "./read.ts";
import { changedPlaces } from "./set-back.ts";

/** By path; `null`: the spec is forgotten. */
export type OwnSyncs = readonly (readonly [path: string, own: OwnSync | null])[];

/** What a plan makes the last sync of each spec. */
export async function findOwnSyncs(
  { repository }: Workspace,
  { specWrites }: Plan,
  files: readonly SpecFile[],
): Promise<OwnSyncs> {
  const written = Object.entries(specWrites);
  if (repository === null || written.length === 0) return [];
  const head = await readHead(repository);
  return Promise.all(
    written.map(async ([path, blob]) => {
      const file = files.find((one) => one.path === path);
      if (blob === null || file === undefined) return [path, null] as const;
      return [path, { blob, head, places: await findPlaces(repository, head, file) }] as const;
    }),
  );
}

/** Where a file says something else than what is committed of it. */
async function findPlaces(repository: Repository, head: string | null, file: SpecFile): Promise<string> {
  const committed = head === null ? null : await historyOf(repository).readText(head, file.path);
  return committed === null ? "" : changedPlaces(committed, file.text);
}

/** The sync is done whether or not this works. */
export async function rememberSynced(workspace: Workspace, own: OwnSyncs): Promise<void> {
  if (own.length === 0) return;
  const state = await readState(workspace);
  await writeState(workspace, { ...state, synced: withOwn(state.synced, own) });
}

/** Keeps what is about to be synced; what an earlier run began is kept as synced where the tracker has it. */
export async function rememberBegun(workspace: Workspace, own: OwnSyncs, { specs }: Snapshot): Promise<void> {
  if (own.length === 0) return;
  const state = await readState(workspace);
  const done = Object.entries(state.begun).filter(([path, { blob }]) => specs[path] === blob);
  const synced = { ...state.synced, ...Object.fromEntries(done) };
  await writeState(workspace, { ...state, synced, begun: withOwn(state.begun, own) });
}

function withOwn(before: Readonly<Record<string, OwnSync>>, own: OwnSyncs): Record<string, OwnSync> {
  const next = { ...before };
  for (const [path, sync] of own) {
    if (sync === null) delete next[path];
    else next[path] = sync;
  }
  return next;
}
