/** A machine in memory: the pure middle of a sync, a tracker whose only promise is compare-and-swap, and faults. */
import type { Snapshot } from "../../../src/core/issue/issue.ts";
import { type Plan, withoutSpecChanges } from "../../../src/core/plan/change.ts";
import type { Prefer } from "../../../src/core/reconcile/reconcile.ts";
import { defaultSettings } from "../../../src/core/settings.ts";
import { blobId } from "../../../src/git/oid.ts";
import type { Tracker } from "../../../src/ports/tracker.ts";
import { editSpec } from "../../../src/spec/edit.ts";
import { pullsOf, toSpecChanges } from "../../../src/sync/apply/pulls.ts";
import { findPast } from "../../../src/sync/specs/past.ts";
import { findNews } from "../../../src/sync/specs/set-back.ts";
import type { OwnSync } from "../../../src/sync/state.ts";
import { specOptions } from "../spec-builders.ts";
import { planTexts } from "../spec-run.ts";
import { historyAt, makeVersion } from "./history.ts";
import type { Machine, SyncOptions } from "./machine.ts";
import { parseOnce } from "./parse.ts";
import { makeSpecClone, type SharedSpec, type SpecClone } from "./spec-clone.ts";
import { file } from "./values.ts";

/** What the two machines share beside the tracker. */
export interface SharedMemory extends SharedSpec {
  /** Plans that were made, by all that they come from: no plan depends on who makes it. */
  readonly plans: Map<string, Plan>;
}

export function shareInMemory(text: string): SharedMemory {
  return { published: makeVersion(text, [], 0), time: 0, plans: new Map() };
}

class Killed extends Error {}

interface State {
  readonly plans: SharedMemory["plans"];
  readonly clone: SpecClone;
  text: string;
  synced: Synced;
  begun: Synced;
}

type Synced = Record<string, OwnSync>;

export function makeMemoryMachine(name: string, shared: SharedMemory, tracker: Tracker): Machine {
  const clone = makeSpecClone(shared, {
    read: () => state.text,
    write: (text) => {
      state.text = text;
    },
    make: makeVersion,
    point: () => undefined,
  });
  const state: State = { plans: shared.plans, clone, text: shared.published.text, synced: {}, begun: {} };
  return {
    ...clone,
    name,
    plan: async (prefer = null) => (await planOf(state, tracker, prefer)).plan,
    sync: (options) => sync(state, tracker, options),
    own: async () => tracker,
    tracker: async () => new Map(),
  };
}

async function planOf(
  state: State,
  tracker: Tracker,
  prefer: Prefer,
): Promise<{ plan: Plan; snapshot: Snapshot }> {
  const snapshot = await tracker.read();
  const blob = blobId(state.text);
  const history = historyAt(state.clone.head());
  const past =
    prefer === "spec"
      ? null
      : await findPast({ path: file, blob, text: state.text }, history, tracker, snapshot, state);
  const input = { specs: [{ path: file, blob, past }], snapshot };
  // The tip and how far a file is behind tell what was agreed on when it was synced.
  const name = [prefer, snapshot.tip, blob, past?.behind ?? 0].join(" ");
  const plan =
    state.plans.get(name) ??
    (await planTexts(tracker, { specs: { [file]: state.text }, prefer, input, parse: parseOnce }));
  state.plans.set(name, plan);
  return { plan, snapshot };
}

/** As `applyRun` does it: changes come back first, then what the specs say is written; a lost race starts over. */
async function sync(state: State, tracker: Tracker, options: SyncOptions): Promise<Plan | null> {
  let { race, fault } = options;
  const meetFault = (at: typeof fault) => {
    if (fault !== at || at === null) return;
    fault = null;
    throw new Killed();
  };
  try {
    for (let tries = 1; tries < 9; tries += 1) {
      const { plan, snapshot } = await planBothWays(state, tracker, options, () => meetFault("edited"));
      await race?.();
      race = null;
      const { id: head, text } = state.clone.head();
      const news = findNews(text, state.text);
      if (plan.writes.length === 0) {
        const blob = blobId(state.text);
        const isSame = text !== state.text && snapshot.specs[file] === blob;
        if (isSame) state.synced = { ...state.synced, [file]: { blob, head, news } };
        return plan;
      }
      const { writes, specWrites } = plan;
      const blob = specWrites[file] ?? null;
      const own = blob === null ? {} : { [file]: { blob, head, news } };
      if (state.begun[file]?.blob === snapshot.specs[file])
        state.synced = { ...state.synced, ...state.begun };
      state.begun = { ...state.begun, ...own };
      meetFault("refused");
      const outcome = await tracker.commit({ tip: snapshot.tip, writes, specs: specWrites });
      if (outcome.status === "moved") continue;
      meetFault("killed");
      const isDoubted = fault === "doubted";
      fault = null;
      if (isDoubted) continue;
      state.synced = { ...state.synced, ...own };
      return plan;
    }
    throw new Error("a sync did not come to an end");
  } catch (error) {
    if (error instanceof Killed) return null;
    throw error;
  }
}

async function planBothWays(
  state: State,
  tracker: Tracker,
  { direction, prefer }: SyncOptions,
  edited: () => void,
): Promise<{ plan: Plan; snapshot: Snapshot }> {
  const first = await planOf(state, tracker, prefer);
  if (direction === "push") return first;
  const before = state.text;
  if (first.plan.specs.every(({ behind }) => behind === 0)) writeBack(state, first.plan, first.snapshot);
  if (before !== state.text) edited();
  const next = before === state.text ? first : await planOf(state, tracker, prefer);
  return direction === "pull" ? { ...next, plan: withoutSpecChanges(next.plan) } : next;
}

function writeBack(state: State, plan: Plan, snapshot: Snapshot): void {
  const spec = parseOnce(file, state.text);
  const changes = toSpecChanges(plan.changes.flatMap(pullsOf), spec, snapshot, defaultSettings);
  if (changes.length === 0) return;
  const edited = editSpec(spec, changes, { ...specOptions, file });
  if (edited.problems.length > 0) throw new Error(JSON.stringify(edited.problems));
  state.text = edited.text;
}
