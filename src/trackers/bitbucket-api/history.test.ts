/** What the host's log of changes says, back from the present. */
import { beforeEach, expect, it } from "vitest";
import { type ApiWorld, startTestApiWorld } from "../../../test/support/api-worlds.ts";
import { create, update, write } from "../../../test/support/tracker-builders.ts";
import { commentHappened, issueHappened } from "../../core/issue/history.ts";
import type { Revision } from "../../ports/history.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startTestApiWorld();
});

/** As people read it: what, and which fields from what to what. */
function tell({ issues, comments }: Revision): string {
  const ofIssues = issues.map(({ before, after }) => {
    const happened = issueHappened(before, after);
    const changes = happened?.changes.map((one) => `${one.field} ${one.before} -> ${one.after}`) ?? [];
    return [happened?.what, ...changes].join(" ");
  });
  const ofComments = comments.map(({ before, after }) => commentHappened(before, after)?.what);
  return [...ofIssues, ...ofComments].join("; ");
}

it("tells an issue's changes and comments, newest first", async () => {
  const tracker = world.open();
  await write(tracker, [create("US-1", { description: "First" })]);
  await write(tracker, [update(1, { state: "open", priority: "minor" })]);
  await write(tracker, [update(1, { state: "resolved", description: "Second" })]);
  const comment = {
    op: "comment",
    issue: 1,
    id: null,
    author: null,
    entry: null,
    isFromSpec: false,
  } as const;
  await write(tracker, [{ ...comment, text: "Done!" }]);
  const { issues } = await tracker.read();
  const revisions = await tracker.readHistory({ issue: issues[0]!, since: null });
  expect(revisions.map(tell)).toEqual([
    "commented",
    "changed state open -> resolved description First -> Second",
    "changed state new -> open priority major -> minor",
    "created",
  ]);
  expect(revisions.map(({ author }) => author.name)).toEqual(["dana", "dana", "dana", "dana"]);
  expect(revisions.at(-1)!.issues[0]!.after!.fields).toMatchObject({ state: "new", priority: "major" });
});

it("tells what happened since a moment, or since an entry", async () => {
  const tracker = world.open();
  await write(tracker, [create("US-1"), create("US-2")]);
  const all = await tracker.readHistory({ issue: null, since: null });
  expect(all.map(tell)).toEqual(["created", "created"]);
  const since = new Date(Date.parse(all[0]!.date) + 1);
  await tracker.read();
  await write(tracker, [update(2, { state: "open" })]);
  expect((await tracker.readHistory({ issue: null, since })).map(tell)).toEqual([
    "changed state new -> open",
  ]);
  const { version } = all[0]!;
  expect(await tracker.readHistory({ issue: null, since: version })).toHaveLength(1);
});

it("asks nothing about issues that nobody changed, and the latest 50 of very many that somebody did", async () => {
  for (let at = 1; at <= 120; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
  const tracker = world.open();
  // One after the other: the host says who was last.
  for (let at = 1; at <= 60; at += 1) await write(tracker, [update(at, { state: "open" })]);
  await tracker.read();
  const before = world.cloud.requests.length;
  const revisions = await tracker.readHistory({ issue: null, since: null });
  expect(world.cloud.requests.length - before).toBe(100);
  expect(revisions.map(tell)).toEqual(Array.from({ length: 50 }, () => "changed state new -> open"));
  const numbers = revisions.map(({ issues }) => issues[0]!.number);
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, at) => 60 - at));
  expect(world.told).toEqual([expect.stringMatching(/^60 issues changed, .* begins after 2026-/)]);
  world.issues().splice(0, 60);
  const other = world.open();
  await other.read();
  const start = world.cloud.requests.length;
  expect((await other.readHistory({ issue: null, since: null })).map(tell)).toEqual(
    Array(60).fill("created"),
  );
  expect(world.cloud.requests.length).toBe(start);
});

it("searches comments, 50 issues at a time, and says how many are left", async () => {
  for (let at = 1; at <= 130; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
  for (let at = 1; at <= 60; at += 1) {
    world.cloud.addComment(world.fullName, at, world.dana, `about ${at === 1 ? "first" : "late"} things`);
  }
  const search = async (word: string) => (await world.open().readIndex()).search([word, "things"]);
  const before = world.cloud.requests.length;
  expect((await search("late")).size).toBe(50);
  // Two pages of issues, and one of comments for each.
  expect(world.cloud.requests.length - before).toBe(52);
  expect(world.told).toEqual([expect.stringMatching(/^the comments of 10 issues were not searched/)]);
  expect([...(await search("first"))]).toEqual([1]);
  expect(world.told).toHaveLength(1);
  const start = world.cloud.requests.length;
  expect((await search("late")).size).toBe(59);
  expect(world.cloud.requests.length - start).toBe(2);
});
