/** Three-way merge of the shared files: milestones with their epics, names, and tracker.json. */
import { type EpicEntry, ownerSubject } from "../../core/issue/issue.ts";
import { type FieldConflict, mergePlain, mergeRecords } from "./merge-fields.ts";
import type { EpicRecord, MilestoneRecord, NameRecord } from "./meta-files.ts";
import type { TrackerFile } from "./tracker-file.ts";

type Conflicts = FieldConflict[];

/** Additions of both sides; an element that we took out stays out if they did not touch it. */
export function mergeNames(
  base: readonly NameRecord[],
  ours: readonly NameRecord[],
  theirs: readonly NameRecord[],
): NameRecord[] {
  const has = (records: readonly NameRecord[], name: string) =>
    records.some((record) => record.name === name);
  const kept = theirs.filter(({ name }) => has(ours, name) || !has(base, name));
  return [...kept, ...ours.filter(({ name }) => !has(theirs, name) && !has(base, name))];
}

export function mergeMilestones(
  base: readonly MilestoneRecord[],
  ours: readonly MilestoneRecord[],
  theirs: readonly MilestoneRecord[],
  conflicts: Conflicts,
): MilestoneRecord[] {
  const find = (records: readonly MilestoneRecord[], name: string) =>
    records.find((record) => record.name === name);
  const result: MilestoneRecord[] = [];
  for (const other of theirs) {
    const [before, own] = [find(base, other.name), find(ours, other.name)];
    if (own !== undefined) result.push(mergeMilestone(before, own, other, conflicts));
    else if (before === undefined || mergePlain(before, null, other).whose === "conflict") result.push(other);
  }
  const added = ours.filter(({ name }) => find(theirs, name) === undefined && find(base, name) === undefined);
  return placeOnce([...result, ...added], theirs);
}

function mergeMilestone(
  before: MilestoneRecord | undefined,
  own: MilestoneRecord,
  other: MilestoneRecord,
  conflicts: Conflicts,
): MilestoneRecord {
  const state = mergePlain(before?.state ?? "open", own.state, other.state);
  const find = (record: MilestoneRecord | undefined, epic: EpicEntry) =>
    record?.epics.find((candidate) => ownerSubject(candidate.owner) === ownerSubject(epic.owner));
  const epics: EpicRecord[] = [];
  for (const epic of other.epics) {
    const [b, o] = [find(before, epic), find(own, epic)];
    if (o !== undefined) epics.push(mergeEpic(b, o, epic, conflicts));
    else if (b === undefined || mergePlain(b, null, epic as EpicRecord | null).whose === "conflict")
      epics.push(epic);
  }
  const added = own.epics.filter(
    (epic) => find(other, epic) === undefined && find(before, epic) === undefined,
  );
  return { ...other, kept: { ...own.kept, ...other.kept }, state: state.value, epics: [...epics, ...added] };
}

function mergeEpic(
  before: EpicRecord | undefined,
  own: EpicRecord,
  other: EpicRecord,
  conflicts: Conflicts,
): EpicRecord {
  const merged = mergeRecords(before ?? null, own, other);
  conflicts.push(...merged.conflicts.map((one) => ({ ...one, field: `${other.owner.key} ${one.field}` })));
  const isOurState = merged.taken.get("state") === "ours";
  return {
    ...other,
    fields: { ...merged.fields, title: String(merged.fields["title"] ?? other.fields.title) },
    base: merged.base,
    status: isOurState ? own.status : other.status,
    kept: { ...own.kept, ...other.kept },
  };
}

/** An epic that both sides moved to different milestones stays where theirs has it. */
function placeOnce(
  milestones: readonly MilestoneRecord[],
  theirs: readonly MilestoneRecord[],
): MilestoneRecord[] {
  const places = new Map<string, string>();
  for (const { name, epics } of [...milestones, ...theirs]) {
    const present = milestones.find((milestone) => milestone.name === name)?.epics ?? [];
    for (const { owner } of epics) {
      const subject = ownerSubject(owner);
      if (present.some((epic) => ownerSubject(epic.owner) === subject)) places.set(subject, name);
    }
  }
  return milestones.map((milestone) => ({
    ...milestone,
    epics: milestone.epics.filter(({ owner }) => places.get(ownerSubject(owner)) === milestone.name),
  }));
}

/** What was synced, by whoever published it; our own syncs where they have none. */
export function mergeTrackerFiles(
  base: TrackerFile | null,
  ours: TrackerFile | null,
  theirs: TrackerFile,
): TrackerFile {
  if (ours === null) return theirs;
  return {
    ...theirs,
    specs: mergeKeys(base?.specs ?? {}, ours.specs, theirs.specs),
    scanned: mergeKeys(base?.scanned ?? {}, ours.scanned, theirs.scanned),
    kept: mergeKeys(base?.kept ?? {}, ours.kept, theirs.kept),
  };
}

type Keys<T> = Readonly<Record<string, T>>;

function mergeKeys<T>(base: Keys<T>, ours: Keys<T>, theirs: Keys<T>): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const { value } = mergePlain<T | undefined>(base[key], ours[key], theirs[key]);
    if (value !== undefined) merged[key] = value;
  }
  return merged;
}
