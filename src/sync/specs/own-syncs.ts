/** What this work tree synced, kept for specs that are not committed yet: their version is in no history. */
import type { Snapshot } from "../../core/issue/issue.ts";
import type { Plan } from "../../core/plan/change.ts";
import { readHead } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import { type OwnSync, readState, writeState } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { historyOf } from "./past.ts";
import type { SpecFile } from "./read.ts";
import { findNews } from "./set-back.ts";

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
      return [path, makeOwn(file, head, await readCommitted(repository, head, file))] as const;
    }),
  );
}

function makeOwn({ blob, text }: SpecFile, head: string | null, committed: string | null): OwnSync {
  return { blob, head, news: findNews(committed ?? text, text) };
}

async function readCommitted(
  repository: Repository,
  head: string | null,
  { path }: SpecFile,
): Promise<string | null> {
  return head === null ? null : historyOf(repository).readText(head, path);
}

/**
 * A sync that found its specs as the tracker has them already, by somebody else's sync of the same bytes, is one that
 * this work tree knows; what is committed its history knows.
 */
export async function rememberSame(
  workspace: Workspace,
  files: readonly SpecFile[],
  { specs }: Snapshot,
): Promise<void> {
  const { repository } = workspace;
  if (repository === null) return;
  const { synced } = await readState(workspace);
  const same = files.filter(({ path, blob }) => specs[path] === blob && synced[path]?.blob !== blob);
  if (same.length === 0) return;
  const head = await readHead(repository);
  const own = await Promise.all(
    same.map(async (file): Promise<OwnSyncs> => {
      const committed = await readCommitted(repository, head, file);
      return committed === file.text ? [] : [[file.path, makeOwn(file, head, committed)]];
    }),
  );
  await rememberSynced(workspace, own.flat());
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
