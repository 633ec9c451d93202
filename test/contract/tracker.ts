/**
 * What every tracker in the branch format must do. One function registers the tests; an adapter's test file
 * is the call plus its own regressions.
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
import type { TrackerWorld } from "./tracker-world.ts";
import { describeWrites } from "./tracker-writes.ts";

/**
 * `plans`: whole syncs alone; `writes`: all the rest, for a second place of a store whose plans are proven in
 * the first, or beside a file of its own for plans, so that both run at once.
 */
export function describeTracker(
  name: string,
  make: () => Promise<TrackerWorld>,
  parts: "all" | "plans" | "writes" = "all",
): void {
  describe(`tracker: ${name}`, () => {
    let world: TrackerWorld;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(async () => {
      await world.close();
    });

    if (parts !== "writes") describePlans(() => world);
    if (parts === "plans") return;

    it("is empty before its first write, and stays so after an empty batch", async () => {
      const tracker = await world.open();
      const before = await tracker.read();
      expect(before).toMatchObject({ tip: null, tracker: null, issues: [], unpublished: 0 });
      const outcome = await tracker.commit({ tip: null, writes: [], specs: {} });
      expect(outcome).toMatchObject({ status: "done", tip: null, numbers: [] });
      expect(await (await world.open()).read()).toEqual(before);
    });

    describeWrites(() => world);
    describeComments(() => world);
    describeFiles(() => world);
    describeIndex(() => world);
    describeRaces(() => world);
    describeTargets(() => world);
    describeNames(() => world);
    describeRecords(() => world);
    describeDamage(() => world);
    describeHistory(() => world);
    describeRevisions(() => world);
  });
}
