/** What the host's log of changes says, back from the present. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ApiWorld, startApiWorld } from "../../../test/support/api-worlds.ts";
import { create, update, write } from "../../../test/support/tracker-builders.ts";
import { commentHappened, issueHappened } from "../../core/history.ts";
import { failureOf } from "../../forges/test-forge.ts";
import type { Revision } from "../../ports/history.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startApiWorld();
});
afterEach(() => world.close());

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

it("does not ask hundreds of times", async () => {
  for (let at = 0; at < 60; at += 1) world.cloud.addIssue(world.fullName, { title: `${at}` });
  const failure = await failureOf(Promise.resolve(world.open().readHistory({ issue: null, since: null })));
  expect(failure.message).toContain("60 issues");
});
