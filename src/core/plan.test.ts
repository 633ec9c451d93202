import { describe, expect, it } from "vitest";
import { makePlanWorld } from "../../test/support/plan-world.ts";
import { opsOf } from "../../test/support/spec-run.ts";
import { comparePlans, parsePlanFile, renderPlanFile } from "./plan/file.ts";
import { guardPlan } from "./plan/guard.ts";

const stories = (...keys: string[]) => keys.map((key) => `### ${key}: Story ${key}\n`).join("\n");
const rows = (...names: string[]) =>
  `### US-1: One\n\n#### Subtasks\n\n| Title |\n|---|\n${names.map((name) => `| ${name} |\n`).join("")}`;

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
    await world.sync(rows("a"));
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

describe("subtasks", () => {
  it("creates one issue and renames none when a row comes into the middle", async () => {
    const world = makePlanWorld();
    await world.sync(rows("a", "c"));
    expect(opsOf(await world.plan(rows("a", "b", "c")))).toEqual(["create US-1/3"]);
  });

  it("matches the k-th of a title with the k-th", async () => {
    const world = makePlanWorld();
    await world.sync(rows("same", "same"));
    expect(opsOf(await world.plan(rows("same", "same", "same")))).toEqual(["create US-1/3"]);
  });

  it("names the rule when only the position matched", async () => {
    const world = makePlanWorld();
    await world.sync(rows("a", "b"));
    const plan = await world.plan(rows("a", "B"));
    expect(plan.changes).toMatchObject([
      { op: "update", note: "matched by position", subject: { number: 3 } },
    ]);
  });

  it("never gives a number again", async () => {
    const world = makePlanWorld();
    await world.sync(rows("a", "b"));
    await world.sync(rows("a"), { settings: { orphans: "delete" } });
    const plan = await world.sync(rows("a", "z"));
    expect(opsOf(plan)).toEqual(["create US-1/3"]);
  });
});

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

describe("issues that are there already", () => {
  it("never takes the issue of a subtask whose row still stands", async () => {
    const world = makePlanWorld();
    const taking = `${rows("a")}\n### US-2: Two\n\n**Issue:** #2\n`;
    await world.sync(rows("a"));
    await expect(world.plan(taking)).rejects.toThrow("issue #2 (US-1/1) belongs to E.md");
    const plan = await world.plan(taking.replace("| a |\n", "| b |\n"));
    expect(opsOf(plan)).toEqual(["create US-1/2", "update #2"]);
  });

  it("keeps the issues of a spec that gets a namespace", async () => {
    const world = makePlanWorld();
    const text = `# EPIC-1: Checkout\n\n${rows("a", "b")}\n${stories("US-2")}`;
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

describe("guards", () => {
  const many = (count: number) => stories(...Array.from({ length: count }, (_, index) => `US-${index + 1}`));

  it("asks before more than 10 % are removed, and not for less than ten issues", async () => {
    const world = makePlanWorld();
    await world.sync(many(20));
    const settings = { orphans: "delete" } as const;
    expect(guardPlan(await world.plan(many(18), { settings }))).toEqual([]);
    expect(guardPlan(await world.plan(many(17), { settings }))).toEqual([
      "3 of 20 issues would be removed or closed (15 %, the limit is 10 %)",
    ]);
  });

  it("asks before a value is cleared on more than 30 % of the issues", async () => {
    const world = makePlanWorld();
    const pointed = Array.from(
      { length: 10 },
      (_, index) => `### US-${index + 1}: S\n\n**Story Points:** 3\n`,
    );
    await world.sync(pointed.join("\n"));
    const cleared = pointed.map((text, index) =>
      index < 4 ? text.replace(": 3", ": -").replace("** 3", "** -") : text,
    );
    expect(guardPlan(await world.plan(cleared.join("\n")))).toEqual([
      "points would be cleared on 4 of 10 issues (40 %, the limit is 30 %)",
    ]);
  });
});

describe("guards of identity", () => {
  it("asks before six new issues take the titles of issues that nobody owns", async () => {
    const world = makePlanWorld();
    await world.sync(stories("US-99"));
    const keys = Array.from({ length: 6 }, (_, index) => `US-${index + 1}`);
    for (const [index, key] of keys.entries()) world.addIssue(index + 2, `Story ${key}`);
    expect(guardPlan(await world.plan(stories("US-99", ...keys.slice(1))))).toEqual([]);
    expect(guardPlan(await world.plan(stories("US-99", ...keys)))).toHaveLength(1);
  });
});

describe("plan files", () => {
  it("is the same plan after a round trip, and differs by what changed", async () => {
    const world = makePlanWorld();
    const plan = await world.plan(rows("a"));
    const saved = parsePlanFile(renderPlanFile(plan, null), "plan.json");
    expect(comparePlans(saved.changes as never, plan.changes)).toEqual([]);
    const other = await world.plan(rows("a", "b"));
    expect(comparePlans(saved.changes as never, other.changes)).toEqual(["now also   create US-1/2 b"]);
  });

  it.each(["", "{", "[]", '{"version": 2}'])("refuses %j with the way to a new one", (text) => {
    expect(() => parsePlanFile(text, "plan.json")).toThrow("plan.json is no plan of this version");
  });
});
