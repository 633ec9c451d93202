import { describe, expect, it } from "vitest";
import { makePlanWorld, type PlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";
import { write } from "../../../test/support/tracker-builders.ts";
import { listNames, nearName, specsSaying } from "./names.ts";
import type { NameKind } from "./write.ts";

const rename = async (world: PlanWorld, kind: NameKind, from: string, name: string) => {
  await write(world.tracker, [{ op: "rename-name", kind, from, name }]);
};
const subtasks = "#### Subtasks\n\n- [ ] a form\n";
const story = (key: string, rest = "") => `### ${key}: Story ${key}\n\n${rest}\n`;
const specs = (text: string, title = "Checkout", rows = "") => ({
  "E.md": `# EPIC-1: ${title}\n\n${rows}\n\n${text}`,
});

describe("a milestone renamed by a person", () => {
  it("is one change of the tracker: its epic's; stories and subtasks follow", async () => {
    const world = makePlanWorld();
    const spec = specs(story("US-1", subtasks) + story("US-2"));
    await world.sync(spec);
    await rename(world, "milestone", "Checkout", "Payment");
    const plan = await world.sync(spec);
    expect(opsOf(plan)).toEqual(["agree #1", "agree #2", "agree #3", "pull EPIC-1"]);
    expect((await world.issue(2)).fields.milestone).toBe("Payment");
    const again = await world.plan(spec);
    expect([opsOf(again), again.writes]).toEqual([["pull EPIC-1"], []]);
  });

  it("settles once the epic names it, and the epic's stories are the same", async () => {
    const world = makePlanWorld();
    await world.sync(specs(story("US-1", subtasks)));
    await rename(world, "milestone", "Checkout", "Payment");
    const told = specs(story("US-1", subtasks), "Checkout", "**Milestone:** Payment");
    expect((await world.sync(told)).changes.filter(({ op }) => op !== "agree")).toEqual([]);
    expect((await world.plan(told)).writes).toEqual([]);
  });

  it("is what a new story of the epic gets", async () => {
    const world = makePlanWorld();
    await world.sync(specs(story("US-1")));
    await rename(world, "milestone", "Checkout", "Payment");
    const plan = await world.sync(specs(story("US-1") + story("US-2")));
    expect(opsOf(plan)).toEqual(["create US-2", "agree #1", "pull EPIC-1"]);
    const { milestones } = await world.tracker.read();
    expect(milestones.map(({ name }) => name)).toEqual(["Payment"]);
  });

  it("goes back when the spec is to win", async () => {
    const world = makePlanWorld();
    await world.sync(specs(story("US-1")));
    await rename(world, "milestone", "Checkout", "Payment");
    const changed = specs(story("US-1"), "Cart");
    expect(opsOf(await world.plan(changed))).toContain("conflict EPIC-1");
    await world.sync(changed, { prefer: "spec" });
    expect((await world.issue(1)).fields.milestone).toBe("Cart");
    expect((await world.plan(changed)).writes).toEqual([]);
  });

  it("shows at each row that names it", async () => {
    const world = makePlanWorld();
    const spec = specs(story("US-1", `**Milestone:** Q1\n\n${subtasks}`) + story("US-2"));
    await world.sync(spec);
    await rename(world, "milestone", "Q1", "Spring");
    expect(opsOf(await world.sync(spec))).toEqual(["agree #2", "pull #1"]);
    expect(await world.plan(spec)).toMatchObject({ writes: [] });
  });

  it("leaves alone what a person gave a story of its own", async () => {
    const world = makePlanWorld();
    await world.sync(specs(story("US-1") + story("US-2")));
    await write(world.tracker, [{ op: "milestone", name: "Later", from: null }]);
    await world.edit(1, { milestone: "Later" });
    await rename(world, "milestone", "Checkout", "Payment");
    expect(opsOf(await world.sync(specs(story("US-1") + story("US-2"))))).toEqual([
      "agree #2",
      "pull EPIC-1",
      "pull #1",
    ]);
  });

  it("reaches the stories of epics that are issues", async () => {
    const world = makePlanWorld();
    const settings = { epicAs: "issue" } as const;
    const spec = specs(story("US-1", subtasks), "Checkout", "**Milestone:** Q1");
    await world.sync(spec, { settings });
    await rename(world, "milestone", "Q1", "Spring");
    const plan = await world.sync(spec, { settings });
    expect(opsOf(plan)).toEqual(["agree #2", "agree #3", "pull #1"]);
    expect((await world.plan(spec, { settings })).writes).toEqual([]);
  });
});

it("shows a renamed component and version at the items that name them", async () => {
  const world = makePlanWorld();
  const spec = specs(story("US-1", "**Component:** Shop\n**Version:** 1.0"));
  await world.sync(spec);
  await rename(world, "component", "Shop", "Store");
  await rename(world, "version", "1.0", "1.1");
  const plan = await world.plan(spec);
  expect(plan.changes[0]).toMatchObject({
    op: "pull",
    fields: [
      { field: "component", spec: "Shop", tracker: "Store" },
      { field: "version", spec: "1.0", tracker: "1.1" },
    ],
  });
  expect(plan.writes).toEqual([]);
});

it("counts what each name holds, and finds names that only issues have", async () => {
  const world = makePlanWorld();
  await world.sync(specs(story("US-1", "**Status:** done") + story("US-2")));
  await write(world.tracker, [{ op: "milestone", name: "Empty", from: null, state: "closed" }]);
  await world.edit(2, { milestone: "By hand" });
  const snapshot = await world.tracker.read();
  expect(listNames(snapshot, "milestone")).toMatchObject([
    { name: "Checkout", state: "open", open: 0, done: 1, epics: [{ key: "EPIC-1" }] },
    { name: "Empty", state: "closed", open: 0, done: 0, epics: [] },
    { name: "By hand", state: null, isListed: false, open: 1, done: 0 },
  ]);
  expect(specsSaying(snapshot, "milestone", "Checkout")).toEqual(["E.md"]);
});

it("takes capitals and letters for a mistake, and the next number of a series for none", () => {
  expect(["Q2", "1.1", "Sprint 12"].map((name) => nearName(name, ["Q1", "1.0", "Sprint 11"]))).toEqual([
    null,
    null,
    null,
  ]);
  expect(nearName("q1", ["Q1"])).toBe("Q1");
  expect(nearName("Q1 2042", ["Q1 2024"])).toBe("Q1 2024");
  expect(nearName("Chekout", ["Checkout", "Q1"])).toBe("Checkout");
});
