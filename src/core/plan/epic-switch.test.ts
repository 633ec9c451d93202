import { describe, expect, it } from "vitest";
import { makePlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";
import { owner, write } from "../../../test/support/tracker-builders.ts";

const asIssue = { settings: { epicAs: "issue" } } as const;
const epic = (rows = "", title = "Checkout") => ({
  "E.md": `# EPIC-1: ${title}\n\n${rows}\n\nAll about paying.\n\n### US-1: One\n`,
});

describe("an epic that becomes an issue", () => {
  it("takes its milestone along, where that was nothing but its title", async () => {
    const world = makePlanWorld();
    await world.sync(epic("**Status:** wip"));
    const plan = await world.sync(epic("**Status:** wip"), asIssue);
    expect(opsOf(plan)).toEqual(["create EPIC-1", "update #1", "update EPIC-1", "delete Checkout"]);
    const { milestones, issues } = await world.tracker.read();
    expect(milestones).toEqual([]);
    expect(issues[1]).toMatchObject({ owner: { key: "EPIC-1" }, type: "epic", status: "wip" });
    expect(issues[0]!.fields).toMatchObject({ epic: 2 });
    const again = await world.plan(epic("**Status:** wip"), asIssue);
    expect([again.changes, again.writes]).toEqual([[], []]);
  });

  it("leaves a milestone that a row names, or that something is in", async () => {
    const world = makePlanWorld();
    await world.sync(epic("**Milestone:** Q1"));
    await world.sync(epic("**Milestone:** Q1"), asIssue);
    expect((await world.tracker.read()).milestones).toMatchObject([{ name: "Q1", epics: [] }]);

    const other = makePlanWorld();
    await other.sync(epic());
    await other.edit(1, { milestone: "Checkout" });
    other.addIssue(7, "By hand");
    await other.edit(7, { milestone: "Checkout" });
    const plan = await other.sync(epic(), asIssue);
    expect(opsOf(plan)).not.toContain("delete Checkout");
    expect((await other.tracker.read()).milestones).toMatchObject([{ name: "Checkout", epics: [] }]);
    expect((await other.plan(epic(), asIssue)).writes).toEqual([]);
  });

  it("keeps what a person changed in its entry, as a change of the tracker", async () => {
    const world = makePlanWorld();
    await world.sync(epic("**Priority:** High"));
    const set = { description: "All about money.", priority: "blocker" } as const;
    await write(world.tracker, [{ op: "epic", milestone: "Checkout", owner: owner("EPIC-1", "E.md"), set }]);
    const changed = epic("**Priority:** Low");
    await world.sync(changed, asIssue);
    expect((await world.issue(2)).fields).toMatchObject(set);
    const again = await world.plan(changed, asIssue);
    expect(again.writes).toEqual([]);
    expect(again.changes).toMatchObject([
      { op: "pull", fields: [{ field: "description" }] },
      { op: "conflict", fields: [{ field: "priority" }] },
    ]);
  });
});

describe("an epic that becomes a milestone", () => {
  it("closes its issue, which keeps what a milestone cannot hold", async () => {
    const world = makePlanWorld();
    const spec = epic("**Status:** wip\n**Assignee:** @dana");
    await world.sync(spec, asIssue);
    const plan = await world.sync(spec);
    expect(opsOf(plan)).toEqual(["create EPIC-1", "update #2", "close #1"]);
    expect((await world.issue(1)).fields).toMatchObject({ state: "closed", assignee: "dana" });
    expect((await world.issue(2)).fields).toMatchObject({ epic: "EPIC-1", milestone: "Checkout" });
    const again = await world.plan(spec);
    expect([again.changes, again.writes]).toEqual([[], []]);
  });

  it("keeps what a person changed in its issue, as a change of the tracker", async () => {
    const world = makePlanWorld();
    await world.sync(epic(), asIssue);
    await world.edit(1, { description: "All about money." });
    await world.sync(epic());
    const again = await world.plan(epic());
    expect(again.changes).toMatchObject([{ op: "pull", fields: [{ tracker: "All about money." }] }]);
    expect(again.writes).toEqual([]);
  });

  it("reports an issue that somebody opened again, and deletes it only if orphans are to be deleted", async () => {
    const world = makePlanWorld();
    await world.sync(epic("**Status:** wip"), asIssue);
    await world.sync(epic("**Status:** wip"));
    await world.edit(1, { state: "open" });
    const plan = await world.plan(epic("**Status:** wip"));
    expect([opsOf(plan), plan.writes]).toEqual([["orphan #1"], []]);
    const settings = { orphans: "delete" } as const;
    await world.sync(epic("**Status:** wip"), { settings });
    expect((await world.issue(1)).deleted).not.toBeNull();
    expect((await world.plan(epic("**Status:** wip"), { settings })).writes).toEqual([]);
  });

  it("is its old issue when it becomes one again", async () => {
    const world = makePlanWorld();
    const spec = epic("**Status:** wip");
    await world.sync(spec, asIssue);
    await world.sync(spec);
    const back = await world.sync(spec, asIssue);
    expect(opsOf(back)).toEqual(["update #1", "update #2", "update EPIC-1", "delete Checkout"]);
    expect((await world.issue(1)).fields).toMatchObject({ state: "open" });
    expect((await world.issue(2)).fields.epic).toBe(1);
    const again = await world.plan(spec, asIssue);
    expect([again.changes, again.writes]).toEqual([[], []]);
  });
});

it("keeps the entry of an epic whose spec gets a namespace", async () => {
  const world = makePlanWorld();
  const named = { "E.md": `---\nnamespace: shop\n---\n${epic()["E.md"]}` };
  await world.sync(epic());
  const plan = await world.sync(named);
  expect(opsOf(plan)).toEqual(["agree EPIC-1", "agree #1"]);
  const { milestones } = await world.tracker.read();
  expect(milestones).toMatchObject([{ name: "Checkout", epics: [{ owner: { namespace: "shop" } }] }]);
  const again = await world.plan(named);
  expect([again.changes, again.writes]).toEqual([[], []]);
});
