import { describe, expect, it } from "vitest";
import { makePlanWorld, type PlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf } from "../../../test/support/spec-run.ts";
import { type Plan, withoutSpecChanges } from "../plan/change.ts";
import { comparePlans, parsePlanFile, renderPlanFile } from "../plan/file.ts";
import { causeText, type Mention, planCommits, withCommits } from "./commits.ts";
import { parseKeywords } from "./keywords.ts";

const spec = "### US-1: One\n\n**Status:** In progress\n\n### US-2: Two\n";

/** Commits with ids that begin with their place: `1000...`, `2000...`. */
function commits(...messages: string[]): Mention[] {
  return messages.map((message, at) => mention(String(at + 1).padEnd(40, "0"), message));
}

function mention(sha: string, message: string): Mention {
  return { sha, keywords: parseKeywords(message) };
}

async function planWith(world: PlanWorld, text: string, mentions: readonly Mention[]): Promise<Plan> {
  const acted = planCommits(await world.tracker.read(), mentions);
  const plan = await world.plan(text, { input: { snapshot: acted.snapshot } });
  return withCommits(plan, acted, {}, []);
}

async function act(world: PlanWorld, mentions: readonly Mention[], text = spec): Promise<Plan> {
  const plan = await planWith(world, text, mentions);
  const outcome = await world.tracker.commit({
    tip: plan.tracker.tip,
    writes: plan.writes,
    specs: plan.specWrites,
  });
  expect(outcome.status).toBe("done");
  return plan;
}

async function makeWorld(text = spec): Promise<PlanWorld> {
  const world = makePlanWorld();
  await world.sync(text);
  return world;
}

function causesOf(plan: Plan): string[] {
  return plan.changes.flatMap(({ subject, causes }) =>
    causes.map((cause) => `#${subject.number} ${causeText(cause)}`),
  );
}

describe("what a commit does", () => {
  it.each([
    ["fixes #1", "resolved"],
    ["closes US-1", "resolved"],
    ["reopens us-1", "open"],
    ["holds issue #1", "on hold"],
    ["wontfix #1", "wontfix"],
    ["invalidates #1", "invalid"],
  ])("%s: %s", async (message, state) => {
    const world = await makeWorld("### US-1: One\n\n### US-2: Two\n");
    await act(world, commits(message), "### US-1: One\n\n### US-2: Two\n");
    const sha = `1${"0".repeat(39)}`;
    expect(await world.issue(1)).toMatchObject({ fields: { state }, commits: [{ sha, action: state }] });
    expect((await world.issue(2)).commits).toEqual([]);
  });

  it("takes the spec's word for the state away with the state", async () => {
    const world = await makeWorld();
    expect((await world.issue(1)).status).toBe("In progress");
    await act(world, commits("fixes #1"));
    expect((await world.issue(1)).status).toBeNull();
  });

  it("links without changing the state or its word", async () => {
    const world = await makeWorld();
    const plan = await act(world, commits("see #1"));
    expect(await world.issue(1)).toMatchObject({
      fields: { state: "open" },
      status: "In progress",
      commits: [{ action: "link" }],
    });
    expect(plan.changes.map(({ op, fields }) => ({ op, fields }))).toEqual([{ op: "update", fields: [] }]);
  });

  it("records a state that the issue had already", async () => {
    const world = await makeWorld();
    const plan = await act(world, commits("reopens #1"));
    expect(plan.changes[0]).toMatchObject({ op: "update", fields: [], causes: [{ words: "reopens #1" }] });
    expect(await world.issue(1)).toMatchObject({ status: "In progress", commits: [{ action: "open" }] });
  });

  it("acts at most once, so that what people do afterwards stays", async () => {
    const world = await makeWorld();
    const mentions = [...commits("fixes #1"), mention("pr:7", "Closes US-2")];
    await act(world, mentions);
    await world.edit(1, { state: "invalid" });
    await world.edit(2, { state: "new" });
    const again = await planWith(world, spec, mentions);
    expect(again.writes).toEqual([]);
    expect(opsOf(again)).toEqual(["pull #1"]);
    const more = await planWith(world, spec, [...mentions, mention("3".repeat(40), "fixes #1")]);
    expect(causesOf(more)).toEqual(["#1 3333333 fixes #1"]);
  });

  it("of several commits the last state wins, and each is recorded", async () => {
    const world = await makeWorld();
    const plan = await act(world, commits("fixes #1", "reopens #1, see #2", "holds US-1", "re #1"));
    expect((await world.issue(1)).fields.state).toBe("on hold");
    expect((await world.issue(1)).commits.map(({ action }) => action)).toEqual([
      "resolved",
      "open",
      "on hold",
      "link",
    ]);
    expect(causesOf(plan)).toEqual([
      "#1 1000000 fixes #1",
      "#1 2000000 reopens #1",
      "#1 3000000 holds US-1",
      "#1 4000000 re #1",
      "#2 2000000 see #2",
    ]);
  });

  it("in one commit a state wins over a link, and the last state over others", async () => {
    const world = await makeWorld();
    await act(world, commits("reopens #1, fixes #1, see US-1"));
    expect((await world.issue(1)).commits).toMatchObject([{ action: "resolved" }]);
    expect((await world.issue(1)).commits).toHaveLength(1);
  });

  it("reads many commits on one issue in a time that grows with their number", async () => {
    const world = await makeWorld();
    const count = 100_000;
    const mentions = Array.from({ length: count }, (_, at) => mention(String(at).padStart(40, "0"), "re #1"));
    const snapshot = await world.tracker.read();
    const started = performance.now();
    const { writes } = planCommits(snapshot, mentions);
    // Only time shows it: looking through all others for each of them takes minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(writes[0]?.commits).toHaveLength(count);
  });
});

describe("what is not there", () => {
  it("is told and changes nothing", async () => {
    const world = await makeWorld(`${spec}\n### US-3: Three\n`);
    const { tip } = await world.tracker.read();
    await world.tracker.commit({ tip, writes: [{ op: "delete", number: 3 }], specs: {} });
    const messages = [
      "fixes #99",
      "fixes #3",
      "closes us-3 and US-77",
      "closes EPIC-1",
      "see UTF-8 and PLAN-9",
    ];
    const { changes, notes } = planCommits(await world.tracker.read(), commits(...messages, "fixes #99"));
    expect(changes).toEqual([]);
    expect(notes).toEqual([
      "1000000 fixes #99: there is no such issue",
      "2000000 fixes #3: #3 was deleted",
      "3000000 closes US-3: #3 was deleted",
      "3000000 closes US-77: there is no such issue",
      "4000000 closes EPIC-1: it is a milestone, which has no state of its own",
      "6000000 fixes #99: there is no such issue",
    ]);
  });

  it("an id that two namespaces have is nobody's; a record that cannot be read is told", async () => {
    const world = await makeWorld(spec);
    await world.sync({ "B.md": "---\nnamespace: other\n---\n\n# EPIC-1: B\n\n### US-1: Again\n" });
    const snapshot = await world.tracker.read();
    const unreadable = [{ path: "issues/0/9.md", number: 9, reason: "damaged", owner: null }];
    const { notes } = planCommits({ ...snapshot, unreadable }, commits("fixes US-1, #9"));
    expect(notes).toEqual([
      "1000000 fixes US-1: #1 and #3 have this id; name one by its number",
      "1000000 fixes #9: issues/0/9.md cannot be read",
    ]);
  });
});

describe("together with the specs", () => {
  it("what commits do is a change in the tracker: the spec gets it by a pull", async () => {
    const world = await makeWorld();
    const plan = await act(world, commits("fixes #1"));
    expect(opsOf(plan)).toEqual(["update #1", "pull #1"]);
    const next = await world.plan(spec);
    expect(opsOf(next)).toEqual(["pull #1"]);
    expect(next.writes).toEqual([]);
  });

  it("agrees with a spec that says the same, and keeps its word", async () => {
    const world = await makeWorld();
    const done = spec.replace("In progress", "Done");
    await act(world, commits("fixes #1"), done);
    expect(await world.issue(1)).toMatchObject({ fields: { state: "resolved" }, status: "Done" });
    expect((await world.plan(done)).writes).toEqual([]);
    expect(opsOf(await world.plan(done))).toEqual([]);
  });

  it("is a conflict with a spec that says something else", async () => {
    const world = await makeWorld();
    const plan = await act(world, commits("fixes #1"), spec.replace("In progress", "Blocked"));
    expect(opsOf(plan)).toEqual(["update #1", "conflict #1"]);
    expect((await world.issue(1)).fields.state).toBe("resolved");
  });

  it("other fields of the same issue are written as well", async () => {
    const world = await makeWorld();
    await act(world, commits("fixes #1"), spec.replace("In progress", "In progress\n**Priority:** High"));
    expect((await world.issue(1)).fields).toMatchObject({ state: "resolved", priority: "critical" });
  });

  it("is what is left of a plan that only brings back", async () => {
    const world = await makeWorld();
    const both = await planWith(world, spec.replace("US-2: Two", "US-2: Zwei"), commits("fixes #1"));
    const plan = withoutSpecChanges(both);
    expect(opsOf(plan)).toEqual(["update #1", "pull #1"]);
    expect(plan.writes.map((write) => write.op === "update" && write.number)).toEqual([1]);
    expect(plan.specWrites).toEqual({});
  });

  it("a saved plan holds what commits do, and is another one with other commits", async () => {
    const world = await makeWorld();
    const plan = await planWith(world, spec, commits("see #1"));
    const saved = parsePlanFile(renderPlanFile(plan, null), "plan.json")
      .changes as unknown as Plan["changes"];
    expect(comparePlans(saved, plan.changes)).toEqual([]);
    const other = await planWith(world, spec, commits("see #1", "see #1"));
    expect(comparePlans(saved, other.changes)).toEqual([
      "no longer  update #1 One",
      "now also   update #1 One",
    ]);
  });
});
