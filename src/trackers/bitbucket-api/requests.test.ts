/** How many requests a sync costs, and what happens to those whose answer is lost. */
import { setTimeout } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { serverError } from "../../../test/fakes/app/fault.ts";
import type { ApiWorld } from "../../../test/support/api-worlds.ts";
import { spec, startCheckout, stories, story } from "../../../test/support/checkout-world.ts";
import { failureOf } from "../../../test/support/failure-of.ts";
import { meetingOf } from "../../../test/support/meeting.ts";
import { planTexts, syncTexts } from "../../../test/support/spec-run.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startCheckout();
});

const issue = (id: number) => world.issues().find((one) => one.id === id)!;

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
    world.issues().splice(3, 1);
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
    expect(world.issues().map(({ title }) => title)).toEqual(
      stories(12).map((_, at) => `Story US-${at + 1}`),
    );
    let [running, most] = [0, 0];
    const four = meetingOf(4);
    const until = async () => {
      running += 1;
      most = Math.max(most, running);
      await four();
      // Only time shows that no fifth comes.
      await setTimeout(20);
      running -= 1;
    };
    world.cloud.faults.add({ on: "PUT *", times: 12, trouble: { until } });
    await syncTexts(world.open(), spec(...stories(12).map((text) => `${text}More\n\n`)));
    expect(most).toBe(4);
  });
});

describe("a POST whose answer is lost", () => {
  it.each([1, 2, 3])("is looked up before it is sent again (the %ith)", async (at) => {
    world.cloud.faults.add({ on: "POST *issues", after: at - 1, trouble: "cut-answer" });
    await syncTexts(world.open(), spec(...stories(3)));
    expect(
      world
        .issues()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(["Story US-1", "Story US-2", "Story US-3"]);
    expect((await planTexts(world.open(), spec(...stories(3)))).writes).toEqual([]);
  });

  it("is sent again where nothing arrived", async () => {
    world.cloud.faults.add({ on: "POST *issues", trouble: serverError(502) });
    await syncTexts(world.open(), spec(story("US-1")));
    expect(world.issues()).toHaveLength(1);
  });

  it("is looked up by the next run where this one could not", async () => {
    world.cloud.faults.add({ on: "POST *issues", trouble: "cut-answer" });
    // The read, the look whether it still holds, and then the look-up with all its repeats.
    world.cloud.faults.add({ on: "GET *issues", after: 2, times: 5, trouble: serverError(503) });
    const failure = await failureOf(syncTexts(world.open(), spec(story("US-1"))));
    expect(failure.exitCode).toBe(8);
    await syncTexts(world.open(), spec(story("US-1", "More")));
    expect(world.issues()).toHaveLength(1);
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
