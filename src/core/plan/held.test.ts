import { describe, expect, it } from "vitest";
import { makePlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";

const subtasks = "\n#### Subtasks\n\n| ID | Title |\n|---|---|\n| ST-1 | a |\n";
const dependent = (key: string) => `\n### US-3: Three\n\n**Depends on:** ${key}\n`;
const changed = `### US-9: One\n${subtasks}${dependent("US-9")}`;
const confirmed = `### US-9: One\n\n**Issue:** #1\n${subtasks}${dependent("US-9")}`;

/** US-1 with a subtask, and US-3 that depends on it. */
async function makeReferences() {
  const world = makePlanWorld();
  await world.sync(`### US-1: One\n${subtasks}${dependent("US-1")}`);
  return world;
}

async function targets(world: ReturnType<typeof makePlanWorld>) {
  const { parent } = (await world.issue(2)).fields;
  return [parent, (await world.issue(3)).fields.links?.map(({ to }) => to)];
}

describe("items whose changed key waits to be confirmed", () => {
  it("are meant by what refers to them", async () => {
    const world = await makeReferences();
    const plan = await world.sync(changed);
    expect(opsOf(plan)).toEqual(["renamed #1"]);
    expect(await targets(world)).toEqual([1, [1]]);
    await world.sync(confirmed);
    expect(await targets(world)).toEqual([1, [1]]);
    expect(opsOf(await world.plan(confirmed))).toEqual([]);
  });

  it("are known under epics that are issues, together with the epic", async () => {
    const world = makePlanWorld();
    const settings = { epicAs: "issue" } as const;
    const epic = (id: string, key: string) => ({ "E.md": `# EPIC-${id}: Shop\n\n### ${key}: One\n` });
    await world.sync(epic("1", "US-1"), { settings });
    expect(opsOf(await world.plan(epic("1", "US-9"), { settings }))).toEqual(["renamed #2"]);
    expect(opsOf(await world.plan(epic("2", "US-9"), { settings }))).toEqual(["renamed #1", "renamed #2"]);
  });

  it.each(["ST-1", ""])("are known among subtasks in a table, where the id was '%s'", async (id) => {
    const world = makePlanWorld();
    const story = (number: string, key: string) =>
      `### US-1: One\n\n#### Subtasks\n\n| # | ID | Title |\n|---|---|---|\n| ${number} | ${key} | a |\n`;
    await world.sync(story("", id));
    const plan = await world.sync(story("", "ST-9"));
    expect(opsOf(plan)).toEqual(["renamed #2"]);
    expect(plan.changes[0]!.note).toContain("write #2 into the column #");
    await world.sync(story("#2", "ST-9"));
    expect((await world.issue(2)).owner?.key).toBe("ST-9");
    expect(opsOf(await world.plan(story("#2", "ST-9")))).toEqual([]);
  });

  it("are each another issue", async () => {
    const world = makePlanWorld();
    await world.sync("### US-1: Twin\n\n### US-2: Twin\n");
    const twins = "### US-7: Twin\n\n### US-8: Twin\n\n### US-9: Twin\n\n**Depends on:** US-7, US-8\n";
    const plan = await world.plan(twins);
    expect(opsOf(plan)).toEqual(["create US-9", "renamed #1", "renamed #2"]);
    expect(plan.writes).toMatchObject([{ op: "create", fields: { links: [{ to: 1 }, { to: 2 }] } }]);
  });
});

it("lets references to an issue that cannot be read be", async () => {
  const world = await makeReferences();
  world.put("issues/0/1.md", "damaged\n");
  const plan = await world.plan(`### US-1: One\n${subtasks}${dependent("US-1")}`);
  expect(plan.unreadable).toMatchObject([{ number: 1, owner: { key: "US-1" } }]);
  expect([opsOf(plan), plan.writes]).toEqual([["withheld US-1"], []]);
});

it("turns keys that were written without a number into numbers once they have one", async () => {
  const world = await makeReferences();
  await world.edit(2, { parent: "US-9" });
  await world.edit(3, { links: [{ type: "depends on", to: "US-9" }] });
  await world.sync(confirmed);
  expect(await targets(world)).toEqual([1, [1]]);
  const again = await world.plan(confirmed);
  expect([opsOf(again), again.writes]).toEqual([[], []]);
});
