/** Contract: what happened is told from the history, for one issue and for all. */
import { expect, it } from "vitest";
import type { Tracker } from "../../src/ports/tracker.ts";
import { create, update, write } from "../support/tracker-builders.ts";
import type { GetWorld } from "./tracker-world.ts";

const comment = {
  op: "comment",
  issue: 1,
  id: null,
  author: "dana",
  entry: null,
  isFromSpec: false,
} as const;

async function rowOf(tracker: Tracker, number: number) {
  const { rows } = await tracker.readIndex();
  const row = rows.find((candidate) => candidate.number === number);
  if (row === undefined) throw new Error(`there is no issue #${number}`);
  return row;
}

export function describeRevisions(world: GetWorld): void {
  it("knows what happened to an issue, newest first, and nothing of others", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1"), create("US-2")]);
    await write(tracker, [update(1, { state: "open" }), update(2, { points: 1 })]);
    await write(tracker, [{ ...comment, text: "Works" }]);
    await write(tracker, [{ op: "delete", number: 1 }]);
    const reader = await world().open();
    const history = await reader.readHistory({ issue: await rowOf(reader, 1), since: null });
    expect(history).toMatchObject([
      { issues: [{ number: 1, before: { deleted: null }, after: { deleted: /./ } }], comments: [] },
      { issues: [], comments: [{ issue: 1, before: null, after: { text: "Works" } }] },
      { issues: [{ number: 1, before: { fields: { state: "new" } }, after: { fields: { state: "open" } } }] },
      { issues: [{ number: 1, before: null, after: { fields: { title: "Title of US-1" } } }] },
    ]);
    expect(history.flatMap(({ issues }) => issues.map(({ number }) => number))).toEqual([1, 1, 1]);
    expect(new Set(history.map(({ version }) => version)).size).toBe(4);
    expect(history.every(({ author, date }) => author.name !== "" && !Number.isNaN(Date.parse(date)))).toBe(
      true,
    );
  });

  it("knows what happened since a version, and since a moment", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    const { tip } = await write(tracker, [update(1, { points: 1 })]);
    await write(tracker, [update(1, { points: 2 })]);
    const reader = await world().open();
    await reader.readIndex();
    const since = await reader.readHistory({ issue: null, since: tip });
    expect(since).toMatchObject([{ issues: [{ after: { fields: { points: 2 } } }] }]);
    const everything = await reader.readHistory({ issue: null, since: null });
    const moment = new Date(everything[1]!.date);
    expect(await reader.readHistory({ issue: null, since: moment })).toEqual(everything.slice(0, 2));
    expect(await reader.readHistory({ issue: null, since: new Date("2100-01-01") })).toEqual([]);
  });

  it("has no history before its first write", async () => {
    const tracker = await world().open();
    await tracker.readIndex();
    expect(await tracker.readHistory({ issue: null, since: null })).toEqual([]);
  });
}
