/** Contract: what the tracker's history answers. */
import { expect, it } from "vitest";
import { blobId } from "../../src/git/oid.ts";
import { create, owner, update, write } from "../support/tracker-builders.ts";
import type { Cases, GetWorld } from "./tracker-world.ts";

const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(40)) as [string, string, string];

export function describeHistory(world: GetWorld, cases: Cases): void {
  it("finds the text that a base names", async () => {
    const tracker = await world().open();
    const text = "First\n\n- line";
    await write(tracker, [create("US-1", { description: text, "section.Notes": "n1", sections: ["Notes"] })]);
    await write(tracker, [update(1, { description: "Second", "section.Notes": "n2" })]);
    const other = await world().open();
    expect(await other.readText(1, "description", blobId(text))).toBe(text);
    expect(await other.readText(1, "section.Notes", blobId("n1"))).toBe("n1");
    expect(await other.readText(1, "description", blobId("never there"))).toBeNull();
    expect(await other.readText(99, "description", blobId(text))).toBeNull();
  });

  it("knows which older sync a checkout stands at, and its bases", async () => {
    const tracker = await world().open();
    const epic = owner("EPIC-1");
    await write(
      tracker,
      [
        create("US-1", {}, { base: { title: "one" } }),
        { op: "milestone", name: "Q1", from: null },
        { op: "epic", milestone: "Q1", owner: epic, set: { title: "E" }, base: { title: "E1" } },
      ],
      { "EPIC.md": a },
    );
    await write(tracker, [create("US-2")], { "OTHER.md": c });
    await write(tracker, [update(1, { points: 1 }, { base: { title: "two" } })], { "EPIC.md": b });
    await write(tracker, [update(1, { points: 2 }, { base: { title: "three" } })], { "EPIC.md": c });
    const other = await world().open();
    expect((await other.read()).specs).toEqual({ "EPIC.md": c, "OTHER.md": c });
    const past = await other.findSync("EPIC.md", [a]);
    expect(past?.behind).toBe(2);
    expect(Object.fromEntries(past!.bases)).toMatchObject({
      "#1": { title: "one" },
      ":EPIC-1": { title: "E1" },
    });
    expect((await other.findSync("EPIC.md", [a, b]))?.bases.get("#1")).toEqual({ title: "two" });
    expect(await other.findSync("EPIC.md", [a, b, c])).toBeNull();
    expect(await other.findSync("EPIC.md", ["d".repeat(40)])).toBeNull();
    expect(await other.findSync("NEVER.md", [a])).toBeNull();
  });

  it("knows what later syncs of the same bytes agreed on", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1", {}, { base: { title: "one" } })], { "EPIC.md": a });
    // As a conflict that `--prefer` decides: the spec stays as it is, so only the base is written.
    await write(tracker, [update(1, {}, { base: { title: "settled" } })]);
    await write(tracker, [update(1, {}, { base: { title: "two" } })], { "EPIC.md": b });
    const past = await (await world().open()).findSync("EPIC.md", [a]);
    expect(past).toMatchObject({ behind: 1, bases: new Map([["#1", { title: "settled" }]]) });
  });
  if (cases === "place") return;

  it("forgets a spec", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")], { "EPIC.md": a, "B.md": b });
    await write(tracker, [], { "EPIC.md": null });
    expect((await tracker.read()).specs).toEqual({ "B.md": b });
  });
}
