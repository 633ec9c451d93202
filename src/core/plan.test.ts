import { describe, expect, it } from "vitest";
import { makePlanWorld, stories, subtaskRows } from "../../test/support/plan-world.ts";
import { opsOf } from "../../test/support/spec-run.ts";

describe("creates", () => {
  it("puts milestones first and parents before their children", async () => {
    const world = makePlanWorld();
    const plan = await world.plan("### US-2: Two\n\n**Parent:** US-1\n\n### US-1: One\n");
    expect(plan.writes.map((write) => (write.op === "create" ? write.owner!.key : write.op))).toEqual([
      "milestone",
      "epic",
      "US-1",
      "US-2",
    ]);
  });

  it("gives stories their epic's milestone and label, subtasks their story's", async () => {
    const world = makePlanWorld();
    await world.sync(subtaskRows("a"));
    expect((await world.issue(1)).fields).toMatchObject({
      epic: "EPIC-1",
      milestone: "Checkout",
      labels: ["story"],
    });
    expect((await world.issue(2)).fields).toMatchObject({
      parent: 1,
      milestone: "Checkout",
      labels: ["subtask"],
    });
  });

  it("never takes an unowned issue of the same title, but says how to", async () => {
    const world = makePlanWorld();
    await world.sync(stories("US-1"));
    world.addIssue(7, "Story US-2");
    const plan = await world.plan(stories("US-1", "US-2"));
    expect(opsOf(plan)).toEqual(["create US-2"]);
    expect(plan.changes[0]!.note).toContain("add the row | Issue | #7 |");
    const taken = await world.sync("### US-1: Story US-1\n\n### US-2: Story US-2\n\n**Issue:** #7\n");
    expect(opsOf(taken)).toEqual(["update #7"]);
    expect((await world.issue(7)).owner?.key).toBe("US-2");
  });

  it("brings a deleted issue back under its old number", async () => {
    const world = makePlanWorld();
    await world.sync(stories("US-1", "US-2"));
    const settings = { orphans: "delete" } as const;
    await world.sync(stories("US-1"), { settings });
    expect((await world.issue(2)).deleted).not.toBeNull();
    await world.sync(stories("US-1", "US-2"), { settings });
    expect(await world.issue(2)).toMatchObject({ deleted: null, fields: { title: "Story US-2" } });
  });

  it("brings it back to those that refer to it", async () => {
    const world = makePlanWorld();
    const spec = `### US-3: Three\n\n**Depends on:** US-1\n\n${subtaskRows("a")}`;
    await world.sync(spec);
    await world.remove(2);
    expect(opsOf(await world.sync(spec))).toEqual(["create #2"]);
    expect((await world.issue(1)).fields.links).toMatchObject([{ to: 2 }]);
    expect((await world.issue(3)).fields.parent).toBe(2);
  });

  it("brings it back too where it takes over the title of an item that is gone", async () => {
    const world = makePlanWorld();
    await world.sync("### US-1: One\n\n### US-2: Two\n");
    await world.remove(1);
    const plan = await world.sync("### US-1: Two\n");
    expect(opsOf(plan)).toEqual(["create #1", "orphan #2"]);
    expect(await world.issue(1)).toMatchObject({ deleted: null, fields: { title: "Two" } });
    expect(opsOf(await world.plan("### US-1: Two\n"))).toEqual(["orphan #2"]);
  });
});

it("puts the label of its type back where a person took it away, once", async () => {
  const world = makePlanWorld();
  const spec = "### US-1: One\n\n**Labels:** urgent\n";
  await world.sync(spec);
  await world.edit(1, { labels: ["urgent", "theirs"] });
  const plan = await world.sync(spec);
  expect(opsOf(plan)).toEqual(["update #1"]);
  expect((await world.issue(1)).fields.labels).toEqual(["urgent", "theirs", "story"]);
  const again = await world.plan(spec);
  expect([opsOf(again), again.writes]).toEqual([["pull #1"], []]);
});

it("puts accounts for the names that specs use", async () => {
  const world = makePlanWorld();
  await world.sync("### US-1: One\n\n**Assignee:** @Dana\n", { settings: { users: { dana: "dana.k" } } });
  expect((await world.issue(1)).fields.assignee).toBe("dana.k");
});

describe("who owns what", () => {
  it("asks about a changed key under the same title, and takes the row Issue for an answer", async () => {
    const world = makePlanWorld();
    await world.sync("### US-1: Pay\n");
    expect(opsOf(await world.plan("### US-9: Pay\n"))).toEqual(["renamed #1"]);
    await world.sync("### US-9: Pay\n\n**Issue:** #1\n");
    expect((await world.issue(1)).owner?.key).toBe("US-9");
  });

  it("refuses a number that is not in the tracker", async () => {
    const world = makePlanWorld();
    await expect(world.plan("### US-1: Pay\n\n**Issue:** #7\n")).rejects.toThrow(
      "issue #7 is not in the tracker",
    );
  });

  it("reports an issue of a spec that was not read by nobody's absence", async () => {
    const world = makePlanWorld();
    await world.sync({ "A.md": `# EPIC-1: A\n\n${stories("US-1")}` });
    expect(opsOf(await world.sync({ "B.md": `# EPIC-2: B\n\n${stories("US-2")}` }))).not.toContain(
      "orphan #1",
    );
    expect(opsOf(await world.plan({ "A.md": `# EPIC-1: A\n\n${stories("US-3")}` }))).toContain("orphan #1");
  });

  it("syncs one story alone", async () => {
    const world = makePlanWorld();
    await world.sync(stories("US-1", "US-2"));
    const plan = await world.plan("### US-1: New\n\n### US-2: New too\n", { story: "us-2" });
    expect(opsOf(plan)).toEqual(["update #2"]);
  });
});

describe("abilities", () => {
  it("stops before a write that the tracker cannot do", async () => {
    const world = makePlanWorld();
    const input = { abilities: { ...world.tracker.abilities, createNames: false } };
    await expect(world.plan(stories("US-1"), { input })).rejects.toThrow('milestone \\"Checkout\\"');
  });

  it("says what stays in the spec", async () => {
    const world = makePlanWorld();
    const input = { abilities: { ...world.tracker.abilities, comments: false } };
    const plan = await world.plan("### US-1: One\n\n#### Comments\n\n> **@dana** (2026-01-15): Yes\n", {
      input,
    });
    expect(plan.problems).toMatchObject([
      { code: "SP083", message: expect.stringContaining("comments stay in the spec (1)") },
    ]);
  });
});

describe("issues that are there already", () => {
  it("never takes the issue of a subtask whose row still stands", async () => {
    const world = makePlanWorld();
    const taking = `${subtaskRows("a")}\n### US-2: Two\n\n**Issue:** #2\n`;
    await world.sync(subtaskRows("a"));
    await expect(world.plan(taking)).rejects.toThrow("issue #2 (US-1/1) belongs to E.md");
    const plan = await world.plan(taking.replace("| a |\n", "| b |\n"));
    expect(opsOf(plan)).toEqual(["create US-1/2", "update #2"]);
  });

  it("keeps the issues of a spec that gets a namespace", async () => {
    const world = makePlanWorld();
    const text = `# EPIC-1: Checkout\n\n${subtaskRows("a", "b")}\n${stories("US-2")}`;
    const named = { "E.md": `---\nnamespace: shop\n---\n${text}` };
    await world.sync({ "E.md": text });
    expect(opsOf(await world.sync(named)).filter((op) => !op.includes("EPIC-1"))).toEqual(
      [1, 2, 3, 4].map((number) => `agree #${number}`),
    );
    expect((await world.issue(2)).owner).toMatchObject({ namespace: "shop", key: "US-1/1" });
    expect((await world.plan(named)).writes).toEqual([]);
  });

  it("prefers the living issue of a key to a tombstone", async () => {
    const world = makePlanWorld();
    await world.sync(stories("US-1"));
    world.addIssue(2, "Older");
    await world.sync(stories("US-1", "US-3"));
    await world.sync(stories("US-1"), { settings: { orphans: "delete" } });
    await world.sync(`${stories("US-1")}\n### US-3: Older\n\n**Issue:** #2\n`);
    expect(opsOf(await world.plan(`${stories("US-1")}\n### US-3: Older\n`))).toEqual([]);
  });

  it("opens what it closed itself when the item comes back with its status", async () => {
    const world = makePlanWorld();
    const settings = { orphans: "close" } as const;
    const both = `${stories("US-1")}\n### US-2: Two\n\n**Status:** in progress\n`;
    await world.sync(both);
    await world.sync(stories("US-1"), { settings });
    expect((await world.issue(2)).fields.state).toBe("closed");
    await world.sync(both, { settings });
    expect((await world.issue(2)).fields.state).toBe("open");
  });
});
