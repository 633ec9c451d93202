import { claimsOf, lostClaims, mergeValues } from "./claims.ts";
import { createHere, editSpecOf, editTracker } from "./edit-steps.ts";
import type { Machine } from "./machine.ts";
import type { Run } from "./state.ts";
import type { Step } from "./steps.ts";
import { syncStep } from "./sync-steps.ts";
import { readSpec, type Values, writeSpec } from "./values.ts";
import { viewOf } from "./view.ts";

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
