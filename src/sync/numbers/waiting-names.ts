/**
 * What issues are called in this clone until they get their numbers (`new-1`). Kept from before they are published
 * until the specs name them by their numbers, so that the next run finishes what a killed one left.
 */
import { join } from "node:path";
import * as z from "zod/mini";
import type { Issue, Snapshot } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import { makeDirectory, readText, removeFile, writeFileAtomic } from "../../fs/files.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { privateFolder } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import type { Renamed, RenameRequest } from "./rename-in-specs.ts";

/** Ids of issues by the names that they had here. */
const namesSchema = z.record(z.string(), z.string());
type Names = z.infer<typeof namesSchema>;

export interface NamesGiven {
  /** What issues were called in this clone until now, and their numbers. */
  readonly renamed: Renamed;
  /** Specs that name them by their numbers now, from the root. */
  readonly renamedIn: readonly string[];
}

export const noNames: NamesGiven = { renamed: [], renamedIn: [] };

export function isWaiting({ number, deleted }: Issue): boolean {
  return number !== null && number < 0 && deleted === null;
}

/** The tracker, which keeps the names of issues that a commit may give numbers. */
export function keepingNames(tracker: Tracker, workspace: Workspace): Tracker {
  let waiting: Names = {};
  let published = new Set<string>();
  return {
    ...tracker,
    async read(scope) {
      const snapshot = await tracker.read(scope);
      const issues = snapshot.offline === null ? snapshot.issues.filter(isWaiting) : [];
      waiting = Object.fromEntries(issues.map(({ id, number }) => [issueName(number!), id]));
      published = new Set(snapshot.issues.filter(({ number }) => (number ?? 0) > 0).map(({ id }) => id));
      return snapshot;
    },
    async commit(batch) {
      if (Object.keys(waiting).length > 0) {
        // A name means first what it meant when the specs were last left behind.
        const left = Object.entries(await readNames(workspace)).filter(([, id]) => published.has(id));
        await writeNames(workspace, { ...waiting, ...Object.fromEntries(left) });
      }
      return tracker.commit(batch);
    },
  };
}

/** Whether a run was stopped before the specs followed. */
export async function hasNamesLeft(workspace: Workspace): Promise<boolean> {
  return Object.keys(await readNames(workspace)).length > 0;
}

/**
 * What a stopped run left, to be called before anything is written: another issue may be called so from then on, and a
 * person's next mention means that one.
 */
export async function nameLeftInSpecs(request: RenameRequest, snapshot: Snapshot): Promise<NamesGiven> {
  return (await hasNamesLeft(request.workspace)) ? nameInSpecs(request, snapshot, []) : noNames;
}

/** Of two steps. */
export function bothNames(one: NamesGiven, other: NamesGiven): NamesGiven {
  return {
    renamed: [...one.renamed, ...other.renamed],
    renamedIn: [...new Set([...one.renamedIn, ...other.renamedIn])],
  };
}

/** Names issues in the specs by the numbers that they got now, or in a run that was stopped. */
export async function nameInSpecs(
  request: RenameRequest,
  { issues }: Pick<Snapshot, "issues">,
  renamed: Renamed,
): Promise<NamesGiven> {
  const names = await readNames(request.workspace);
  const numbers = new Map(issues.map(({ id, number }) => [id, number ?? 0]));
  const isGiven = ([, id]: [string, string]) => (numbers.get(id) ?? 0) > 0;
  const left = Object.entries(names)
    .filter(isGiven)
    .map(([from, id]) => ({ from, number: numbers.get(id)! }));
  const all = [...left, ...renamed.filter(({ from }) => left.every((other) => other.from !== from))];
  const renamedIn = all.length === 0 ? [] : await rename(request, all);
  const isDone = new Set(all.map(({ from }) => from));
  // An issue that is no longer there was removed before anybody else saw it.
  const rest = Object.entries(names).filter(([name, id]) => !isDone.has(name) && numbers.has(id));
  await writeNames(request.workspace, Object.fromEntries(rest));
  return { renamed: all, renamedIn };
}

/** Most runs rename nothing, and need no parser of specs. */
async function rename(request: RenameRequest, renamed: Renamed): Promise<string[]> {
  return (await import("./rename-in-specs.ts")).renameInSpecs(request, renamed);
}

async function readNames(workspace: Workspace): Promise<Names> {
  const text = await readText(await namesPath(workspace));
  if (text === null) return {};
  try {
    return namesSchema.parse(JSON.parse(text));
  } catch {
    // A damaged memory is a lost one.
    return {};
  }
}

async function writeNames(workspace: Workspace, names: Names): Promise<void> {
  const path = await namesPath(workspace);
  if (Object.keys(names).length === 0) return removeFile(path);
  await makeDirectory(await privateFolder(workspace));
  await writeFileAtomic(path, `${JSON.stringify(names)}\n`);
}

async function namesPath(workspace: Workspace): Promise<string> {
  return join(await privateFolder(workspace), "waiting-names.json");
}
