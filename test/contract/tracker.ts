/**
 * What every tracker in the branch format must do. One function registers the tests; an adapter's test file
 * is the call plus its own regressions.
 *
 * Which cases run where: all of them in memory and on a branch of an ordinary repository. From a batch to changed
 * files, and from files to an answer, the code is the same wherever the branch lies. So a bare repository and a
 * shared branch prove again what depends on that place (`place`): whole records and texts come back to another
 * process; who wins a race, and that a loser or a failed batch leaves nothing; the content of files; index and
 * history; what people did to the branch in between; and the plans of the whole example.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeComments } from "./tracker-comments.ts";
import { describeFiles } from "./tracker-files.ts";
import { describeHistory } from "./tracker-history.ts";
import { describeIndex } from "./tracker-index.ts";
import { describeNames } from "./tracker-names.ts";
import { describePlans } from "./tracker-plans.ts";
import { describeRaces } from "./tracker-races.ts";
import { describeDamage, describeRecords } from "./tracker-records.ts";
import { describeRevisions } from "./tracker-revisions.ts";
import { describeTargets } from "./tracker-targets.ts";
import type { Cases, TrackerWorld } from "./tracker-world.ts";
import { describeWrites } from "./tracker-writes.ts";

export function describeTracker(name: string, make: () => Promise<TrackerWorld>, cases: Cases = "all"): void {
  describe(`tracker: ${name}`, () => {
    let world: TrackerWorld;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(async () => {
      await world.close();
    });

    describePlans(() => world, cases);

    it("is empty before its first write, and stays so after an empty batch", async () => {
      const tracker = await world.open();
      const before = await tracker.read();
      expect(before).toMatchObject({ tip: null, tracker: null, issues: [], unpublished: 0 });
      const outcome = await tracker.commit({ tip: null, writes: [], specs: {} });
      expect(outcome).toMatchObject({ status: "done", tip: null, numbers: [] });
      expect(await (await world.open()).read()).toEqual(before);
    });

    describeWrites(() => world, cases);
    describeComments(() => world, cases);
    describeFiles(() => world);
    describeIndex(() => world);
    describeRaces(() => world, cases);
    describeRecords(() => world, cases);
    describeDamage(() => world, cases);
    describeHistory(() => world, cases);
    describeRevisions(() => world);
    if (cases === "place") return;

    describeTargets(() => world);
    describeNames(() => world);
  });
}
