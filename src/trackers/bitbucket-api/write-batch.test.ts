import { beforeEach, describe, expect, it } from "vitest";
import { serverError } from "../../../test/fakes/app/fault.ts";
import { jsonReply } from "../../../test/fakes/app/reply.ts";
import type { ApiWorld } from "../../../test/support/api-worlds.ts";
import { spec, startCheckout, stories, story } from "../../../test/support/checkout-world.ts";
import { failureOf } from "../../../test/support/failure-of.ts";
import { syncTexts } from "../../../test/support/spec-run.ts";
import { create, owner, update, write } from "../../../test/support/tracker-builders.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startCheckout();
});

const issue = (id: number) => world.issues().find((one) => one.id === id)!;

describe("a failure", () => {
  it("of a page fails the read, and nothing is written", async () => {
    for (let at = 0; at < 150; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
    const times = Number.POSITIVE_INFINITY;
    world.cloud.faults.add({ on: "GET *issues", after: 1, times, trouble: serverError(500) });
    const failure = await failureOf(syncTexts(world.open(), spec(story("US-1"))));
    expect(failure.exitCode).toBe(8);
    expect(world.issues()).toHaveLength(150);
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
    expect(world.issues().map(({ title }) => title)).toEqual(["Story US-1", "Story US-3", "Story US-2"]);
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

describe("a batch", () => {
  it("is not written where somebody wrote since it was planned", async () => {
    const tracker = world.open();
    const { tip } = await tracker.read();
    world.cloud.addIssue(world.fullName, { title: "Theirs" });
    const outcome = await tracker.commit({ tip, writes: [create("US-1")], specs: {} });
    expect(outcome.status).toBe("moved");
    expect(world.issues()).toHaveLength(1);
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
    expect(world.issues().map(({ id }) => id)).toEqual([2]);
  });

  it("that the API cannot take is refused before anything is sent", async () => {
    const tracker = world.open();
    const writes = [create("US-1"), { op: "component", name: "Shop" } as const];
    const { tip } = await tracker.read();
    const failure = await failureOf(tracker.commit({ tip, writes, specs: {} }));
    expect(failure.message).toMatch(/has no component "Shop" and cannot create it; nothing was written/);
    expect(world.issues()).toEqual([]);
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
