/** Contract: what people do to the files: edits, unknown keys, damage. Nothing of theirs is lost. */
import { expect, it } from "vitest";
import { create, owner, update, write } from "../support/tracker-builders.ts";
import { type Cases, expectNothingWritten, type GetWorld, readIssue } from "./tracker-world.ts";

const first = "issues/0/1.md";

export function describeRecords(world: GetWorld, cases: Cases): void {
  it("reads an edit by hand and keeps keys it does not know", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1", { points: 3, description: "Text." })]);
    const text = (await world().text(first))!;
    const edited = text
      .replace('state: "new"', "state: open   \nreview: {by: lee, when: 2026-01-02}")
      .replace("Text.", "Another text.");
    await world().edit({ [first]: edited.replaceAll("\n", "\r\n") });
    const issue = await readIssue(tracker, 1);
    expect(issue.fields).toMatchObject({ state: "open", points: 3, description: "Another text." });
    await write(tracker, [update(1, { points: 5 })]);
    const after = (await world().text(first))!;
    expect(after).toContain('\nreview: {"by":"lee","when":"2026-01-02"}\n');
    expect(after).not.toContain("\r");
    expect((await readIssue(tracker, 1)).fields).toMatchObject({ state: "open", points: 5 });
  });

  it("reports a broken record with its owner, and never overwrites it", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1"), create("US-2")]);
    const broken = "<<<<<<< mine\n---\nstate: almost\n";
    await world().edit({ [first]: broken });
    const snapshot = await (await world().open()).read();
    expect(snapshot.issues.map(({ number }) => number)).toEqual([2]);
    expect(snapshot.unreadable).toMatchObject([{ path: first, number: 1, owner: owner("US-1") }]);
    expect(snapshot.unreadable[0]!.reason).not.toBe("");
    await expectNothingWritten(world(), async () => {
      await expect(write(tracker, [update(1, { points: 1 })])).rejects.toThrow(/#1 cannot be read/);
    });
    expect(
      (await write(tracker, [create("US-3", { links: [{ type: "blocks", to: "US-1" }] })])).numbers,
    ).toEqual([3]);
    expect(await world().text(first)).toBe(broken);
    expect((await readIssue(tracker, 3)).fields.links).toEqual([{ type: "blocks", to: 1 }]);
  });
  if (cases === "place") return;

  it("never gives a number that a file has, whatever tracker.json says", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    const text = (await world().text(first))!;
    await world().edit({ "issues/0/7.md": text.replace("US-1", "US-7"), "issues/0/9.md": "broken" });
    expect((await write(tracker, [create("US-2")])).numbers).toEqual([10]);
  });

  it("leaves files that are not its own alone", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    await world().edit({ "docs/how.md": "mine", "issues/notes.txt": "mine too" });
    await write(tracker, [create("US-2")]);
    expect([await world().text("docs/how.md"), await world().text("issues/notes.txt")]).toEqual([
      "mine",
      "mine too",
    ]);
    expect((await tracker.read()).unreadable).toEqual([]);
  });
}

/** What concerns the branch as a whole. */
export function describeDamage(world: GetWorld, cases: Cases): void {
  it("stops at a damaged list instead of replacing it", async () => {
    const tracker = await world().open();
    await write(tracker, [{ op: "milestone", name: "Q1", from: null }]);
    await world().edit({ "meta/milestones.json": "[<<<<<<<" });
    await expect(tracker.read()).rejects.toMatchObject({ code: "tracker-corrupt" });
    expect(await world().text("meta/milestones.json")).toBe("[<<<<<<<");
  });

  it("does not take a branch for a tracker that is none", async () => {
    const tracker = await world().open();
    await world().edit({ "index.html": "<h1>pages</h1>" });
    await expect(tracker.read()).rejects.toMatchObject({ code: "not-a-tracker" });
  });

  it("numbers an issue that somebody put there without one, with the next commit", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1", { parent: "US-8" })]);
    await world().edit({
      "issues/new/01kc.md": "---\ntitle: From a pull request\nkey: US-8\n---\nPlease.\n",
    });
    const before = await tracker.read();
    expect(before.unpublished).toBe(1);
    expect(before.issues.at(-1)).toMatchObject({ number: -1, fields: { title: "From a pull request" } });
    const outcome = await tracker.commit({ tip: before.tip, writes: [], specs: {} });
    expect(outcome.status).toBe("done");
    expect(await tracker.read()).toMatchObject({
      unpublished: 0,
      issues: [
        { fields: { parent: 2 } },
        { number: 2, fields: { title: "From a pull request", description: "Please." } },
      ],
    });
    expect(await world().text("issues/new/01kc.md")).toBeNull();
  });
  if (cases === "place") return;

  it("reads a tracker of a newer schema and does not write it", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    const text = (await world().text("tracker.json"))!;
    await world().edit({ "tracker.json": text.replace('"schema": 1', '"schema": 2') });
    expect((await tracker.read()).issues).toHaveLength(1);
    await expect(write(tracker, [create("US-2")])).rejects.toMatchObject({ code: "tracker-newer" });
  });
}
