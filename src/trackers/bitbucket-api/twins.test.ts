/** Two clones that create the same items at the same time. */
import { beforeEach, describe, expect, it } from "vitest";
import { jsonReply } from "../../../test/fakes/app/reply.ts";
import { type ApiWorld, interrupting } from "../../../test/support/api-worlds.ts";
import { startCheckout } from "../../../test/support/checkout-world.ts";
import { planTexts, syncTexts } from "../../../test/support/spec-run.ts";
import { create, write } from "../../../test/support/tracker-builders.ts";
import type { Fetch } from "../../http/transport.ts";
import type { Outcome, Tracker } from "../../ports/tracker.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startCheckout();
});
const titles = () => world.issues().map(({ id, title }) => `${id} ${title}`);
const spec = { specs: { "EPIC.md": "# EPIC-1: Checkout\n\n### US-1: One\n\n### US-2: Two\n" } };
const gets = () => world.cloud.requests.filter(({ method }) => method === "GET").length;

const other = (folder: string, fetch?: Fetch): Tracker =>
  world.open({ folder: `${world.folder}/${folder}`, ...(fetch === undefined ? {} : { fetch }) });

async function commit(tracker: Tracker): Promise<Outcome> {
  const { tip } = await tracker.read();
  return tracker.commit({ tip, writes: [create("US-1"), create("US-2")], specs: {} });
}

describe("a run that was second", () => {
  it("takes its issue back, says so, and finds the other's when it plans again", async () => {
    const first = () => write(other("first"), [create("US-1"), create("US-2")]);
    const second = other("second", interrupting("POST", 1, first));
    expect((await commit(second)).status).toBe("moved");
    expect(titles()).toEqual(["1 Title of US-1", "2 Title of US-2"]);
    expect(world.told).toEqual([
      "US-1 was created by two runs at the same time: #1 is its issue, #3 was taken back",
    ]);
    expect((await second.read()).issues.map(({ owner }) => owner?.key)).toEqual(["US-1", "US-2"]);
  });

  it("keeps what it was first with, and creates nothing that the other has", async () => {
    const first = () => write(other("first"), [create("US-2")]);
    const second = other("second", interrupting("POST", 1, first));
    expect((await commit(second)).status).toBe("moved");
    expect(titles()).toEqual(["1 Title of US-2", "2 Title of US-1"]);
  });

  it.each([
    ["somebody commented on", async () => void world.cloud.addComment(world.fullName, 3, world.dana, "Mine")],
    [
      "its token may not delete",
      async () =>
        world.cloud.faults.add({ on: "DELETE *", trouble: jsonReply(403, { error: { message: "no" } }) }),
    ],
  ])("marks as a duplicate what %s", async (_, touch) => {
    const first = () => write(other("first"), [create("US-1"), create("US-2")]);
    let gotten = 0;
    const watch = interrupting("POST", 1, first);
    const second = other("second", async (url, init) => {
      if (init.method === "GET" && /\/issues\/3$/.test(String(url)) && gotten++ === 0) await touch();
      return watch(url, init);
    });
    expect((await commit(second)).status).toBe("moved");
    expect(world.issues()[2]).toMatchObject({ id: 3, state: "duplicate" });
    expect(world.issues()[2]!.raw).toBe("Duplicate of #1, created at the same time.\n\n");
    expect(world.told[0]).toMatch(/#3 is marked as its duplicate$/);
    const { issues: read } = await second.read();
    expect(read.map(({ owner }) => owner?.key ?? null)).toEqual(["US-1", "US-2", null]);
  });
});

/** Answers are lost after the request was done, as often as `which` says so. */
const losing =
  (fetch: Fetch, which: (method: string, url: string) => boolean): Fetch =>
  async (url, init) => {
    const answer = await fetch(url, init);
    if (which(init.method, String(url))) throw new TypeError("fetch failed");
    return answer;
  };

describe("a run that was second and lost an answer", () => {
  const first = () => write(other("first"), [create("US-1"), create("US-2")]);
  const expectOneEach = async (tracker: Tracker) => {
    expect(titles()).toEqual(["1 Title of US-1", "2 Title of US-2"]);
    expect((await tracker.read()).issues.map(({ owner }) => owner?.key)).toEqual(["US-1", "US-2"]);
  };

  it("of its create takes back what it finds of its own", async () => {
    let lost = 0;
    const isFirst = (method: string) => method === "POST" && lost++ === 0;
    const second = other("second", losing(interrupting("POST", 1, first), isFirst));
    expect((await commit(second)).status).toBe("moved");
    expect(world.told).toEqual([
      "US-1 was created by two runs at the same time: #1 is its issue, #3 was taken back",
    ]);
    await expectOneEach(second);
  });

  it("of its create takes no issue for its own that was there before", async () => {
    await write(other("first"), [create("US-1")]);
    let lost = 0;
    const isFirst = (method: string) => method === "POST" && lost++ === 0;
    const tracker = other("second", losing(interrupting("POST", 9, first), isFirst));
    const { tip, issues: read } = await tracker.read();
    const owner = { ...read[0]!.owner!, key: "US-9" };
    const writes = [create("US-1"), { op: "update", number: 1, set: {}, owner } as const];
    expect(await tracker.commit({ tip, writes, specs: {} })).toMatchObject({ status: "done", numbers: [2] });
    expect((await tracker.read()).issues.map((issue) => issue.owner?.key)).toEqual(["US-9", "US-1"]);
  });

  it("of its removal knows that it is gone", async () => {
    let lost = 0;
    const isFirst = (method: string) => method === "DELETE" && lost++ === 0;
    const second = other("second", losing(interrupting("POST", 1, first), isFirst));
    expect((await commit(second)).status).toBe("moved");
    expect(world.told).toEqual([
      "US-1 was created by two runs at the same time: #1 is its issue, #3 was taken back",
    ]);
    await expectOneEach(second);
  });
});

it("a run that was first goes on, and leaves the other's issue to the other", async () => {
  const second = async () => {
    const raw = world.issues()[0]!.raw;
    world.cloud.addIssue(world.fullName, { title: "Title of US-1", raw });
  };
  const first = other("first", interrupting("POST", 2, second));
  expect((await commit(first)).status).toBe("done");
  expect(titles()).toEqual(["1 Title of US-1", "2 Title of US-1", "3 Title of US-2"]);
  const warnings = () => world.told.filter((line) => line.startsWith("warning: "));
  const { issues: read } = await first.read();
  expect(read.map(({ owner }) => owner?.key ?? null)).toEqual(["US-1", null, "US-2"]);
  await first.read();
  expect(warnings()).toEqual([
    "warning: #2 says that it is US-1 of EPIC.md, which #1 is already; delete #2, or take its last line away",
  ]);
});

it("an issue whose key a new item takes is no twin of it", async () => {
  await write(other("first"), [create("US-1")]);
  const person = async () => void world.cloud.addIssue(world.fullName, { title: "A question" });
  const tracker = other("second", interrupting("POST", 1, person));
  const { tip, issues: read } = await tracker.read();
  const owner = { ...read[0]!.owner!, key: "US-9" };
  const writes = [create("US-1"), { op: "update", number: 1, set: {}, owner } as const];
  expect((await tracker.commit({ tip, writes, specs: {} })).status).toBe("done");
  expect(world.told).toEqual([]);
  const owners = (await tracker.read()).issues.map((issue) => issue.owner?.key ?? null);
  expect(owners).toEqual(["US-9", null, "US-1"]);
});

it("an issue of somebody else in between costs one look at the list", async () => {
  const before = gets();
  await syncTexts(other("first"), spec);
  const alone = gets() - before;
  world.issues().splice(0);
  const person = async () => void world.cloud.addIssue(world.fullName, { title: "A question" });
  const start = gets();
  await syncTexts(other("second", interrupting("POST", 2, person)), spec);
  // The first gap: two issues were deleted above.
  expect(gets() - start).toBe(alone + 2);
  expect(world.issues().map(({ title }) => title)).toEqual(["One", "A question", "Two"]);
  expect((await planTexts(other("third"), spec)).writes).toEqual([]);
});
