/** One of two people with a clone of their own: a spec, its history, what was synced last, and syncs that may fail. */
import type { Plan } from "../../../src/core/plan/change.ts";
import type { Prefer } from "../../../src/core/reconcile/reconcile.ts";
import type { Tracker } from "../../../src/ports/tracker.ts";
import type { Values } from "./values.ts";

export interface SyncOptions {
  readonly direction: "push" | "both" | "pull";
  readonly prefer: Prefer;
  readonly fault: Fault | null;
  /** Somebody else's work between this sync's read and its write; done once. */
  readonly race: (() => Promise<void>) | null;
}

/**
 * Where a sync ends or meets trouble. `edited`: killed when the spec is edited and nothing written yet; `refused`:
 * the write does not arrive; `killed`: it arrives, and whoever sent it does not live to see it; `doubted`: it
 * arrives, and the answer is that somebody else was first.
 */
export const faults = ["edited", "refused", "killed", "doubted"] as const;
export type Fault = (typeof faults)[number];

export interface Machine {
  readonly name: string;
  /** The spec as it lies in the work tree. */
  text(): Promise<string>;
  write(text: string): Promise<void>;
  commit(): Promise<void>;
  /** What the other person published last, and what both come from; `null`: nothing to merge, what is new is taken. */
  fetch(): Promise<{ readonly base: string; readonly theirs: string } | null>;
  /** Commits the merge of what was fetched; `isRebase`: on top of it, as if own commits had never been. */
  merge(text: string, isRebase: boolean): Promise<void>;
  /** Publishes what is committed, where that holds what is published. */
  push(): Promise<void>;
  plan(prefer?: Prefer): Promise<Plan>;
  /** `null`: it did not live to tell. */
  sync(options: SyncOptions): Promise<Plan | null>;
  /** The tracker as this clone has it without the network. */
  own(): Promise<Tracker>;
  /** What this machine sees of it, where that is not what everybody sees. */
  tracker(): Promise<Values>;
}
