import { describe, expect, it } from "vitest";
import { makePlanWorld, stories, subtaskRows } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";
import type { Base } from "../issue/issue.ts";

describe("epics in milestones", () => {
  it("renames the milestone of a renamed epic, and stories follow without a word", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": `# EPIC-1: Old\n\n${stories("US-1")}` });
    const plan = await world.sync({ "E.md": `# EPIC-1: New\n\n${stories("US-1")}` });
    expect(opsOf(plan)).toEqual(["update EPIC-1"]);
    const { milestones } = await world.tracker.read();
    expect(milestones.map(({ name }) => name)).toEqual(["New"]);
    expect((await world.issue(1)).fields.milestone).toBe("New");
  });

  it.each([
    ["take over each other's old titles", ["X", "Y"], ["Y", "Z"]],
    ["take them over in reverse order", ["X", "Y"], ["Q", "X"]],
    ["swap their titles", ["X", "Y"], ["Y", "X"]],
    ["get the same new title", ["X", "Y"], ["Z", "Z"]],
    ["leave their title to a new epic", ["X"], ["X v1", "X"]],
  ])("puts each epic into the milestone of its title where they %s", async (_, before, after) => {
    const world = makePlanWorld();
    const spec = (titles: readonly string[]) => ({
      "E.md": titles.map((title, i) => `# EPIC-${i}: ${title}\n\n${stories(`US-${i}`)}\n`).join(""),
    });
    await world.sync(spec(before));
    await world.sync(spec(after));
    const again = await world.plan(spec(after));
    expect([opsOf(again), again.writes]).toEqual([[], []]);
    const { milestones, issues } = await world.tracker.read();
    const held = milestones.flatMap(({ name, epics }) => epics.map(({ owner }) => `${owner.key} ${name}`));
    expect(held.sort()).toEqual(after.map((title, i) => `EPIC-${i} ${title}`));
    expect(issues.map(({ fields }) => fields.milestone)).toEqual(after);
  });

  it("leaves the new title of a checkout that is behind to the spec that has not seen it", async () => {
    const world = makePlanWorld();
    const spec = (title: string) => ({ "E.md": `# EPIC-1: ${title}\n\n${stories("US-1")}` });
    await world.sync(spec("Old"));
    const bases = new Map<string, Base>([
      [":EPIC-1", { title: "Old", milestone: "Old" }],
      ["#1", (await world.issue(1)).base!],
    ]);
    const past = { behind: 1, bases, numbers: new Map([[":US-1", 1]]) };
    const input = { specs: [{ path: "E.md", blob: "1".repeat(40), past }] };
    await world.sync(spec("New"), { input });
    expect((await world.issue(1)).fields.milestone).toBe("New");
    const plan = await world.plan(spec("Old"));
    expect(opsOf(plan)).toEqual(["agree #1", "pull EPIC-1"]);
    expect(plan.writes.filter(({ op }) => op === "milestone" || op === "epic")).toEqual([]);
  });

  it("moves what has its milestone from a story with it, though the old one was renamed meanwhile", async () => {
    const world = makePlanWorld();
    const spec = (first: string, second: string) => ({
      "E.md": `# EPIC-1: One\n\n${first}\n# EPIC-2: Two\n\n${second}`,
    });
    await world.sync(spec(subtaskRows("Form"), ""));
    const { tip } = await world.tracker.read();
    const rename = { op: "rename-name", kind: "milestone", from: "One", name: "Uno" } as const;
    await world.tracker.commit({ tip, writes: [rename], specs: {} });
    const plan = await world.sync(spec("", subtaskRows("Form")));
    expect(opsOf(plan)).toEqual(["update #1", "update #2", "pull EPIC-1"]);
    expect((await world.issue(2)).fields.milestone).toBe("Two");
  });

  it("never renames a milestone that a row names", async () => {
    const world = makePlanWorld();
    const spec = (title: string) => ({
      "E.md": `# EPIC-1: ${title}\n\n**Milestone:** Q1\n\n${stories("US-1")}`,
    });
    await world.sync(spec("Old"));
    await world.sync(spec("New"));
    const { milestones } = await world.tracker.read();
    expect(milestones.map(({ name }) => name)).toEqual(["Q1"]);
  });

  it("lets two epics share one milestone", async () => {
    const world = makePlanWorld();
    const plan = await world.sync({
      "E.md": `# EPIC-1: One\n\n**Milestone:** Q1\n\n${stories("US-1")}\n# EPIC-2: Two\n\n**Milestone:** Q1\n\n${stories("US-2")}`,
    });
    expect(plan.writes.filter(({ op }) => op === "milestone")).toHaveLength(1);
    const { milestones } = await world.tracker.read();
    expect(milestones[0]!.epics.map(({ owner }) => owner.key)).toEqual(["EPIC-1", "EPIC-2"]);
  });

  it("closes the milestone with its only epic, if the epic's title names it", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": `# EPIC-1: One\n\n${stories("US-1")}` });
    await world.sync({ "E.md": `# EPIC-1: One\n\n**Status:** done\n\n${stories("US-1")}` });
    expect((await world.tracker.read()).milestones[0]!.state).toBe("closed");
  });

  it("warns of fields that a milestone cannot hold, naming epic_as", async () => {
    const world = makePlanWorld();
    const plan = await world.plan({ "E.md": `# EPIC-1: One\n\n**Assignee:** @dana\n\n${stories("US-1")}` });
    expect(plan.problems).toMatchObject([
      { code: "SP081", message: expect.stringContaining("epic_as: issue") },
    ]);
  });

  it("warns of a near miss of an existing milestone, not of the next in a series", async () => {
    const world = makePlanWorld();
    await world.sync("### US-1: One\n\n**Milestone:** Q1 2024\n");
    const plan = await world.plan("### US-1: One\n\n**Milestone:** Q1, 2024\n");
    expect(plan.problems).toMatchObject([{ code: "SP082" }]);
    const next = await world.plan("### US-1: One\n\n**Milestone:** Q1 2025\n");
    expect(next.problems).toEqual([]);
  });
});
