/** The issues of a replay: which of ours are new, whom they meet over there, and what their references become. */
import type { Fields, Target } from "../../core/issue/field.ts";
import { type Issue, ownerSubject, type ReplayConflict } from "../../core/issue/issue.ts";
import { type Contested, contestedIssue } from "./contested.ts";
import type { IssueFile } from "./issue-file.ts";
import { fromPath, issuePath, newIssuePath } from "./layout.ts";
import { mergeIssue } from "./merge-issue.ts";
import type { BranchState, FreshIssue } from "./state.ts";
import { newTarget } from "./targets.ts";

/** What a number of this clone means on the shared branch: another number, or an issue that waits for one. */
export type Place = number | Issue;

export interface ReplayedIssues {
  readonly issues: ReadonlyMap<number, IssueFile>;
  /** With the number that it has in this clone. */
  readonly fresh: readonly { readonly issue: FreshIssue; readonly ours: number | null }[];
  /** Only numbers that mean something else over there. */
  readonly places: ReadonlyMap<number, Place>;
  readonly conflicts: readonly ReplayConflict[];
  readonly contested: readonly Contested[];
}

interface Sides {
  readonly base: BranchState;
  readonly settled: BranchState | null;
  readonly ours: BranchState;
  readonly theirs: BranchState;
}

/** A record of ours that differs from the base. */
interface Change {
  readonly path: string;
  readonly number: number | null;
  readonly file: IssueFile;
  readonly before: IssueFile | null;
  readonly isNew: boolean;
}

/** Where a record of ours belongs over there; `file: null`: nothing is there yet. */
interface Meeting {
  readonly change: Change;
  readonly number: number | null;
  readonly path: string;
  readonly file: IssueFile | null;
}

export function replayIssues(sides: Sides, paths: readonly string[]): ReplayedIssues {
  const conflicts: ReplayConflict[] = [];
  const contested: Contested[] = [];
  const refuse: Refuse = (path, conflict) => {
    conflicts.push({ path, field: "file", base: null, ours: null, theirs: null, ...conflict });
    contested.push({ path, text: null });
    return [];
  };
  const changes = paths.flatMap((path) => readChange(sides, path, refuse));
  const meetings = meet(sides.theirs, changes, refuse);
  const places = placesOf(meetings);
  const issues = new Map(sides.theirs.issues);
  const fresh = new Map<string, ReplayedIssues["fresh"][number]>();
  for (const { change, number, path, file: other } of meetings) {
    const [before, own] = [moveIn(change.before, places), moveIn(change.file, places)];
    const merged = other === null ? { file: own, conflicts: [] } : mergeIssue(before, own, other);
    if (merged.conflicts.length > 0) {
      const text = contestedIssue(change.before, change.file, merged.conflicts);
      contested.push({ path: change.path, text });
    }
    conflicts.push(...merged.conflicts.map((one) => ({ issue: number, path, ...one })));
    const file = merged.file === other ? other : { ...merged.file, issue: { ...merged.file.issue, number } };
    if (number !== null) issues.set(number, file);
    else fresh.set(path, { issue: { ...waitingAt(sides.ours, path), path, file }, ours: change.number });
  }
  // Those of this clone come first: here they keep their names.
  for (const issue of sides.theirs.fresh) {
    if (fresh.has(issue.path)) continue;
    const { comments } = waitingAt(sides.ours, issue.path);
    const all = new Map([...(issue.comments ?? []), ...(comments ?? [])]);
    fresh.set(issue.path, { issue: all.size === 0 ? issue : { ...issue, comments: all }, ours: null });
  }
  const sorted = new Map([...issues].sort(([a], [b]) => a - b));
  return { issues: sorted, fresh: [...fresh.values()], places, conflicts, contested };
}

/** What an issue without a number is called in this clone, and its comments. */
function waitingAt({ fresh }: BranchState, path: string): Pick<FreshIssue, "comments" | "wasNumber"> {
  const index = fresh.findIndex((one) => one.path === path);
  if (index === -1) return {};
  const { comments } = fresh[index]!;
  return { wasNumber: -1 - index, ...(comments === undefined ? {} : { comments }) };
}

/** A file of ours that nothing becomes of. */
type Refuse = (path: string, conflict: Pick<ReplayConflict, "issue"> & Partial<ReplayConflict>) => [];

function readChange({ base, settled, ours, theirs }: Sides, path: string, refuse: Refuse): Change[] {
  const place = fromPath(path);
  if (place.is !== "issue" && place.is !== "new-issue" && place.is !== "misplaced") return [];
  if (ours.oids.get(path) === theirs.oids.get(path)) return [];
  const number = place.is === "issue" ? place.number : null;
  const file = fileAt(ours, path, number);
  const isDeletion = file !== null && file.issue.deleted !== null;
  if (!ours.oids.has(path) && !isDeletion) {
    // A file without a number vanishes when it gets one.
    return number !== null && theirs.issues.has(number)
      ? refuse(path, { issue: number, ours: "the file was removed" })
      : [];
  }
  if (file === null) {
    const reason = ours.unreadable.find((record) => record.path === path)?.reason ?? "";
    return refuse(path, { issue: number, ours: reason });
  }
  const before = fileAt(settled ?? base, path, number);
  return [{ path, number, file, before, isNew: !base.oids.has(path) }];
}

function fileAt(state: BranchState, path: string, number: number | null): IssueFile | null {
  if (number !== null) return state.issues.get(number) ?? null;
  return state.fresh.find((record) => record.path === path)?.file ?? null;
}

function meet(theirs: BranchState, changes: readonly Change[], refuse: Refuse): Meeting[] {
  const find = makeFinder(theirs);
  const next = theirs.tracker?.next ?? 1;
  return changes.flatMap((change): Meeting[] => {
    const { number, path, file, isNew } = change;
    if (!isNew && number !== null) {
      const other = theirs.issues.get(number) ?? null;
      // A record that is broken over there and mended here is ours to give; anything else is not.
      if (other !== null || change.before === null) return [{ change, number, path, file: other }];
      return refuse(path, { issue: number, theirs: "unreadable" });
    }
    const met = find(file.issue);
    if (met !== null) return [{ change, ...met }];
    // It was published, and nothing is left of it.
    if (isNew && change.before !== null) return [];
    const isFree = number !== null && number >= next && !theirs.oids.has(path);
    if (isFree) return [{ change, number, path, file: null }];
    return [{ change, number: null, path: number === null ? path : newIssuePath(file.issue.id), file: null }];
  });
}

/** By owner among living issues, then by id: a replay that was done before meets its own result. */
function makeFinder(theirs: BranchState): (issue: Issue) => Omit<Meeting, "change"> | null {
  const byName = new Map<string, Omit<Meeting, "change">>();
  const add = (name: string, met: Omit<Meeting, "change">) => {
    if (!byName.has(name)) byName.set(name, met);
  };
  const all = [
    ...[...theirs.issues].map(([number, file]) => ({ number, path: issuePath(number), file })),
    ...theirs.fresh.map(({ path, file }) => ({ number: null, path, file })),
  ];
  for (const met of all) {
    const { owner, deleted, id } = met.file.issue;
    if (owner !== null && deleted === null) add(ownerSubject(owner), met);
    if (id !== "") add(newTarget(id), met);
  }
  return ({ owner, id }) =>
    (owner === null ? undefined : byName.get(ownerSubject(owner))) ?? byName.get(newTarget(id)) ?? null;
}

function placesOf(meetings: readonly Meeting[]): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const { change, number } of meetings) {
    if (change.number !== null && change.number !== number) {
      places.set(change.number, number ?? change.file.issue);
    }
  }
  return places;
}

function moveIn<T extends IssueFile | null>(file: T, places: ReadonlyMap<number, Place>): T {
  if (file === null || places.size === 0) return file;
  return { ...file, issue: moveReferences(file.issue, places) };
}

function moveReferences(issue: Issue, places: ReadonlyMap<number, Place>): Issue {
  const namespace = issue.owner?.namespace ?? "";
  const fields = moveTargets(issue.fields, namespace, places);
  return { ...issue, fields, base: issue.base && moveTargets(issue.base, namespace, places) };
}

function moveTargets<T extends Fields>(fields: T, namespace: string, places: ReadonlyMap<number, Place>): T {
  const move = (target: Target): Target => {
    const place = typeof target === "number" ? places.get(target) : undefined;
    if (place === undefined || typeof place === "number") return place ?? target;
    return place.owner?.namespace === namespace ? place.owner.key : newTarget(place.id);
  };
  const moved = { ...fields } as Record<string, unknown>;
  for (const name of ["parent", "epic"] as const) {
    const target = fields[name];
    if (target !== undefined && target !== null) moved[name] = move(target);
  }
  if (fields.links !== undefined)
    moved["links"] = fields.links.map((link) => ({ ...link, to: move(link.to) }));
  return moved as T;
}
