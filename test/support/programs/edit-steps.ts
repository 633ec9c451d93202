import { claimsOf, say, sayAll } from "./claims.ts";
import { editIssue, editValues } from "./edits.ts";
import type { Machine } from "./machine.ts";
import type { Run } from "./state.ts";
import type { TrackerEdit } from "./steps.ts";
import { people, readSpec, type Values, writeSpec } from "./values.ts";
import { viewOf } from "./view.ts";

export async function editSpecOf(
  run: Run,
  machine: Machine,
  step: Parameters<typeof editValues>[1],
): Promise<void> {
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

export async function editTracker(run: Run, step: TrackerEdit): Promise<void> {
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
export async function createHere({ claims, newValue, waiting }: Run, machine: Machine): Promise<void> {
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
