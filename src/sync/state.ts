/**
 * `.spectryn/state.json`: what this work tree synced last. Only a memory: lost, it is as if nothing was
 * synced from here yet, and nothing is duplicated or reverted by that.
 */
import { join } from "node:path";
import * as z from "zod/mini";
import { SpectrynError } from "../errors.ts";
import { makeDirectory, readText, writeFileAtomic } from "../fs/files.ts";
import { type Store, stores } from "./open/choose-store.ts";
import { leavesRoot, localFolder, type Workspace } from "./workspace.ts";

const ownSync = z.object({
  blob: z.string(),
  head: z.nullable(z.string()),
  news: z._default(z.object({ places: z.string(), lines: z.string() }), { places: "", lines: "" }),
});

const stateSchema = z.object({
  version: z.literal(1),
  /**
   * For each spec the blob that was synced from here, where HEAD stood then, and what it said otherwise than the
   * version committed there: places in that one, and names of lines (`specs/set-back.ts`).
   */
  synced: z.record(z.string(), ownSync),
  /** The same for the last sync that was begun: a run may be killed before it knows that it wrote. */
  begun: z._default(z.record(z.string(), ownSync), {}),
  /** For each main branch the commit up to which this clone read keywords, and the tracker's mark, which is not further. */
  scanned: z._default(z.record(z.string(), z.object({ mark: z.string(), over: z.nullable(z.string()) })), {}),
  /** Of our comment on each pull request the blob id of the text that this clone wrote last. */
  pullRequests: z._default(z.record(z.string(), z.string()), {}),
  /** Where the issues of a repository were, by its address. */
  stores: z._default(z.record(z.string(), z.enum(stores)), {}),
});

export type LocalState = z.infer<typeof stateSchema>;
export type OwnSync = z.infer<typeof ownSync>;
export type LocalMark = LocalState["scanned"][string];

export async function readState(workspace: Workspace): Promise<LocalState> {
  const none: LocalState = { version: 1, synced: {}, begun: {}, scanned: {}, pullRequests: {}, stores: {} };
  const text = await readStateText(workspace);
  if (text === null) return none;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    // A damaged memory is a lost one.
    return none;
  }
}

/** As it lies there; `null`: nothing does. */
export function readStateText(workspace: Workspace): Promise<string | null> {
  return readText(statePath(workspace));
}

export async function writeState(workspace: Workspace, state: LocalState): Promise<void> {
  await makeLocalFolder(workspace);
  await writeFileAtomic(statePath(workspace), `${JSON.stringify(state, null, 2)}\n`);
}

/** Keeps the marks up to which keywords were read, where they are new; `shared`: those of the tracker. */
export async function rememberScan(
  workspace: Workspace,
  scanned: Readonly<Record<string, string>>,
  shared: Readonly<Record<string, string>>,
): Promise<void> {
  const state = await readState(workspace);
  const marks = Object.entries(scanned).map(
    ([name, mark]) => [name, { mark, over: shared[name] ?? null }] as const,
  );
  const isKnown = ([name, { mark, over }]: (typeof marks)[number]) =>
    state.scanned[name]?.mark === mark && (state.scanned[name].over === over || over === mark);
  if (marks.every(isKnown)) return;
  await writeState(workspace, { ...state, scanned: { ...state.scanned, ...Object.fromEntries(marks) } });
}

/** Keeps which store was used, where that is new. */
export async function rememberStore(workspace: Workspace, name: string, store: Store): Promise<void> {
  const state = await readState(workspace);
  if (state.stores[name] === store) return;
  await writeState(workspace, { ...state, stores: { ...state.stores, [name]: store } });
}

/** The folder keeps itself out of commits. */
export async function makeLocalFolder(workspace: Workspace): Promise<string> {
  const folder = join(workspace.root, localFolder);
  if (await leavesRoot(workspace, folder)) {
    throw new SpectrynError("file-unwritable", `${localFolder} is a symbolic link out of ${workspace.root}`, {
      hint: `Remove it: rm ${localFolder}`,
      data: { folder },
    });
  }
  await makeDirectory(folder);
  const ignore = join(folder, ".gitignore");
  if ((await readText(ignore)) === null) await writeFileAtomic(ignore, "*\n");
  return folder;
}

/** Nobody's commit reaches .git, but one could bring prepared files in our folder of the work tree. */
export async function privateFolder(workspace: Workspace): Promise<string> {
  const { repository } = workspace;
  return repository === null ? makeLocalFolder(workspace) : join(repository.commonDir, "spectryn");
}

function statePath(workspace: Workspace): string {
  return join(workspace.root, localFolder, "state.json");
}
