/** Specs outside of a run that matter to it: those that own what it asks for, and those whose files are gone. */
import { resolve } from "node:path";
import type { Snapshot } from "../../core/issue/issue.ts";
import { ownerSubject } from "../../core/issue/issue.ts";
import type { Place } from "../../core/item/problem.ts";
import type { PlanInput } from "../../core/match/world.ts";
import type { Settings } from "../../core/settings.ts";
import { statKind } from "../../fs/files.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { readState } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { wasHere } from "./past.ts";
import { readOtherSpec, type SpecSet } from "./read.ts";

/** Specs that were synced from the directories of this run and are not among its files. */
export function absentSpecs(snapshot: Snapshot, specs: SpecSet): string[] {
  if (specs.directories.length === 0) return [];
  const present = new Set(specs.files.map(({ path }) => path));
  const owners = snapshot.issues.flatMap(({ owner }) => owner?.spec ?? []);
  return [...new Set([...Object.keys(snapshot.specs), ...owners])].filter((path) => {
    return (
      !present.has(path) && specs.directories.some((folder) => folder === "" || path.startsWith(`${folder}/`))
    );
  });
}

/** Those of them whose files are gone. */
export async function findGoneSpecs(
  workspace: Workspace,
  tracker: Tracker,
  snapshot: Snapshot,
  specs: SpecSet,
): Promise<string[]> {
  const state = await readState(workspace);
  const gone: string[] = [];
  for (const path of absentSpecs(snapshot, specs)) {
    if ((await statKind(resolve(workspace.root, path))) !== "missing") continue;
    if (await wasHere(path, workspace.repository, tracker, snapshot, state)) gone.push(path);
  }
  return gone;
}

/** Specs outside this run that own what items of this run ask for: whether they still hold it. */
export async function readOtherSpecs(
  workspace: Workspace,
  snapshot: Snapshot,
  specs: SpecSet,
  settings: Settings,
): Promise<PlanInput["otherSpecs"]> {
  const present = new Set(specs.files.map(({ path }) => path));
  const asked = new Set(
    specs.items.flatMap((item) => (item.key === null ? [] : [ownerSubject({ ...item, key: item.key })])),
  );
  const refs = new Set(specs.items.map((item) => item.ref));
  const entries = snapshot.milestones.flatMap(({ epics }) => epics);
  const owners = [
    ...snapshot.issues.filter(
      ({ owner, number }) => owner !== null && (asked.has(ownerSubject(owner)) || refs.has(number)),
    ),
    ...entries.filter(({ owner }) => asked.has(ownerSubject(owner))),
  ].flatMap(({ owner }) => owner?.spec ?? []);
  const others = new Map<string, ReadonlyMap<string, Place> | null>();
  for (const path of new Set(owners)) {
    if (present.has(path)) continue;
    const items = await readOtherSpec(workspace, path, settings);
    others.set(
      path,
      items && new Map(items.map((item) => [ownerSubject({ ...item, key: item.key ?? "" }), item.place])),
    );
  }
  return others;
}
