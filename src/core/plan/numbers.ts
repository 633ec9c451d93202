/**
 * The number behind a key, seen from an item: of a matched item, also while its changed key waits to be confirmed, else
 * of an issue that a spec elsewhere owns, or of one that cannot be read now.
 */
import type { Issue } from "../issue/issue.ts";
import { ownerSubject } from "../issue/issue.ts";
import { provisionalNumber } from "../issue/mentions.ts";
import { findEntry, itemKey } from "../match/desired.ts";
import type { Match } from "../match/match.ts";
import type { World } from "../match/world.ts";
import type { Names } from "./item.ts";

/** `renamed` holds the old issues of changed keys; it is looked at with each question. */
export function numbersOf(
  matches: readonly Match[],
  renamed: ReadonlyMap<Match, Issue>,
  world: World,
): Names["toNumber"] {
  const living = (issue: Issue | null | undefined) => (issue?.deleted === null ? issue.number : null);
  const byName = new Map(matches.map((match) => [itemKey(match.owner, match.owner.key), match]));
  // One that comes back has its old number.
  const matched = (match: Match | undefined) => match && (match.issue ?? renamed.get(match))?.number;
  const { milestones, unreadable } = world.snapshot;
  const unread = new Map(
    unreadable.flatMap(({ owner, number }) => (owner === null ? [] : [[ownerSubject(owner), number]])),
  );
  const isEntry = (match: Match, key: string) =>
    world.settings.epicAs === "milestone" && findEntry(milestones, match.owner.namespace, key) !== null;
  const entries = new Set(
    matches.filter(({ desired }) => desired.as === "entry").map(({ owner }) => itemKey(owner, owner.key)),
  );
  return (match, key) => {
    const name = itemKey(match.owner, key);
    if (entries.has(name) || isEntry(match, key)) return null;
    const subject = ownerSubject({ ...match.owner, key });
    const known = matched(byName.get(name)) ?? living(world.byOwner.get(subject)) ?? unread.get(subject);
    return known ?? living(world.byNumber.get(provisionalNumber(key) ?? 0)) ?? null;
  };
}
