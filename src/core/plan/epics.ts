/**
 * Epics kept inside milestones. A milestone named by a row is never renamed or closed by an epic; one
 * named by an epic's title follows the title while no other epic uses it or is about to.
 */
import type { FieldName, Fields } from "../issue/field.ts";
import { type Milestone, ownerSubject } from "../issue/issue.ts";
import { isEnded, type State } from "../issue/words.ts";
import type { PutEpic, PutMilestone, RenameName, Write } from "../issue/write.ts";
import type { Desired } from "../match/desired.ts";
import type { Match } from "../match/match.ts";
import { entryBase, isBehind, type World } from "../match/world.ts";
import { pastBase } from "../reconcile/past-base.ts";
import { type Reconciled, reconcile } from "../reconcile/reconcile.ts";
import { carryOver, formerIssue } from "./carry-over.ts";
import { changesByOutcome, makeChange, type PlannedItem } from "./item.ts";

export interface PlannedEpics {
  readonly planned: readonly PlannedItem[];
  /** New names of renamed milestones, by old name. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Names of milestones while a plan is made. */
interface Milestones {
  /** Those that are there or will be. */
  readonly known: Set<string>;
  /** Those that epics of this run name: none of them is renamed away. */
  readonly wanted: ReadonlySet<string>;
  /** New names by old ones. */
  readonly renamed: Map<string, string>;
}

export function planEpics(matches: readonly Match[], world: World): PlannedEpics {
  // The milestone is all there is of the epic: it must be there, and its stories name it.
  if (!world.abilities.epicsInMilestones) {
    return {
      planned: matches.map((match) => ({ match, changes: [], writes: [], wanted: [] })),
      renamed: new Map(),
    };
  }
  const names: Milestones = {
    known: new Set(world.snapshot.milestones.map(({ name }) => name)),
    wanted: new Set(matches.map(({ desired }) => nameOf(desired))),
    renamed: new Map(),
  };
  const planned = matches.map((match) => {
    if (match.entry === null && entryBase(world, match.owner, null, match.owner.spec) !== null) {
      const note = "was removed since; to bring it back: --prefer spec";
      return { match, changes: [makeChange("pull", match, { note })], writes: [], wanted: [] };
    }
    if (match.entry === null) return planNewEntry(match, world, names);
    return planEntry(match, match.entry.milestone, world, names);
  });
  return { planned, renamed: names.renamed };
}

function nameOf({ fields }: Pick<Desired, "fields">): string {
  return fields.milestone ?? fields.title;
}

function planNewEntry(match: Match, world: World, { known }: Milestones): PlannedItem {
  const { desired, owner } = match;
  const { fields, base, status } = carryOver(match, desired.fields, formerIssue(match, world), world);
  const name = nameOf({ fields });
  const isNew = !known.has(name);
  known.add(name);
  const put: PutEpic = {
    op: "epic",
    milestone: name,
    owner,
    set: withoutMilestone(fields),
    status,
    ...(isBehind(world, owner.spec) ? {} : { base }),
  };
  if (!isNew) {
    const note = `adds the epic ${owner.key}`;
    return {
      match,
      changes: [makeChange("update", match, { values: fields, note })],
      writes: [put],
      wanted: [],
    };
  }
  const milestone = putMilestone(
    name,
    null,
    desired.milestoneBy === "title" ? stateOf(fields.state) : "open",
  );
  return {
    match,
    changes: [makeChange("create", match, { values: fields })],
    writes: [milestone, put],
    wanted: [],
  };
}

function planEntry(match: Match, milestone: Milestone, world: World, names: Milestones): PlannedItem {
  const { desired, owner } = match;
  const { entry } = match.entry!;
  const then = entryBase(world, entry.owner, entry.base, owner.spec);
  const behind = isBehind(world, owner.spec);
  const tracker = { ...entry.fields, milestone: milestone.name };
  const base = behind
    ? pastBase({ past: then, latest: entry.base }, { spec: desired.fields, tracker }, world)
    : then;
  const result = reconcile({ spec: desired.fields, base, tracker }, world);
  const isMoved = entry.owner.spec !== owner.spec || entry.owner.key !== owner.key;
  const isRenamed = ownerSubject(entry.owner) !== ownerSubject(owner);
  const target = result.set.milestone ?? milestone.name;
  const isRename = target !== milestone.name && canRename(match, milestone, target, world, names);
  if (isRename) names.renamed.set(milestone.name, target);
  const put: PutEpic = {
    op: "epic",
    milestone: target,
    owner: behind ? entry.owner : owner,
    ...(isRenamed && !behind ? { from: entry.owner } : {}),
    set: withoutMilestone(result.set),
    ...("state" in result.set ? { status: desired.item.status } : {}),
    ...(result.base !== null && !behind ? { base: result.base } : {}),
  };
  const changes = changesByOutcome(match, result, behind, null);
  if (isMoved && !behind) changes.push(makeChange("move", match, { note: entry.owner.spec }));
  const writes: Write[] = isRename
    ? [renameMilestone(milestone.name, target, behind)]
    : milestoneWrites(match, milestone, target, result, names);
  names.known.add(target);
  if (isRenamed && !behind && changes.length === 0) changes.push(makeChange("agree", match, {}));
  const isTaken = (isMoved || isRenamed) && !behind;
  const isWrite = put.base !== undefined || Object.keys(result.set).length > 0 || isTaken;
  if (isWrite) writes.push(put);
  return { match, changes, writes, wanted: result.wanted };
}

/** A checkout that is behind agrees on nothing: for the spec that it has not seen the rename is the tracker's change. */
function renameMilestone(from: string, name: string, behind: boolean): PutMilestone | RenameName {
  return behind ? { op: "rename-name", kind: "milestone", name, from } : putMilestone(name, from, undefined);
}

/** What happens to the milestone itself: created for a moved epic, closed or opened with its only epic. */
function milestoneWrites(
  match: Match,
  milestone: Milestone,
  target: string,
  result: Reconciled,
  { known }: Milestones,
): PutMilestone[] {
  const { milestoneBy, fields } = match.desired;
  const state = stateOf(result.set.state ?? fields.state);
  if (!known.has(target)) {
    return [putMilestone(target, null, milestoneBy === "title" ? state : "open")];
  }
  const isAlone = milestoneBy === "title" && target === milestone.name && milestone.epics.length === 1;
  const isStateChange = isAlone && result.set.state !== undefined && state !== milestone.state;
  return isStateChange ? [putMilestone(target, null, state)] : [];
}

function canRename(
  match: Match,
  milestone: Milestone,
  target: string,
  world: World,
  { known, wanted }: Milestones,
): boolean {
  const { entry } = match.entry!;
  const wasNamedByTitle = entry.fields.title === milestone.name;
  const isNamedByRow = world.items.some((item) => item.fields.milestone === milestone.name);
  return (
    match.desired.milestoneBy === "title" &&
    wasNamedByTitle &&
    milestone.epics.length === 1 &&
    !isNamedByRow &&
    !wanted.has(milestone.name) &&
    !known.has(target)
  );
}

function stateOf(state: State | undefined): "open" | "closed" {
  return state !== undefined && isEnded(state) ? "closed" : "open";
}

function putMilestone(name: string, from: string | null, state: "open" | "closed" | undefined): PutMilestone {
  return { op: "milestone", name, from, ...(state === undefined ? {} : { state }) };
}

function withoutMilestone(fields: Fields): Fields {
  const name: FieldName = "milestone";
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name)) as Fields;
}
