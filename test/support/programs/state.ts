import type { Tracker } from "../../../src/ports/tracker.ts";
import { type Claims, makeClaims, sayAll } from "./claims.ts";
import { makeNewValues, type NewValue } from "./edits.ts";
import type { Machine } from "./machine.ts";
import { readSpec } from "./values.ts";

export interface Run {
  readonly machines: readonly [Machine, Machine];
  /** Where people work in the tracker. */
  readonly tracker: Tracker;
  readonly claims: Claims;
  /** What spec and tracker both said after some sync. */
  readonly agreed: Set<string>;
  /** What each machine's last commit says. */
  readonly committed: Map<Machine, ReadonlySet<string>>;
  /** Numbers ever given, and the issues that have them. */
  readonly numbers: Map<number, string>;
  /** Machines on which issues were made without the network. */
  readonly waiting: Set<Machine>;
  readonly newValue: NewValue;
  /** Whether each step is looked at, or only the end. */
  readonly isWatched: boolean;
  /** What people edit. */
  readonly fields: readonly string[];
  readonly counts: Counts;
}

export interface Counts {
  steps: number;
  syncs: number;
  crashes: number;
  races: number;
  conflicts: number;
}

export function makeCounts(): Counts {
  return { steps: 0, syncs: 0, crashes: 0, races: 0, conflicts: 0 };
}

export const firstSpec = "# EPIC-1: one\n\n### US-1: first\n\n# EPIC-2: two\n";

/** `machines` have the first spec, committed, published and synced by one of them, so that each knows of a sync. */
export function startRun(parts: Pick<Run, "machines" | "tracker" | "fields" | "counts" | "isWatched">): Run {
  const claims = makeClaims();
  sayAll(claims, new Map(), readSpec(firstSpec));
  return {
    ...parts,
    claims,
    agreed: new Set(),
    committed: new Map(),
    newValue: makeNewValues(),
    waiting: new Set(),
    numbers: new Map(),
  };
}
