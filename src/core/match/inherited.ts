/**
 * The milestone that items take from another: a story from its epic, a subtask from its story. Where the
 * tracker changed the milestone of that other one (somebody renamed it), those who have it from there follow
 * without a word: only the item that names it shows the tracker's change, and only its row is written back.
 */
import type { Base } from "../issue/issue.ts";
import { type Desired, itemKey } from "./desired.ts";
import type { Match } from "./match.ts";
import { entryBase, isBehind, issueBase, type World } from "./world.ts";

interface Moved {
  /** What the spec says, and what the tracker made of it. */
  readonly spec: string | null;
  readonly tracker: string | null;
}

export function followMilestones(matches: readonly Match[], world: World): Match[] {
  const moved = new Map<string, Moved>();
  for (const match of matches) {
    const change = movedBy(match, world);
    if (change !== null) moved.set(itemKey(match.owner, match.owner.key), change);
  }
  if (moved.size === 0) return [...matches];
  return matches.map((match) => {
    const { desired, issue, owner } = match;
    if (desired.milestoneFrom === null) return match;
    const change = moved.get(itemKey(owner, desired.milestoneFrom));
    if (change === undefined || desired.fields.milestone !== change.spec) return match;
    const isLeft =
      issue !== null && issue.deleted === null && (issue.fields.milestone ?? null) !== change.tracker;
    if (isLeft) return match;
    return { ...match, desired: withMilestone(desired, change.tracker) };
  });
}

/** `null`: the milestone is as the spec says, or will be. */
function movedBy(match: Match, world: World): Moved | null {
  const { desired, entry, issue, owner } = match;
  const spec = desired.fields.milestone;
  if (spec === undefined || desired.milestoneFrom !== null) return null;
  const tracker = entry === null ? (issue?.fields.milestone ?? null) : entry.milestone.name;
  if (spec === tracker || (entry === null && (issue === null || issue.deleted !== null))) return null;
  const base =
    entry === null
      ? issueBase(world, issue!, owner.spec)
      : entryBase(world, entry.entry.owner, entry.entry.base, owner.spec);
  const agreed = base?.milestone;
  const isSpecs = agreed === tracker || (agreed === undefined && tracker === null);
  const isSettled = world.prefer === "spec" && agreed !== spec;
  return isSpecs || isSettled ? null : { spec, tracker };
}

/**
 * What the tracker's milestone of an item that has it from another counts as, seen from the item's base: nothing where
 * a checkout that is behind gave it what it knew, so that nobody ever agreed on it, and the agreed one where that was
 * only renamed. Then where the item stands now decides, and no person's value is lost.
 */
export function milestoneThere(match: Match, base: Base | null, world: World): string | null {
  const { desired, issue } = match;
  const name = issue?.fields.milestone ?? null;
  const agreed = base?.milestone;
  if (desired.milestoneFrom === null || name === null || desired.fields.milestone === name) return name;
  const { milestones } = world.snapshot;
  const there = milestones.find((milestone) => milestone.name === name);
  if (there === undefined || there.epics.length === 0) return name;
  if (agreed === undefined) return isBehind(world, desired.item.spec) ? name : null;
  const isGone = !milestones.some((milestone) => milestone.name === agreed);
  const isRenamed = isGone && there.epics.some((epic) => epic.base?.milestone === agreed);
  return isRenamed && desired.fields.milestone !== agreed ? agreed : name;
}

function withMilestone(desired: Desired, milestone: string | null): Desired {
  return { ...desired, fields: { ...desired.fields, milestone } };
}
