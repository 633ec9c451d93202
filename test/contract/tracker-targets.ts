/** Contract: numbers outlive issues, and keys become numbers. */
import { expect, it } from "vitest";
import { create, owner, write } from "../support/tracker-builders.ts";
import { type GetWorld, readIssue } from "./tracker-world.ts";

export function describeTargets(world: GetWorld): void {
  it("keeps the number of a deleted issue, and brings it back under it", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1", { description: "Text.", labels: ["a"] }), create("US-2")]);
    const { id, created } = await readIssue(tracker, 1);
    await write(tracker, [{ op: "delete", number: 1 }]);
    const deleted = await readIssue(tracker, 1);
    expect(deleted).toMatchObject({ owner: owner("US-1"), base: null, fields: { title: "Title of US-1" } });
    expect(Object.keys(deleted.fields)).toEqual(["title"]);
    expect(deleted.deleted).not.toBeNull();
    expect((await write(tracker, [create("US-3")])).numbers).toEqual([3]);
    expect((await write(tracker, [create("US-1", { points: 1 }, { revive: 1 })])).numbers).toEqual([1]);
    const revived = await readIssue(tracker, 1);
    expect(revived).toMatchObject({
      id,
      created,
      deleted: null,
      fields: { title: "Title of US-1", points: 1 },
    });
  });

  it("changes comments of an issue that the same batch brings back", async () => {
    const tracker = await world().open();
    const theirs = { op: "comment", author: "lee", text: "Theirs", isFromSpec: false } as const;
    await write(tracker, [create("US-1"), { ...theirs, id: null, issue: owner("US-1"), entry: null }]);
    const read = async () => {
      const reader = await world().open();
      await reader.read();
      return (await reader.readComments([1])).get(1)?.comments;
    };
    const [before] = (await read())!;
    await write(tracker, [{ op: "delete", number: 1 }]);
    const entry = { author: "lee", date: "2026-01-01", base: "b".repeat(40) };
    const linked = { ...theirs, id: before!.id, issue: owner("US-1"), entry };
    await write(tracker, [create("US-1", {}, { revive: 1 }), linked]);
    expect(await read()).toEqual([{ ...before, entry }]);
  });

  it("resolves keys among the batch and what exists, in fields and bases, and keeps the rest", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    const links = [
      { type: "blocks", to: "us-1" },
      { type: "depends on", to: "US-3" },
      { type: "relates to", to: "US-99" },
    ] as const;
    const base = { title: "a", links, parent: "US-3", epic: "EPIC-1" };
    const asked = create("US-2", { links, parent: "US-3", epic: "EPIC-1" }, { base });
    await write(tracker, [asked, create("US-3")]);
    const issue = await readIssue(tracker, 2);
    const resolved = [
      { type: "blocks", to: 1 },
      { type: "depends on", to: 3 },
      { type: "relates to", to: "US-99" },
    ];
    expect(issue.fields).toMatchObject({ links: resolved, parent: 3, epic: "EPIC-1" });
    expect(issue.base).toMatchObject({ links: resolved, parent: 3, epic: "EPIC-1" });
  });

  it("resolves a key that waited for its issue, in its own namespace only", async () => {
    const tracker = await world().open();
    const links = [{ type: "blocks", to: "US-9" }] as const;
    const elsewhere = create("US-2", { links }, { owner: owner("US-2", "b.md", "other") });
    await write(tracker, [create("US-1", { links }), elsewhere]);
    await write(tracker, [create("US-9")]);
    expect((await readIssue(tracker, 1)).fields.links).toEqual([{ type: "blocks", to: 3 }]);
    expect((await readIssue(tracker, 2)).fields.links).toEqual(links);
  });
}
