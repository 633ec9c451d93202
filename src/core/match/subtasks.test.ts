import { describe, expect, it } from "vitest";
import { makePlanWorld, type PlanWorld, subtaskRows } from "../../../test/support/plan-world.ts";
import { opsOf, type SpecRun } from "../../../test/support/spec-run.ts";

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
    expect(opsOf(await world.sync(spec))).toEqual([
      "create #1",
      "create ST-8",
      "create ST-9",
      "agree #3",
      "orphan #3",
    ]);
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

  it.each([
    ["before", ["new", "a", "B"], 3],
    ["behind", ["A", "b", "new"], 2],
  ] as const)("takes none for renamed that comes in %s those that were", async (_, rows, number) => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "b"));
    const plan = await world.sync(subtaskRows(...rows));
    expect(plan.changes).toMatchObject([
      { op: "create", subject: { title: "new" } },
      { op: "update", note: "matched by position", subject: { number } },
    ]);
    expect(opsOf(await world.plan(subtaskRows(...rows)))).toEqual([]);
  });

  it("goes by the order alone where a row changed its place and another its title", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "b", "c", "d"));
    const plan = await world.plan(subtaskRows("c", "B", "a", "D"));
    const titles = plan.changes.map(({ subject, fields }) => [subject.number, fields[0]!.spec]);
    expect(titles).toEqual([
      [3, "B"],
      [5, "D"],
    ]);
    expect(opsOf(await world.plan(subtaskRows("B", "a", "c", "d")))).toEqual(["update #3"]);
  });

  it("never gives a number again", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "b"));
    await world.sync(subtaskRows("a"), { settings: { orphans: "delete" } });
    const plan = await world.sync(subtaskRows("a", "z"));
    expect(opsOf(plan)).toEqual(["create US-1/3"]);
  });
});

describe("a subtask whose row left its spec", () => {
  /** US-1 with #2 and #3, from which a sync took `gone`. */
  async function without(gone: "a" | "b", rest?: Omit<SpecRun, "specs">): Promise<[PlanWorld, string]> {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "b"));
    const kept = gone === "a" ? "b" : "a";
    await world.sync(subtaskRows(kept), rest);
    return [world, kept];
  }

  it.each(["a", "b"] as const)("%s is told by every sync and written by one", async (gone) => {
    const [world, kept] = await without(gone);
    const again = await world.plan(subtaskRows(kept));
    expect([opsOf(again), again.writes]).toEqual([[gone === "a" ? "orphan #2" : "orphan #3"], []]);
  });

  it.each([
    ["a", ["b", "new"]],
    ["a", ["new", "b"]],
    ["b", ["a", "new"]],
    ["b", ["new", "a"]],
  ] as const)("%s is taken by no row that comes later: %s", async (gone, rows) => {
    const [world] = await without(gone);
    const orphan = gone === "a" ? "orphan #2" : "orphan #3";
    expect(opsOf(await world.sync(subtaskRows(...rows)))).toEqual(["create US-1/3", orphan]);
    const again = await world.plan(subtaskRows(...rows));
    expect([opsOf(again), again.writes]).toEqual([[orphan], []]);
  });

  it("is itself where its title comes back, and follows its row again from then on", async () => {
    const [world] = await without("b");
    expect(opsOf(await world.sync(subtaskRows("a", "b")))).toEqual(["agree #3"]);
    expect(await world.issue(3)).toMatchObject({ row: 2, base: { parent: 1 } });
    expect((await world.plan(subtaskRows("a", "B"))).changes).toMatchObject([
      { op: "update", note: "matched by position", subject: { number: 3 } },
    ]);
  });

  it("is itself where it comes back as a person renamed it", async () => {
    const [world] = await without("a");
    await world.edit(2, { title: "theirs" });
    expect(opsOf(await world.plan(subtaskRows("b", "theirs")))).toEqual(["agree #2"]);
    expect(opsOf(await world.plan(subtaskRows("b", "a")))).toEqual(["agree #2", "pull #2"]);
  });

  it("is closed and left by one write", async () => {
    const [world, kept] = await without("a", { settings: { orphans: "close" } });
    expect(await world.issue(2)).toMatchObject({ row: null, fields: { state: "closed", parent: 1 } });
    const again = await world.plan(subtaskRows(kept), { settings: { orphans: "close" } });
    expect([opsOf(again), again.writes]).toEqual([["orphan #2"], []]);
    expect(opsOf(await world.plan(subtaskRows(kept, "new")))).toContain("create US-1/3");
  });

  it("is left by the sync of its story alone, too, where that writes its list", async () => {
    const pointed = (...rows: string[]) =>
      subtaskRows(...rows).replace("| Title |\n|---|", "| Title | SP |\n|---|---|");
    const world = makePlanWorld();
    await world.sync(pointed("a | 1", "b | 1"));
    await world.sync(pointed("a | 2"), { story: "US-1" });
    expect(opsOf(await world.plan(pointed("a | 2", "new | 1")))).toEqual(["create US-1/3", "orphan #3"]);
  });

  it("is told and not written by a spec that is behind, nor where the tracker knows no rows", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a", "b"));
    const { tip, issues } = await world.tracker.read();
    const bases = new Map(issues.map(({ number, base }) => [`#${number}`, base!]));
    const past = { behind: 1, bases, numbers: new Map() };
    const specs = [{ path: "E.md", blob: "1".repeat(40), past }];
    const behind = await world.plan(subtaskRows("b"), { input: { specs } });
    expect([opsOf(behind), behind.writes]).toEqual([["orphan #2"], []]);
    const writes = [{ op: "update", number: 2, set: {}, row: null } as const];
    await world.tracker.commit({ tip, writes, specs: {} });
    const rowless = await world.plan(subtaskRows("b"));
    expect([opsOf(rowless), rowless.writes]).toEqual([["orphan #2"], []]);
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
