/** The end of a program: everything is merged, conflicts are decided, and then there must be quiet and agreement. */
import type { Change, Plan } from "../../../src/core/plan/change.ts";
import { type Claims, claimsOf, isLeft, unwanted } from "./claims.ts";
import type { Machine } from "./machine.ts";
import { pull, refuseLosses } from "./run.ts";
import type { Run } from "./state.ts";
import { decide, isBehind, plainSync } from "./sync-steps.ts";
import { toldBy } from "./told.ts";
import { readSpec, type Values } from "./values.ts";
import { viewOf } from "./view.ts";

export async function settle(run: Run, isOurs: boolean): Promise<void> {
  const [one, other] = run.machines;
  await exchange(run, isOurs);
  for (const machine of [one, other]) {
    await machine.sync(plainSync);
    await refuseLosses(run);
    await exchange(run, isOurs);
  }
  const { machine, plan } = await findCurrent(run);
  await refuseHidden(run, machine, plan);
  // A file that somebody set back to what is committed, or rebased, may be behind for good: then the spec wins.
  const isOpen = plan.writes.length > 0 || isBehind(plan) || toldBy(plan.changes).length > 0;
  if (isOpen) await decide(run, machine, isOurs || isBehind(plan) ? "spec" : "tracker", plan);
  await refuseLosses(run);
  await exchange(run, isOurs);
  for (const machine of [one, other]) await beQuiet(run, machine);
  await refuseDifferences(run);
}

/** Both have what both committed. */
async function exchange(run: Run, isOurs: boolean): Promise<void> {
  const [one, other] = run.machines;
  for (const machine of [one, other, one]) {
    await pull(run, machine, isOurs, false);
    await machine.push();
  }
}

/** Whose checkout is not behind: a version that was synced and never committed is known to one machine only. */
async function findCurrent({ machines: [one, other] }: Run): Promise<{ machine: Machine; plan: Plan }> {
  const plan = await one.plan();
  if (!isBehind(plan)) return { machine: one, plan };
  const otherPlan = await other.plan();
  return isBehind(otherPlan) ? { machine: one, plan } : { machine: other, plan: otherPlan };
}

/** What lives and is not seen on both sides is told by the plan, with both values. */
async function refuseHidden(run: Run, machine: Machine, { changes }: Plan): Promise<void> {
  const spec = readSpec(await machine.text());
  const [inSpec, inTracker] = [claimsOf(spec), claimsOf(await viewOf(run.tracker))];
  const deleted = changes.filter(({ op, fields }) => op === "pull" && fields.length === 0);
  const isDeleted = (claim: string) => deleted.some(({ subject }) => claim.startsWith(`${subject.key} `));
  const told = new Set(
    toldBy(changes).flatMap(({ item, field, spec: a, tracker: b }) =>
      [...a, ...b].map((value) => `${item} ${field}: ${value}`),
    ),
  );
  const isSpecs = (claim: string) => spec.has(claim.split(" ")[0]!);
  const isSilent = silentItems(spec);
  const isOrphan = (claim: string) => inTracker.has(claim) && isLeft(run.claims, claim);
  const hidden = [...run.claims.living].filter(
    (claim) =>
      isSpecs(claim) &&
      !isSilent(claim) &&
      !isDeleted(claim) &&
      !told.has(claim) &&
      !isOrphan(claim) &&
      !(inSpec.has(claim) && inTracker.has(claim)),
  );
  if (hidden.length > 0) throw new Error(`told by nobody: ${hidden.join("; ")}`);
}

/** Comments of people come into a story that has comments, and into no other. */
function silentItems(spec: Values): (claim: string) => boolean {
  return (claim) => {
    const [item, field] = claim.split(" ");
    return field === "comments:" && (spec.get(item!)?.get("comments") ?? []).length === 0;
  };
}

/**
 * A sync that changes nothing leaves nothing for the next one either: it would see the same. A checkout that merged
 * its way back to an older sync stays behind, and is told what the rows said that went with their item.
 */
async function beQuiet({ claims }: Run, machine: Machine): Promise<void> {
  const before = await machine.text();
  const plan = await machine.sync(plainSync);
  const isOld = ({ op, subject, fields }: Change) =>
    isBehind(plan!) &&
    op === "pull" &&
    fields.length > 0 &&
    fields.every(({ field }) => isRowGone(claims, `${subject.key} ${field}: `));
  const shown = plan!.changes.filter((change) => change.op !== "orphan" && !isOld(change));
  const changes = shown.flatMap(({ op, subject, fields }) =>
    [`${op} ${subject.key}`, ...fields.map((field) => JSON.stringify(field))].join(" "),
  );
  if (plan!.writes.length > 0 || changes.length > 0 || before !== (await machine.text()))
    throw new Error(`${machine.name} is not quiet: ${changes.join("; ")} ${JSON.stringify(plan!.writes)}`);
}

/** Specs and tracker say the same, and what they say is what people want. */
async function refuseDifferences({ machines, tracker, claims }: Run): Promise<void> {
  const [one, other] = await Promise.all(machines.map(async (machine) => readSpec(await machine.text())));
  refuse("the specs differ", difference(one!, other!));
  const view = await viewOf(tracker);
  const stories = new Map([...view].filter(([item]) => one!.has(item)));
  refuse("only in the spec", difference(one!, stories));
  // Of what a spec removed a subtask or a comment stays in the tracker, where it is told as an orphan.
  const isKept = (claim: string) => / (subtasks|comments): /.test(claim);
  const isSilent = silentItems(one!);
  const isOld = (claim: string) =>
    isLeft(claims, claim) ||
    (isKept(claim) && !claims.living.has(claim)) ||
    isRowGone(claims, claim) ||
    isSilent(claim);
  refuse(
    "only in the tracker",
    difference(stories, one!).filter((claim) => !isOld(claim)),
  );
  refuse("came back", unwanted(claims, one!));
  refuse(
    "came back in the tracker",
    unwanted(claims, view).filter((claim) => !isOld(claim)),
  );
}

/** Where a row of a state or a priority went with its item, what it said is kept. */
function isRowGone({ removed }: Claims, claim: string): boolean {
  return / (state|priority): /.test(claim) && removed.has(claim.split(" ")[0]!);
}

function difference(one: Values, other: Values): string[] {
  const there = claimsOf(other);
  const isDefault = (claim: string) => /(state: new|priority: major)$/.test(claim);
  return [...claimsOf(one)].filter((claim) => !there.has(claim) && !isDefault(claim));
}

function refuse(what: string, claims: readonly string[]): void {
  if (claims.length > 0) throw new Error(`${what}: ${claims.join("; ")}`);
}
