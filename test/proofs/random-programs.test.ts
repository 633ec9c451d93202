/**
 * Random programs on two machines and one tracker in memory, whose only promise is compare-and-swap: edits of specs
 * and issues, merges, checkouts that are behind, syncs, crashes and races, checked against the model of claims.ts.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { makeMemoryStore, openMemoryTracker } from "../../src/trackers/memory/adapter.ts";
import { makeMemoryMachine, shareInMemory } from "../support/programs/memory-machine.ts";
import { runStep } from "../support/programs/run.ts";
import { settle } from "../support/programs/settle.ts";
import { firstSpec, makeCounts, startRun } from "../support/programs/state.ts";
import { program } from "../support/programs/steps.ts";
import { plainSync } from "../support/programs/sync-steps.ts";
import { kept, sized } from "../support/proof.ts";
import { countingIds, tickingClock } from "../support/tracker-builders.ts";

it("loses nothing, doubles nothing, and comes to rest", async () => {
  const numRuns = sized(2000, 100_000);
  const counts = makeCounts();
  await fc.assert(
    fc.asyncProperty(program, async ({ fields, steps, isOurs }) => {
      const store = makeMemoryStore();
      const options = { clock: tickingClock(), newId: countingIds() };
      const tracker = openMemoryTracker(store, options);
      const shared = shareInMemory(firstSpec);
      const [one, other] = ["A", "B"].map((name) =>
        makeMemoryMachine(name, shared, openMemoryTracker(store, options)),
      );
      await one!.sync(plainSync);
      const run = startRun({ machines: [one!, other!], tracker, fields, counts, isWatched: true });
      for (const step of steps) await runStep(run, step);
      await settle(run, isOurs);
    }),
    { numRuns },
  );
  const { steps, syncs, crashes, races, conflicts } = counts;
  expect(Math.min(crashes, races, conflicts)).toBeGreaterThan(10);
  kept(
    "random-programs",
    `${numRuns} programs on two machines in memory: ${steps} steps, ${syncs} syncs, ${crashes} crashes, ${races} races, ${conflicts} conflicts decided; 0 lost, 0 doubled`,
  );
});
