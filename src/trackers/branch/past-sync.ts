/** Which older sync a checkout stands at, and what was agreed on then. Pure; both histories come from outside. */
import { type Base, issueSubject, ownerSubject } from "../../core/issue/issue.ts";
import type { PastSync } from "../../ports/tracker.ts";
import type { BranchState } from "./state.ts";

export interface Sync<T> {
  /** Where the tracker stood: a commit, or what stands for one. */
  readonly version: T;
  /** The spec's blob id as recorded there; `null`: none. */
  readonly blob: string | null;
}

export interface Past<T> {
  /** The last of the versions in which the file stands. */
  readonly version: T;
  /** The first one after them: until then bases of the same bytes were written. */
  readonly next: T;
  readonly behind: number;
}

/**
 * Lays a file's history over the syncs of its path, both oldest first, as the port describes it: where the
 * file stands, or `null` where it reaches the last sync or was never synced. Neighbours of the same blob are
 * one sync, and its last version is where it ended. Where the blob that is reached was synced again later, it
 * stands there: whoever has these bytes has what was agreed on last.
 */
export function findPast<T>(
  versions: readonly Sync<T>[],
  history: readonly (string | null)[],
): Past<T> | null {
  const syncs = mergeNeighbours(versions);
  let position = -1;
  for (const [index, blob] of history.entries()) {
    if (index > 0 && blob === history[index - 1]) continue;
    const next = syncs.findIndex((sync, at) => at > position && sync.blob === blob);
    if (next !== -1) position = next;
  }
  if (position === -1) return null;
  position = syncs.findLastIndex(({ blob }) => blob === syncs[position]!.blob);
  const behind = syncs.length - 1 - position;
  if (behind === 0) return null;
  return { version: syncs[position]!.version, next: syncs[position + 1]!.first, behind };
}

function mergeNeighbours<T>(versions: readonly Sync<T>[]): (Sync<T> & { readonly first: T })[] {
  const syncs: (Sync<T> & { readonly first: T })[] = [];
  for (const sync of versions) {
    if (syncs.length === 0 && sync.blob === null) continue;
    const same = syncs.at(-1)?.blob === sync.blob ? syncs.pop() : undefined;
    syncs.push({ ...sync, first: same?.first ?? sync.version });
  }
  return syncs;
}

/** What was agreed on at a sync: bases, and which issue each item was. */
export function agreedIn(state: BranchState): Pick<PastSync, "bases" | "numbers"> {
  const owned = [...state.issues].flatMap(([number, { issue }]): [string, number][] =>
    issue.owner === null || issue.base === null ? [] : [[ownerSubject(issue.owner), number]],
  );
  return { bases: basesOf(state), numbers: new Map(owned) };
}

/** Bases by subject: issues by number, epic entries by owner. */
function basesOf(state: BranchState): Map<string, Base> {
  const bases = new Map<string, Base>();
  for (const [number, { issue }] of state.issues) {
    if (issue.base !== null) bases.set(issueSubject(number), issue.base);
  }
  for (const { owner, base } of state.milestones.flatMap(({ epics }) => epics)) {
    if (base !== null) bases.set(ownerSubject(owner), base);
  }
  return bases;
}
