/**
 * Whether a file that was synced before it was committed was set back since: `git checkout`, `git stash`, another
 * branch. What the synced version had otherwise than the committed one is kept, as places in the committed one and as
 * lines that are new; a file that has none of these lines and says nothing else at any of these places is the
 * committed version with other edits.
 */
import { diffArrays } from "diff";
import { blobId } from "../../git/oid.ts";
import type { OwnSync } from "../state.ts";

/** Lines of a text, from 0, without the last; of an insertion none. */
type Range = readonly [from: number, to: number];

/** Beyond that many changed lines nobody sets a file back by hand, and telling would take long. */
const mostChanges = 2000;

/** So many are enough to know a version by. */
const mostLines = 50;

/** What `synced` says otherwise; empty: nothing, or too much to tell. */
export function findNews(committed: string, synced: string): OwnSync["news"] {
  const places = diffRanges(committed, synced) ?? [];
  const lines = places.length === 0 ? [] : newLines(committed, synced);
  return {
    places: places.map(([from, to]) => `${from}-${to}`).join(" "),
    lines: lines.slice(0, mostLines).map(nameOf).join(" "),
  };
}

/** `news`: what `findNews` told of the synced version. */
export function isSetBack(committed: string, news: OwnSync["news"], now: string): boolean {
  if (news.places === "") return false;
  const known = new Set(news.lines.split(" "));
  if (newLines(committed, now).some((line) => known.has(nameOf(line)))) return false;
  const synced = news.places.split(" ").map((place) => place.split("-").map(Number) as [number, number]);
  const own = diffRanges(committed, now);
  return own !== null && !synced.some((range) => own.some((other) => isTouching(range, other)));
}

function newLines(before: string, after: string): string[] {
  const known = new Set(lines(before));
  return lines(after).filter((line) => line.trim() !== "" && !known.has(line));
}

function nameOf(line: string): string {
  return blobId(line).slice(0, 12);
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
