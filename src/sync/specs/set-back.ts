/**
 * Whether a file that was synced before it was committed was set back since: `git checkout`, `git stash`, another
 * branch. What the synced version had otherwise than the committed one is kept as places in the committed one; a file
 * that has nothing new at any of them is the committed version with other edits.
 */
import { diffArrays } from "diff";

/** Lines of a text, from 0, without the last; of an insertion none. */
type Range = readonly [from: number, to: number];

/** Beyond that many changed lines nobody sets a file back by hand, and telling would take long. */
const mostChanges = 2000;

/** Where `after` says something else, as `3-4 9-9`; empty: nowhere, or in more places than are told. */
export function changedPlaces(before: string, after: string): string {
  return (diffRanges(before, after) ?? []).map(([from, to]) => `${from}-${to}`).join(" ");
}

/** `places`: what `changedPlaces` told of the synced version. */
export function isSetBack(committed: string, places: string, now: string): boolean {
  if (places === "") return false;
  const synced = places.split(" ").map((place) => place.split("-").map(Number) as [number, number]);
  const own = diffRanges(committed, now);
  return own !== null && !synced.some((range) => own.some((other) => isTouching(range, other)));
}

/** `null`: too many. */
function diffRanges(before: string, after: string): Range[] | null {
  const parts = diffArrays(lines(before), lines(after), { maxEditLength: mostChanges });
  if (parts === undefined) return null;
  const ranges: [number, number][] = [];
  let line = 0;
  for (const { added, removed, value } of parts) {
    if (added || removed) {
      const end = removed ? line + value.length : line;
      const last = ranges.at(-1);
      if (last?.[1] === line) last[1] = end;
      else ranges.push([line, end]);
    }
    if (!added) line += value.length;
  }
  return ranges;
}

/** Neighbours do not touch, unless something was inserted between them. */
function isTouching([from, to]: Range, [otherFrom, otherTo]: Range): boolean {
  const isInsertion = from === to || otherFrom === otherTo;
  return isInsertion ? from <= otherTo && otherFrom <= to : from < otherTo && otherFrom < to;
}

/** A checkout may have other line ends than git keeps. */
function lines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
