/** Hosts that fail in their ways, on a clock that only jumps; and what belongs to people, over many syncs. */
import { beforeEach, describe, expect, it } from "vitest";
import { loginPage, serverError } from "../../../test/fakes/app/fault.ts";
import { htmlReply } from "../../../test/fakes/app/reply.ts";
import { rateLimited } from "../../../test/fakes/cloud/errors.ts";
import type { ApiWorld } from "../../../test/support/api-worlds.ts";
import { spec, startCheckout, story } from "../../../test/support/checkout-world.ts";
import { failureOf } from "../../../test/support/failure-of.ts";
import { planTexts, syncTexts } from "../../../test/support/spec-run.ts";
import { type JumpClock, makeJumpClock } from "../../http/test-host.ts";

let world: ApiWorld;
let clock: JumpClock;
beforeEach(async () => {
  clock = makeJumpClock();
  world = await startCheckout({ repositories: 1_000_000 });
});
const titles = () => world.issues().map(({ title }) => title);
const sent = (method: string) => world.cloud.requests.filter((request) => request.method === method).length;
/** Of one request. */
const patienceMs = 30_000;
const isLate = { until: async () => clock.elapse(patienceMs) };
const two = spec(story("US-1"), story("US-2"));

describe("a POST", () => {
  it("that is answered with 502 is looked up: done once, whether it arrived or not", async () => {
    world.cloud.faults.add({ on: "POST */issues", trouble: serverError(502) });
    await syncTexts(world.open(), two);
    expect(titles()).toEqual(["Story US-1", "Story US-2"]);
    expect(sent("POST")).toBe(3);
  });

  it("that is answered too late is not sent again in that run, and found by the next", async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const until = async () => {
      clock.elapse(patienceMs);
      await finished;
    };
    world.cloud.faults.add({ on: "POST */issues", trouble: { until } });
    const { code } = await failureOf(syncTexts(world.open({ clock }), two));
    expect(code).toBe("outcome-unknown");
    expect(sent("POST")).toBe(1);
    expect(titles()).toEqual([]);
    finish();
    await syncTexts(world.open(), two);
    expect(titles()).toEqual(["Story US-1", "Story US-2"]);
    expect(sent("POST")).toBe(2);
  });
});

describe("a change", () => {
  beforeEach(async () => {
    await syncTexts(world.open(), two);
  });
  const changed = spec(story("US-1", "New"), story("US-2"));

  it("that is answered with 502, cut off, or answered too late is sent again after a while", async () => {
    world.cloud.faults.add(
      { on: "PUT *", trouble: serverError(502) },
      { on: "PUT *", trouble: "cut-answer" },
      { on: "PUT *", trouble: isLate },
    );
    await syncTexts(world.open({ clock }), changed);
    expect(world.issues()[0]!.raw).toContain("New");
    expect(sent("PUT")).toBe(4);
    expect(clock.sleptMs()).toBeGreaterThan(0);
  });

  it("goes through a storm of refusals, waiting as the host says", async () => {
    const refusal = { ...rateLimited.text, headers: { "retry-after": "30" } };
    world.cloud.faults.add({ times: 10, trouble: refusal });
    await syncTexts(world.open({ clock, totalDeadlineMs: 3_600_000 }), changed);
    expect(world.issues()[0]!.raw).toContain("New");
    expect(clock.sleptMs()).toBeGreaterThanOrEqual(10 * 30_000);
    expect(clock.sleptMs()).toBeLessThanOrEqual(10 * 30_000 * 1.1);
  });

  it("gives up where the storm does not end, and says how long it lasts", async () => {
    const refusal = { ...rateLimited.json, headers: { "retry-after": "4000" } };
    world.cloud.faults.add({ on: "PUT *", trouble: refusal });
    const failure = await failureOf(syncTexts(world.open({ totalDeadlineMs: 600_000 }), changed));
    expect(failure.code).toBe("rate-limited");
    expect(failure.exitCode).toBe(8);
    expect(world.issues()[0]!.raw).not.toContain("New");
  });
});

describe("a listing", () => {
  it.each([
    ["a login page", loginPage, "unexpected-answer"],
    ["an error page", htmlReply(500, "<html><title>Oops</title></html>"), "network"],
    [
      "a redirect to another host",
      { status: 302, headers: { location: "https://login.example.com/" }, text: "" },
      "unexpected-answer",
    ],
    ["a page that breaks off", "cut", "network"],
    ["a page that does not come", isLate, "timeout"],
  ] as const)("that is %s stops the run before anything is written", async (_, trouble, code) => {
    for (let at = 0; at < 150; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
    world.cloud.faults.add({ on: "GET */issues*", after: 1, times: 5, trouble });
    const failure = await failureOf(syncTexts(world.open({ clock }), two));
    expect([failure.code, failure.exitCode]).toEqual([code, 8]);
    expect(world.issues()).toHaveLength(150);
    world.cloud.faults.clear();
  });
});

it("what belongs to people stays over 100 syncs", async () => {
  const lee = world.cloud.addUser("lee");
  const version = (at: number) =>
    spec(story("US-1", `Text ${at}\n\n#### Comments\n\n> **@dana** (2026-01-15): of ${at}`));
  await syncTexts(world.open(), version(0));
  world.cloud.addNames(world.fullName, { components: ["Shop"], versions: ["1.0"] });
  const { components, versions } = world.cloud.tracker(world.fullName);
  const theirs = { assignee: lee, component: components[0]!, version: versions[0]!, kind: "bug" as const };
  const below = "\r\n\r\nPlease call me.  \r\n\r\n---\r\nspectryn: not ours · 12345678\r\n";
  world.cloud.editIssue(world.fullName, 1, { ...theirs, raw: world.issues()[0]!.raw + below });
  world.cloud.addComment(world.fullName, 1, lee, "Mine, with a rule\n\n---\nspectryn: comment · xyz");
  for (let at = 1; at <= 100; at += 1) {
    if (at % 10 === 0) world.forget();
    await syncTexts(world.open(), version(at));
  }
  const one = world.issues()[0]!;
  expect(one).toMatchObject({ ...theirs, title: "Story US-1" });
  expect(one.raw).toContain("Text 100");
  expect(one.raw.replaceAll("\r\n", "\n").endsWith(below.replaceAll("\r\n", "\n"))).toBe(true);
  const texts = one.comments.map(({ raw }) => raw).filter((raw) => raw !== "");
  expect(texts).toEqual([
    expect.stringContaining("of 100"),
    "Mine, with a rule\n\n---\nspectryn: comment · xyz",
  ]);
  expect((await planTexts(world.open(), version(100))).writes).toEqual([]);
});
