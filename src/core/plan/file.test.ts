import { describe, expect, it } from "vitest";
import { makePlanWorld, subtaskRows } from "../../../test/support/plan-world.ts";
import { comparePlans, parsePlanFile, renderPlanFile } from "./file.ts";

describe("plan files", () => {
  it("is the same plan after a round trip, and differs by what changed", async () => {
    const world = makePlanWorld();
    const plan = await world.plan(subtaskRows("a"));
    const saved = parsePlanFile(renderPlanFile(plan, null), "plan.json");
    expect(comparePlans(saved.changes as never, plan.changes)).toEqual([]);
    const other = await world.plan(subtaskRows("a", "b"));
    expect(comparePlans(saved.changes as never, other.changes)).toEqual(["now also   create US-1/2 b"]);
  });

  it.each(["", "{", "[]", '{"version": 2}'])("refuses %j with the way to a new one", (text) => {
    expect(() => parsePlanFile(text, "plan.json")).toThrow("plan.json is no plan of this version");
  });
});
