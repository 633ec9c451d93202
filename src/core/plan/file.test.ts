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

  it("is the same plan while it would write the same, whatever its issues are called by now", async () => {
    const world = makePlanWorld();
    await world.sync("### US-1: One\n\ntext\n\n### US-2: Two\n");
    const spec = "### US-1: One\n\nother text\n";
    const settings = { orphans: "delete" } as const;
    const plan = await world.plan(spec, { settings });
    await world.edit(1, { title: "One!" });
    const renamed = await world.plan(spec, { settings });
    expect(renamed.changes.map(({ op, subject }) => `${op} ${subject.title}`)).toEqual([
      "update One!",
      "pull One!",
      "delete Two",
    ]);
    expect(comparePlans(plan.changes, renamed.changes)).toEqual([]);
    await world.edit(2, { title: "Two, and more" });
    expect(comparePlans(plan.changes, (await world.plan(spec, { settings })).changes)).toEqual([
      "no longer  delete #2 Two",
      "now also   delete #2 Two, and more",
    ]);
  });

  it("is another plan where it would write the same once more", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("Test"));
    const twice = subtaskRows("Test", "Test");
    const plan = await world.plan(twice);
    await world.remove(2);
    const fresh = await world.plan(twice);
    expect(fresh.changes.filter(({ op }) => op === "create")).toHaveLength(2);
    expect(comparePlans(plan.changes, plan.changes)).toEqual([]);
    expect(comparePlans(plan.changes, fresh.changes)).toEqual(["now also   create US-1/3 Test"]);
    expect(comparePlans(fresh.changes, plan.changes)).toEqual(["no longer  create US-1/3 Test"]);
  });

  it.each(["", "{", "[]", '{"version": 2}'])("refuses %j with the way to a new one", (text) => {
    expect(() => parsePlanFile(text, "plan.json")).toThrow("plan.json is no plan of this version");
  });
});
