/** Runs a program on two machines and a tracker, and looks after each step whether a claim is lost. */
import type { Plan } from "../../../src/core/plan/change.ts";
import type { Tracker } from "../../../src/ports/tracker.ts";
import {
  type Claims,
  claimsOf,
  lostClaims,
  makeClaims,
  mergeValues,
  say,
  sayAll,
  tolerateReplaced,
} from "./claims.ts";
import { editIssue, editValues, makeNewValues, type NewValue } from "./edits.ts";
import type { Machine } from "./machine.ts";
import type { Step, SyncStep, TrackerEdit } from "./steps.ts";
import { toldBy } from "./told.ts";
import { lists, people, readSpec, scalars, type Values, writeSpec } from "./values.ts";
import { viewOf } from "./view.ts";

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

export async function runStep(run: Run, step: Step): Promise<void> {
  run.counts.steps += 1;
  switch (step.is) {
    case "set":
    case "clear":
    case "add":
    case "remove":
      await editSpecOf(run, run.machines[step.by], step);
      break;
    case "set issue":
    case "clear issue":
    case "delete":
    case "create":
      await editTracker(run, step);
      break;
    case "create here":
      await createHere(run, run.machines[step.by]);
      break;
    case "commit":
      await commit(run, run.machines[step.by]);
      break;
    case "push":
      await run.machines[step.by].push();
      break;
    case "pull":
      await pull(run, run.machines[step.by], step.isOurs, step.isRebase);
      break;
    case "sync":
      await syncStep(run, step);
      break;
  }
  if (run.isWatched) await refuseLosses(run);
}

async function editSpecOf(run: Run, machine: Machine, step: Parameters<typeof editValues>[1]): Promise<void> {
  const before = readSpec(await machine.text());
  const after = editValues(before, step, run.fields, run.newValue);
  if (after === null) return;
  sayAll(run.claims, before, after);
  // Of what no sync of a current checkout recorded the tracker, and of what was never committed a merge, knows nothing.
  const committed = run.committed.get(machine) ?? new Set();
  for (const claim of claimsOf(before)) {
    const isKnown = run.agreed.has(claim) && committed.has(claim);
    if (!claimsOf(after).has(claim) && !isKnown) run.claims.tolerated.add(claim);
  }
  await machine.write(writeSpec(after));
}

async function editTracker(run: Run, step: TrackerEdit): Promise<void> {
  const { tracker, claims } = run;
  const view = await viewOf(tracker);
  const snapshot = await tracker.read();
  const edit = await editIssue(tracker, snapshot, view, step, run.fields, run.newValue);
  if (edit === null) return;
  const outcome = await tracker.commit({ tip: snapshot.tip, writes: edit.writes, specs: {} });
  if (outcome.status !== "done") throw new Error("nobody else was there");
  const { item, field, before, after } = edit;
  // What no sync of a current checkout recorded a spec says again, and what somebody is yet to commit a merge.
  const replaced = `${item} ${field}: ${before}`;
  const isKnown = run.agreed.has(replaced) && (await isCommitted(run, replaced));
  if (before !== null && !isKnown) claims.tolerated.add(replaced);
  if (field === "") await forget(run, item, view, await viewOf(tracker));
  else say(claims, item, field, before, after);
}

/** Whether nobody has it in a work tree only. */
async function isCommitted({ machines, committed }: Run, claim: string): Promise<boolean> {
  const open = machines.map(async (machine) => {
    return claimsOf(readSpec(await machine.text())).has(claim) && !committed.get(machine)?.has(claim);
  });
  return (await Promise.all(open)).every((isOpen) => !isOpen);
}

/** A new issue that waits in a clone, where there is one, until a sync publishes it. */
async function createHere({ claims, newValue, waiting }: Run, machine: Machine): Promise<void> {
  const tracker = await machine.own();
  const { tip } = await tracker.read();
  const title = newValue("titles")!;
  const create = { op: "create", owner: null, type: null, row: null, status: null, base: null } as const;
  await tracker.commit({ tip, writes: [{ ...create, fields: { title }, revive: null }], specs: {} });
  say(claims, people, "titles", null, title);
  waiting.add(machine);
}

/** Whoever deletes an issue saw what it said; what a spec says goes on to be said by that. */
async function forget({ claims, machines }: Run, item: string, before: Values, after: Values): Promise<void> {
  const specs = await Promise.all(machines.map(async (machine) => readSpec(await machine.text())));
  const said = new Set([...specs, after].flatMap((values) => [...claimsOf(values)]));
  claims.removed.add(item);
  const parent = item.slice(0, Math.max(0, item.lastIndexOf("/")));
  for (const claim of said) if (claim.startsWith(`${parent} subtasks: `)) claims.tolerated.add(claim);
  for (const [own, fields] of before) {
    for (const [field, list] of fields) {
      for (const value of list)
        if (!said.has(`${own} ${field}: ${value}`)) say(claims, own, field, value, null);
    }
  }
}

async function commit({ committed }: Run, machine: Machine): Promise<void> {
  await machine.commit();
  committed.set(machine, claimsOf(readSpec(await machine.text())));
}

export async function pull(run: Run, machine: Machine, isOurs: boolean, isRebase: boolean): Promise<void> {
  await commit(run, machine);
  const fetched = await machine.fetch();
  await commit(run, machine);
  if (fetched === null) return;
  const own = await machine.text();
  const [base, ours, theirs] = [fetched.base, own, fetched.theirs].map(readSpec) as [Values, Values, Values];
  const merged = mergeValues(run.claims, { base, ours, theirs }, isOurs);
  const text = writeSpec(merged);
  await machine.merge(text === writeSpec(theirs) ? fetched.theirs : text, isRebase);
  await commit(run, machine);
}

async function syncStep(run: Run, step: SyncStep): Promise<void> {
  const machine = run.machines[step.by];
  if (step.prefer !== null) {
    const plan = await machine.plan();
    if (!isBehind(plan)) await decide(run, machine, step.prefer, plan);
    return;
  }
  const other = run.machines[1 - step.by]!;
  const race = async () => {
    run.counts.races += 1;
    if (step.race!.is === "other sync") await other.sync(plainSync);
    else await editTracker(run, step.race as TrackerEdit);
  };
  const options = { ...plainSync, ...step, race: step.race === null ? null : race } as const;
  run.counts.syncs += 1;
  const plan = await machine.sync(options);
  if (plan === null) run.counts.crashes += 1;
  else await agree(run, machine, plan);
}

/** What both sides say after a sync of a checkout that is not behind is agreed on. */
async function agree({ agreed, tracker }: Run, machine: Machine, plan: Plan): Promise<void> {
  if (isBehind(plan)) return;
  const there = claimsOf(await viewOf(tracker));
  for (const claim of claimsOf(readSpec(await machine.text()))) if (there.has(claim)) agreed.add(claim);
}

export const plainSync = { direction: "both", prefer: null, fault: null, race: null } as const;

/** Whether a sync of this checkout is one that is behind. */
export function isBehind({ specs }: Plan): boolean {
  return specs.some(({ behind }) => behind > 0);
}

/** Looks at the conflicts of a plan, and syncs with a side for all of them. */
export async function decide(
  run: Run,
  machine: Machine,
  prefer: "spec" | "tracker",
  plan: Plan,
): Promise<void> {
  run.counts.syncs += 1;
  const decided = isBehind(plan)
    ? toldBy((await machine.plan(prefer)).changes, "update")
    : toldBy(plan.changes, "conflict");
  for (const { item, field, spec, tracker, result } of decided) {
    run.counts.conflicts += 1;
    // Of a set or a text that both changed the spec that wins takes away only what it removed.
    const isMerged = (value: string) => isBehind(plan) && prefer === "spec" && result.includes(value);
    const [lost, won] = prefer === "spec" ? [tracker, spec] : [spec, tracker];
    const isClaim = field !== "epic" && [...scalars, ...lists].includes(field);
    for (const value of isClaim ? lost : [])
      if (!won.includes(value) && !isMerged(value)) say(run.claims, item, field, value, null);
    // What won was replaced elsewhere, where it lives no more: then it may be seen, and need not.
    for (const value of won) tolerateReplaced(run.claims, item, field, value);
    if (field === "epic" && prefer === "tracker") await moveByHand(machine, item, won);
  }
  for (const { item, field, tracker } of toldBy(plan.changes, "pull")) {
    if (field === "epic") await moveByHand(machine, item, tracker);
  }
  const done = await machine.sync({ ...plainSync, prefer });
  if (done !== null) await agree(run, machine, done);
}

/** A sync moves no story in its file. */
async function moveByHand(machine: Machine, item: string, epic: readonly string[]): Promise<void> {
  const values = new Map(readSpec(await machine.text()));
  values.set(item, new Map([...values.get(item)!, ["epic", epic]]));
  await machine.write(writeSpec(values));
}

export async function refuseLosses(run: Run): Promise<void> {
  // What waits in a clone is seen there only.
  const seen = run.machines.map(async (machine) => [
    readSpec(await machine.text()),
    run.waiting.has(machine) ? await machine.tracker() : new Map(),
  ]);
  const lost = lostClaims(run.claims, [...(await Promise.all(seen)).flat(), await viewOf(run.tracker)]);
  if (lost.length > 0) throw new Error(`lost: ${lost.join("; ")}`);
  const { issues } = await run.tracker.read();
  for (const { number, id } of issues) {
    const known = run.numbers.get(number!) ?? id;
    if (known !== id) throw new Error(`#${number} was given twice`);
    run.numbers.set(number!, id);
  }
  const gone = [...run.numbers.keys()].filter((number) => !issues.some((issue) => issue.number === number));
  if (gone.length > 0) throw new Error(`vanished: #${gone.join(", #")}`);
}
