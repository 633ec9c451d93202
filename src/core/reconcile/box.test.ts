/** Boxes of list subtasks against the states of a tracker, through whole plans. */
import { describe, expect, it } from "vitest";
import { makePlanWorld, type PlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";
import type { State } from "../issue/words.ts";
import { states } from "../issue/words.ts";

const list = (...rows: string[]) =>
  `### US-1: One\n\n#### Subtasks\n\n${rows.map((row) => `- ${row}\n`).join("")}`;
const [unticked, ticked, boxless] = [list("[ ] a"), list("[x] a"), list("a")];

const writable = states.filter((state) => state !== "submitted");
const going: readonly State[] = ["new", "open", "on hold"];
const ended = writable.filter((state) => !going.includes(state));

/** US-1 with the subtask #2, synced from this spec and then given a state in the tracker. */
async function after(spec: string, state: State): Promise<PlanWorld> {
  const world = makePlanWorld();
  await world.sync(spec);
  await world.edit(2, { state });
  return world;
}

const planned = async (world: PlanWorld, spec: string) => opsOf(await world.plan(spec));

describe("an open box", () => {
  it.each(going)("has nothing to say against %s, and nothing to bring back", async (state) => {
    for (const spec of [unticked, boxless]) expect(await planned(await after(spec, state), spec)).toEqual([]);
  });

  it.each(ended)("is a pull where the tracker has %s, and agrees once it is ticked", async (state) => {
    const world = await after(unticked, state);
    const plan = await world.plan(unticked);
    expect(plan.changes).toMatchObject([{ op: "pull", fields: [{ tracker: state, result: state }] }]);
    expect(plan.writes).toEqual([]);
    expect(opsOf(await world.sync(ticked))).toEqual(["agree #2"]);
    expect(await planned(world, ticked)).toEqual([]);
    expect((await world.issue(2)).fields.state).toBe(state);
  });

  it.each(going)("is ticked by a person while the tracker has %s: a change of the spec", async (state) => {
    const world = await after(unticked, state);
    expect(opsOf(await world.sync(ticked))).toEqual(["update #2"]);
    expect((await world.issue(2)).fields.state).toBe("resolved");
    expect(await planned(world, ticked)).toEqual([]);
  });

  it("keeps the tracker's word while other fields change", async () => {
    const world = await after(unticked, "on hold");
    await world.sync(list("[ ] a (3 SP)"));
    const { fields, base } = await world.issue(2);
    expect(fields).toMatchObject({ state: "on hold", points: 3 });
    expect(base).not.toHaveProperty("state");
    expect(await planned(world, list("[ ] a (3 SP)"))).toEqual([]);
  });
});

describe("a ticked box", () => {
  it.each(ended)("agrees with %s", async (state) => {
    const world = await after(ticked, state);
    expect(await planned(world, ticked)).toEqual([]);
    await world.sync(list("[x] a (3 SP)"));
    expect((await world.issue(2)).fields.state).toBe(state);
  });

  it.each(going)("is a pull where the tracker went back to %s", async (state) => {
    const world = await after(ticked, state);
    expect((await world.plan(ticked)).changes).toMatchObject([
      { op: "pull", fields: [{ spec: "resolved", tracker: state, result: state }] },
    ]);
  });

  it.each(going)(
    "settles once it is open as in the tracker (%s), and a later tick is pushed",
    async (state) => {
      const world = await after(ticked, state);
      expect(opsOf(await world.sync(unticked))).toEqual(["agree #2"]);
      const again = await world.plan(unticked);
      expect([opsOf(again), again.writes]).toEqual([[], []]);
      expect((await world.issue(2)).fields.state).toBe(state);
      expect(opsOf(await world.sync(ticked))).toEqual(["update #2"]);
      expect((await world.issue(2)).fields.state).toBe("resolved");
    },
  );

  it("stays a conflict where nobody ever agreed on anything", async () => {
    const world = makePlanWorld();
    await world.sync("### US-1: One\n");
    world.addIssue(2, "a");
    await world.edit(2, { state: "open", parent: 1 });
    expect(await planned(world, list("[x] #2: a"))).toContain("conflict #2");
  });

  it("is no opinion any more where a person opened it: the issue stays as it is", async () => {
    const world = makePlanWorld();
    await world.sync(ticked);
    const plan = await world.plan(unticked);
    expect([opsOf(plan), plan.writes]).toEqual([[], []]);
  });
});

it("a status of a table is compared word by word", async () => {
  const table = (status: string) =>
    `### US-1: One\n\n#### Subtasks\n\n| Title | Status |\n|---|---|\n| a | ${status} |\n`;
  const world = await after(table("done"), "closed");
  expect(await planned(world, table("done"))).toEqual(["pull #2"]);
});
