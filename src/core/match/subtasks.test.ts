import { describe, expect, it } from "vitest";
import { makePlanWorld, subtaskRows } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";

describe("subtasks", () => {
  it("creates one issue and renames none when a row comes into the middle", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "c"));
    expect(opsOf(await world.plan(subtaskRows("a", "b", "c")))).toEqual(["create US-1/3"]);
  });

  it("matches the k-th of a title with the k-th", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("same", "same"));
    expect(opsOf(await world.plan(subtaskRows("same", "same", "same")))).toEqual(["create US-1/3"]);
  });

  it("matches again what it matched, where twins were renamed in the tracker", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("same", "same"));
    await world.edit(2, { title: "new" });
    await world.edit(3, { title: "theirs" });
    const first = await world.sync(subtaskRows("new", "same", "new"));
    expect(opsOf(first)).toEqual(["create US-1/3", "agree #2", "pull #3"]);
    const again = await world.plan(subtaskRows("new", "same", "new"));
    expect([opsOf(again), again.writes]).toEqual([["pull #3"], []]);
  });

  it("matches again what it matched under a story that came back", async () => {
    const world = makePlanWorld();
    const story = (...rows: string[]) =>
      `### US-1: One\n\n#### Subtasks\n\n| ID | Title | Status |\n|---|---|---|\n${rows.join("\n")}\n`;
    await world.sync(story("| | twin | done |", "| | twin | todo |"));
    await world.remove(1);
    const spec = story("| ST-8 | a | todo |", "| ST-9 | b | todo |", "| | twin | done |");
    expect(opsOf(await world.sync(spec))).toEqual(["create #1", "create ST-8", "create ST-9", "orphan #3"]);
    const again = await world.plan(spec);
    expect([opsOf(again), again.writes]).toEqual([["orphan #3"], []]);
  });

  it("names the rule when only the position matched", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "b"));
    const plan = await world.plan(subtaskRows("a", "B"));
    expect(plan.changes).toMatchObject([
      { op: "update", note: "matched by position", subject: { number: 3 } },
    ]);
  });

  it("never gives a number again", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "b"));
    await world.sync(subtaskRows("a"), { settings: { orphans: "delete" } });
    const plan = await world.sync(subtaskRows("a", "z"));
    expect(opsOf(plan)).toEqual(["create US-1/3"]);
  });
});

describe("subtasks that moved in the tracker", () => {
  it("are pulls where the spec still has them, and agreed where it follows", async () => {
    const world = makePlanWorld();
    const two = (first: string, second: string) =>
      `### US-1: One\n\n#### Subtasks\n\n${first}\n\n### US-2: Two\n\n#### Subtasks\n\n${second}\n`;
    await world.sync(two("- [ ] a\n- [ ] b", "- [ ] c"));
    await world.edit(3, { parent: 4 });
    expect(opsOf(await world.plan(two("- [ ] a\n- [ ] b", "- [ ] c")))).toEqual(["pull #3"]);
    await world.sync(two("- [ ] a", "- [ ] c\n- [ ] b"));
    expect(opsOf(await world.plan(two("- [ ] a", "- [ ] c\n- [ ] b")))).toEqual([]);
    expect((await world.tracker.read()).issues).toHaveLength(5);
  });
});
