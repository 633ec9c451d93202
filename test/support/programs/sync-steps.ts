/** Steps of machines: they sync, lose races, and settle what is in conflict. */
import type { Plan } from "../../../src/core/plan/change.ts";
import { claimsOf, say, tolerateReplaced } from "./claims.ts";
import { editTracker } from "./edit-steps.ts";
import type { Machine } from "./machine.ts";
import type { Run } from "./state.ts";
import type { SyncStep, TrackerEdit } from "./steps.ts";
import { toldBy } from "./told.ts";
import { lists, readSpec, scalars, writeSpec } from "./values.ts";
import { viewOf } from "./view.ts";

export async function syncStep(run: Run, step: SyncStep): Promise<void> {
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

/** What both sides say after a sync of a checkout that is not behind is agreed on, but for fields in conflict. */
async function agree({ agreed, tracker }: Run, machine: Machine, plan: Plan): Promise<void> {
  if (isBehind(plan)) return;
  const there = claimsOf(await viewOf(tracker));
  const open = toldBy(plan.changes, "conflict").map(({ item, field }) => `${item} ${field}: `);
  for (const claim of claimsOf(readSpec(await machine.text()))) {
    if (there.has(claim) && !open.some((field) => claim.startsWith(field))) agreed.add(claim);
  }
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
  const other = run.machines.find((one) => one !== machine)!;
  const elsewhere = claimsOf(readSpec(await other.text()));
  for (const { item, field, spec, tracker, result } of decided) {
    run.counts.conflicts += 1;
    // Of a set or a text that both changed the spec that wins takes away only what it removed.
    const isMerged = (value: string) => isBehind(plan) && prefer === "spec" && result.includes(value);
    const [lost, won] = prefer === "spec" ? [tracker, spec] : [spec, tracker];
    const isClaim = field !== "epic" && [...scalars, ...lists].includes(field);
    for (const value of isClaim ? lost : []) {
      if (won.includes(value) || isMerged(value)) continue;
      say(run.claims, item, field, value, null);
      // Only this checkout knows of the decision: the other spec, which says it, will by a merge say it again.
      if (elsewhere.has(`${item} ${field}: ${value}`)) tolerateReplaced(run.claims, item, field, value);
    }
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
