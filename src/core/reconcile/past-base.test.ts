/** Specs that are behind: what is a change of theirs, and what is only what the last sync had. */
import { describe, expect, it } from "vitest";
import { makePlanWorld, type PlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";
import type { Base } from "../issue/issue.ts";

const story = (text: string, subtasks = "") => `# EPIC-1: One\n\n### US-1: First\n\n${text}\n${subtasks}`;
const list = (...titles: string[]) =>
  `\n#### Subtasks\n\n${titles.map((title) => `- [ ] ${title}\n`).join("")}`;

/** Plans the spec as one that stands at a sync in which its issues had these bases. */
function behind(bases: Readonly<Record<string, Base>>, spec: string) {
  const numbers = new Map([[":US-1", 1]]);
  const past = { behind: 1, bases: new Map(Object.entries(bases)), numbers };
  return { specs: [{ path: "E.md", blob: "1".repeat(40), past }], text: { "E.md": spec } };
}

async function planBehind(world: PlanWorld, bases: Readonly<Record<string, Base>>, spec: string) {
  const { specs, text } = behind(bases, spec);
  return world.plan(text, { input: { specs } });
}

describe("a spec that is behind", () => {
  const first: Base = { title: "First", epic: "EPIC-1", milestone: "One", labels: ["story"] };

  it("turns back no clearing of a value that the last sync had: a synced version may be in no history", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": story("**Due:** 2026-03-01") });
    await world.edit(1, { due: null });
    const plan = await planBehind(world, { "#1": first }, story("**Due:** 2026-03-01"));
    expect(opsOf(plan)).toEqual(["pull #1"]);
    expect(plan.writes).toEqual([]);
  });

  it("brings back no label that the last sync had and that somebody removed in the tracker", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": story("**Labels:** old, kept") });
    await world.edit(1, { labels: ["story", "kept", "theirs"] });
    const plan = await planBehind(world, { "#1": first }, story("**Labels:** old, new"));
    expect(plan.writes).toMatchObject([
      { op: "update", set: { labels: ["story", "kept", "theirs", "new"] } },
    ]);
  });

  it("contradicts a clearing in the tracker by a new value, and does not just write it", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": story("**Due:** 2026-03-01") });
    await world.edit(1, { due: null });
    const plan = await planBehind(world, { "#1": first }, story("**Due:** 2026-04-01"));
    expect(opsOf(plan)).toEqual(["conflict #1"]);
  });

  it.each([
    ["a value", "**Story Points:** 3", "**Story Points:** 5", { points: 3 }, "**Story Points:** 8"],
    ["a host's default", "", "**Priority:** low", { priority: "major" }, "**Priority:** high"],
    ["a text", "One.", "One.\n\nTwo.", { description: "One." }, "One.\n\nTwo.\n\nThree."],
  ] as const)("contradicts %s that somebody turned back", async (_, then, now, back, own) => {
    const world = makePlanWorld();
    await world.sync({ "E.md": story(then) });
    const { base } = await world.issue(1);
    await world.sync({ "E.md": story(now) });
    await world.edit(1, back);
    expect(opsOf(await planBehind(world, { "#1": base! }, story(own)))).toEqual(["conflict #1"]);
    expect((await planBehind(world, { "#1": base! }, story(then))).writes).toEqual([]);
  });

  it("leaves subtasks where the last sync put them", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": story("", list("Test")) });
    await world.sync({ "E.md": story("", list("New", "Test")) });
    const { base } = await world.issue(2);
    const done = story("", "\n#### Subtasks\n\n- [x] Test\n");
    const plan = await planBehind(world, { "#1": first, "#2": base! }, done);
    expect(plan.writes).toEqual([{ op: "update", number: 2, set: { state: "resolved" }, status: null }]);
  });

  it("reverts nothing that the last sync changed, and still writes its own changes", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": story("**Story Points:** 5\n**Due:** 2026-03-01") });
    const bases = { "#1": { ...first, points: 3, due: "2026-03-01" } };
    const plan = await planBehind(world, bases, story("**Story Points:** 3\n**Due:** 2026-04-01"));
    expect(plan.writes).toMatchObject([{ op: "update", set: { due: "2026-04-01" } }]);
    expect(opsOf(plan)).toEqual(["update #1", "pull #1"]);
  });

  it("makes no second issue of a subtask whose title it never saw: both titles are a conflict", async () => {
    const world = makePlanWorld();
    await world.sync({ "E.md": story("", list("Draw")) });
    const plan = await planBehind(world, { "#1": first }, story("", list("Paint")));
    expect(opsOf(plan)).toEqual(["conflict #2"]);
    expect(plan.writes).toEqual([]);
    const pointed = list("Paint (3 SP)");
    expect((await planBehind(world, { "#1": first }, story("", pointed))).writes).toEqual([]);
  });
});

describe("what a spec that was behind created", () => {
  it("takes the milestone of where it stands now, and keeps one that a person chose", async () => {
    const world = makePlanWorld();
    const two = "# EPIC-1: One\n\n# EPIC-2: Two\n\n### US-1: First\n";
    await world.sync({ "E.md": `${two}${list("Draw")}` });
    const { tip, issues } = await world.tracker.read();
    const subtask = issues[1]!;
    const unagreed = { ...subtask.fields, milestone: "One" };
    const { owner, type, row, status } = subtask;
    const create = { op: "create", owner: { ...owner!, key: "US-1/2" }, type, row, status } as const;
    const writes = [{ ...create, fields: { ...unagreed, title: "Paint" }, base: null, revive: null }];
    await world.tracker.commit({ tip, writes, specs: {} });
    const spec = { "E.md": `${two}${list("Draw", "Paint")}` };
    const plan = await world.plan(spec);
    expect(plan.changes.map(({ op }) => op)).not.toContain("conflict");
    expect(plan.changes.flatMap(({ fields }) => fields)).toContainEqual(
      expect.objectContaining({ field: "milestone", tracker: "One", result: "Two" }),
    );
    await world.edit(3, { milestone: "Mine" });
    expect(opsOf(await world.plan(spec))).toContain("conflict #3");
  });
});
