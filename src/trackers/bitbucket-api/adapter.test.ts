/** What happens to requests: their number, their failures, and what a lost memory may cost. */
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serverError } from "../../../test/fakes/app/fault.ts";
import { jsonReply } from "../../../test/fakes/app/reply.ts";
import { type ApiWorld, startApiWorld } from "../../../test/support/api-worlds.ts";
import { planTexts, syncTexts } from "../../../test/support/spec-run.ts";
import { create, owner, update, write } from "../../../test/support/tracker-builders.ts";
import { failureOf } from "../../forges/test-forge.ts";

let world: ApiWorld;

beforeEach(async () => {
  world = await startApiWorld();
  world.cloud.addNames(world.fullName, { milestones: ["Checkout"] });
});
afterEach(async () => {
  expect(world.cloud.faults.left()).toEqual([]);
  await world.close();
});

const story = (key: string, text = "") => `### ${key}: Story ${key}\n\n${text}\n\n`;
const spec = (...stories: string[]) => ({
  specs: { "EPIC.md": `# EPIC-1: Checkout\n\n${stories.join("")}` },
});
const issues = () => world.cloud.tracker(world.fullName).issues;
const issue = (id: number) => issues().find((one) => one.id === id)!;
const stories = (count: number) => Array.from({ length: count }, (_, at) => story(`US-${at + 1}`));

/** Requests of some work, as `GET 2, POST 1`. */
async function requestsOf(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = world.cloud.requests.length;
  await work();
  const counts: Record<string, number> = {};
  for (const { method } of world.cloud.requests.slice(before)) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}

describe("requests", () => {
  it("are one for each write, two for a create in another state, and none for a quiet sync", async () => {
    const specs = spec(story("US-1", "**Status:** done"), story("US-2"), story("US-3"));
    const first = await requestsOf(() => syncTexts(world.open(), specs));
    expect(first).toMatchObject({ POST: 3, PUT: 1 });
    const quiet = await requestsOf(() => syncTexts(world.open(), specs));
    // The page of issues, and the three lists of names that a plan without files asks for.
    expect(quiet).toEqual({ GET: 4 });
    const changed = spec(story("US-1", "**Status:** done"), story("US-2", "Text"), story("US-3"));
    expect(await requestsOf(() => syncTexts(world.open(), changed))).toMatchObject({ PUT: 1 });
  });

  it("read 100 issues at a time, and later only what was updated", async () => {
    for (let at = 0; at < 250; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
    const tracker = world.open();
    expect(await requestsOf(() => tracker.read({ names: "used" }))).toEqual({ GET: 3 });
    world.cloud.editIssue(world.fullName, 7, { title: "new" });
    const next = await tracker.read({ names: "used" });
    expect(next.issues[6]!.fields.title).toBe("new");
    issues().splice(3, 1);
    const last = await tracker.read({ names: "used" });
    expect(last.issues.map(({ number }) => number).slice(0, 5)).toEqual([1, 2, 3, 5, 6]);
  });

  it("of a quiet sync of 10,000 issues are 100 pages; of n writes at most n + pages + 4", async () => {
    for (let at = 0; at < 9_990; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
    const tracker = world.open();
    /** As a run does: read for the plan, read again alone, write. */
    const run = async (specs: ReturnType<typeof spec>) => {
      await tracker.read({ names: "used" });
      await syncTexts({ ...tracker, read: () => tracker.read({ names: "used" }) }, specs);
    };
    const first = stories(10).map((text) => `${text}**Milestone:** Checkout\n\n`);
    const total = (counts: Record<string, number>) =>
      Object.values(counts).reduce((sum, one) => sum + one, 0);
    world.cloud.editIssue(world.fullName, 1, {
      milestone: world.cloud.tracker(world.fullName).milestones[0]!,
    });
    const made = await requestsOf(() => run(spec(...first)));
    expect(made).toMatchObject({ POST: 10 });
    expect(total(made)).toBeLessThanOrEqual(10 + 100 + 4);
    const quiet = await requestsOf(() => world.open().read({ names: "used" }));
    expect(quiet).toEqual({ GET: 100 });
  });

  it("give numbers in the order of the specs, and change four issues at a time", async () => {
    await syncTexts(world.open(), spec(...stories(12)));
    expect(issues().map(({ title }) => title)).toEqual(stories(12).map((_, at) => `Story US-${at + 1}`));
    let [running, most] = [0, 0];
    const until = async () => {
      running += 1;
      most = Math.max(most, running);
      await setTimeout(20);
      running -= 1;
    };
    world.cloud.faults.add({ on: "PUT *", times: 12, trouble: { until } });
    await syncTexts(world.open(), spec(...stories(12).map((text) => `${text}More\n\n`)));
    expect(most).toBe(4);
  });
});

describe("a failure", () => {
  it("of a page fails the read, and nothing is written", async () => {
    for (let at = 0; at < 150; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
    const times = Number.POSITIVE_INFINITY;
    world.cloud.faults.add({ on: "GET *issues", after: 1, times, trouble: serverError(500) });
    const failure = await failureOf(syncTexts(world.open(), spec(story("US-1"))));
    expect(failure.exitCode).toBe(8);
    expect(issues()).toHaveLength(150);
  });

  it("of one item does not stop the others, and is told with what was done", async () => {
    const long = `### US-2: ${"x".repeat(256)}\n\n`;
    const failure = await failureOf(syncTexts(world.open(), spec(story("US-1"), long, story("US-3"))));
    expect(failure).toMatchObject({
      code: "write-failed",
      exitCode: 1,
      data: {
        done: ["create US-1", "create US-3"],
        failed: [{ item: "create US-2", code: "request-refused" }],
        notTried: [],
      },
    });
    expect(failure.message).toMatch(/^1 of 3 changes were not made .*maximum length 255/);
    await syncTexts(world.open(), spec(story("US-1"), story("US-2"), story("US-3")));
    expect(issues().map(({ title }) => title)).toEqual(["Story US-1", "Story US-3", "Story US-2"]);
  });

  it("leaves out what lies below a failed create", async () => {
    const list = "#### Subtasks\n\n| Title |\n|---|\n| a |\n\n";
    const broken = `### US-1: ${"x".repeat(256)}\n\n${list}`;
    const failure = await failureOf(syncTexts(world.open(), spec(broken, story("US-2"))));
    expect(failure.data).toMatchObject({ done: ["create US-2"], notTried: ["create US-1/1"] });
  });

  it("of the login stops everything", async () => {
    const { fullName } = world;
    const secret = world.cloud.addApiToken(world.dana, { scopes: ["read:issue:bitbucket"] });
    const credential = { kind: "api-token", secret, username: null, email: world.dana.email } as const;
    const failure = await failureOf(syncTexts(world.open({ credential }), spec(...stories(20))));
    expect(failure).toMatchObject({ code: "permission", exitCode: 7, data: { done: [] } });
    expect((failure.data["failed"] as unknown[]).length).toBeLessThanOrEqual(4);
    expect((failure.data["notTried"] as unknown[]).length).toBeGreaterThanOrEqual(16);
    expect(world.cloud.tracker(fullName).issues).toEqual([]);
  });

  it("tells a tracker that is switched off from one that was removed", async () => {
    const tracker = world.cloud.tracker(world.fullName);
    tracker.is = "none";
    expect((await failureOf(world.open().read())).code).toBe("no-tracker");
    tracker.is = "removed";
    expect((await failureOf(world.open().read())).code).toBe("api-removed");
  });
});

describe("a POST whose answer is lost", () => {
  it.each([1, 2, 3])("is looked up before it is sent again (the %ith)", async (at) => {
    world.cloud.faults.add({ on: "POST *issues", after: at - 1, trouble: "cut-answer" });
    await syncTexts(world.open(), spec(...stories(3)));
    expect(
      issues()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(["Story US-1", "Story US-2", "Story US-3"]);
    expect((await planTexts(world.open(), spec(...stories(3)))).writes).toEqual([]);
  });

  it("is sent again where nothing arrived", async () => {
    world.cloud.faults.add({ on: "POST *issues", trouble: serverError(502) });
    await syncTexts(world.open(), spec(story("US-1")));
    expect(issues()).toHaveLength(1);
  });

  it("is looked up by the next run where this one could not", async () => {
    world.cloud.faults.add({ on: "POST *issues", trouble: "cut-answer" });
    // The read, the look whether it still holds, and then the look-up with all its repeats.
    world.cloud.faults.add({ on: "GET *issues", after: 2, times: 5, trouble: serverError(503) });
    const failure = await failureOf(syncTexts(world.open(), spec(story("US-1"))));
    expect(failure.exitCode).toBe(8);
    await syncTexts(world.open(), spec(story("US-1", "More")));
    expect(issues()).toHaveLength(1);
    expect(issue(1).raw).toContain("More");
  });

  it("of a comment is looked up too", async () => {
    const text = "#### Comments\n\n> **@dana** (2026-01-15): same\n\n> **@dana** (2026-01-15): same\n";
    world.cloud.faults.add({ on: "POST *comments", after: 1, trouble: "cut-answer" });
    await syncTexts(world.open(), spec(story("US-1", text)));
    expect(issue(1).comments.filter(({ raw }) => raw.startsWith("same"))).toHaveLength(2);
    expect((await planTexts(world.open(), spec(story("US-1", text)))).writes).toEqual([]);
  });
});

describe("without its memory", () => {
  it("a clone finds everything as it was, and the spec wins where nobody else wrote", async () => {
    const text = "**Priority:** High\n\nWords\n\n#### Comments\n\n> **@dana** (2026-01-15): Hello\n";
    await syncTexts(world.open(), spec(story("US-1", text), story("US-2")));
    world.forget();
    expect((await planTexts(world.open(), spec(story("US-1", text), story("US-2")))).writes).toEqual([]);
    const next = text.replace("High", "Low").replace("Words", "Other words");
    const plan = await syncTexts(world.open(), spec(story("US-1", next), story("US-2")));
    expect(plan.changes).toMatchObject([
      { op: "update", fields: [{ field: "priority" }, { field: "description" }] },
    ]);
    expect(issue(1)).toMatchObject({ priority: "minor" });
    expect(issue(1).comments.filter(({ raw }) => raw.startsWith("Hello"))).toHaveLength(1);
  });

  it("an edit in the tracker is a conflict, never overwritten", async () => {
    await syncTexts(world.open(), spec(story("US-1", "Words")));
    world.cloud.editIssue(world.fullName, 1, { raw: issue(1).raw.replace("Words", "Theirs") });
    world.forget();
    const plan = await syncTexts(world.open(), spec(story("US-1", "Mine")));
    expect(plan.changes.map(({ op }) => op)).toEqual(["agree", "conflict"]);
    expect(plan.changes[1]!.fields).toMatchObject([{ field: "description" }]);
    expect(issue(1).raw).toMatch(/^Theirs\n/);
  });

  it("an edit that was seen before another write is not taken for agreed", async () => {
    await syncTexts(world.open(), spec(story("US-1", "Words")));
    world.cloud.editIssue(world.fullName, 1, { priority: "blocker", kind: "bug" });
    await syncTexts(world.open(), spec(story("US-1", "Other")));
    expect(issue(1).raw).toMatch(/· [0-9a-f]{8} without kind, priority\n?$/);
    world.forget();
    const plan = await syncTexts(world.open(), spec(story("US-1", "Third")));
    expect(plan.changes.map(({ op }) => op)).toEqual(["update", "pull"]);
    expect(issue(1)).toMatchObject({ priority: "blocker", kind: "bug" });
  });
});

describe("what belongs to people", () => {
  it("stays: text below the footer, other comments, fields that no spec names", async () => {
    const lee = world.cloud.addUser("lee");
    await syncTexts(world.open(), spec(story("US-1", "0")));
    world.cloud.editIssue(world.fullName, 1, { raw: `${issue(1).raw}\n\nCall me @{x}.`, assignee: lee });
    world.cloud.addComment(world.fullName, 1, lee, "My words");
    for (let at = 1; at <= 20; at += 1) await syncTexts(world.open(), spec(story("US-1", `${at}`)));
    expect(issue(1).raw).toMatch(
      /^20\n\n---\nEpic: EPIC-1\nLabels: story\nspectryn: .*\n\nCall me @\{x\}\.$/,
    );
    expect(issue(1).assignee).toBe(lee);
    expect(issue(1).comments.filter(({ raw }) => raw !== "")).toMatchObject([{ raw: "My words" }]);
  });

  it("is not called by a spec, and an issue without footer keeps its owner", async () => {
    await syncTexts(world.open(), spec(story("US-1", "Ask @{557058:x}.")));
    expect(issue(1).raw).toContain("Ask @\\{557058:x}.");
    world.cloud.editIssue(world.fullName, 1, { raw: "Ask me." });
    const { issues: read } = await world.open().read();
    expect(read[0]).toMatchObject({ owner: { key: "US-1" }, fields: { description: "Ask me." } });
  });
});

describe("a batch", () => {
  it("is not written where somebody wrote since it was planned", async () => {
    const tracker = world.open();
    const { tip } = await tracker.read();
    world.cloud.addIssue(world.fullName, { title: "Theirs" });
    const outcome = await tracker.commit({ tip, writes: [create("US-1")], specs: {} });
    expect(outcome.status).toBe("moved");
    expect(issues()).toHaveLength(1);
  });

  it("takes deletes last, and none after a failure", async () => {
    const tracker = world.open();
    await write(tracker, [create("US-1"), create("US-2")]);
    const { tip } = await tracker.read();
    const bad = { ...create("US-3"), fields: { title: "x".repeat(300) } };
    const writes = [bad, { op: "delete", number: 1 } as const];
    const failure = await failureOf(tracker.commit({ tip, writes, specs: {} }));
    expect(failure.data).toMatchObject({ notTried: ["delete #1"] });
    await write(tracker, [{ op: "delete", number: 1 }]);
    expect(issues().map(({ id }) => id)).toEqual([2]);
  });

  it("that the API cannot take is refused before anything is sent", async () => {
    const tracker = world.open();
    const writes = [create("US-1"), { op: "component", name: "Shop" } as const];
    const { tip } = await tracker.read();
    const failure = await failureOf(tracker.commit({ tip, writes, specs: {} }));
    expect(failure.message).toMatch(/has no component "Shop" and cannot create it; nothing was written/);
    expect(issues()).toEqual([]);
  });

  it("changes an issue that a person made without touching its text", async () => {
    world.cloud.addIssue(world.fullName, { title: "Old", raw: "Their *own* text\r\n\r\n- a" });
    await write(world.open(), [update(1, { labels: ["a"] }, { owner: owner("US-9"), type: "story" })]);
    expect(issue(1).raw).toMatch(
      /^Their \*own\* text\n\n- a\n\n---\nLabels: a\nspectryn: US-9 in EPIC\.md · /,
    );
    world.cloud.faults.add({ on: "PUT *", trouble: jsonReply(400, { error: { message: "spam" } }) });
    const failure = await failureOf(write(world.open(), [update(1, { title: "New" })]));
    expect(failure.message).toContain("update #1: the host refused the request: spam");
  });
});
