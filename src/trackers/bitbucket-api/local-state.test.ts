import { beforeEach, describe, expect, it } from "vitest";
import type { ApiWorld } from "../../../test/support/api-worlds.ts";
import { spec, startCheckout, story } from "../../../test/support/checkout-world.ts";
import { planTexts, syncTexts } from "../../../test/support/spec-run.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startCheckout();
});

const issue = (id: number) => world.issues().find((one) => one.id === id)!;

describe("without its memory", () => {
  it("a clone finds everything as it was, and the spec wins where nobody else wrote", async () => {
    const text = "**Priority:** High\n\nWords\n\n#### Comments\n\n> **@dana** (2026-01-15): Hello\n";
    await syncTexts(world.open(), spec(story("US-1", text), story("US-2")));
    world.forget();
    expect((await planTexts(world.open(), spec(story("US-1", text), story("US-2")))).writes).toEqual([]);
    const next = text.replace("High", "Low").replace("Words", "Other words");
    const plan = await syncTexts(world.open(), spec(story("US-1", next), story("US-2")));
    expect(plan.changes).toMatchObject([
      { op: "update", fields: [{ field: "priority" }, { field: "description" }] },
    ]);
    expect(issue(1)).toMatchObject({ priority: "minor" });
    expect(issue(1).comments.filter(({ raw }) => raw.startsWith("Hello"))).toHaveLength(1);
  });

  it("an edit in the tracker is a conflict, never overwritten", async () => {
    await syncTexts(world.open(), spec(story("US-1", "Words")));
    world.cloud.editIssue(world.fullName, 1, { raw: issue(1).raw.replace("Words", "Theirs") });
    world.forget();
    const plan = await syncTexts(world.open(), spec(story("US-1", "Mine")));
    expect(plan.changes.map(({ op }) => op)).toEqual(["agree", "conflict"]);
    expect(plan.changes[1]!.fields).toMatchObject([{ field: "description" }]);
    expect(issue(1).raw).toMatch(/^Theirs\n/);
  });

  it("an edit that was seen before another write is not taken for agreed", async () => {
    await syncTexts(world.open(), spec(story("US-1", "Words")));
    world.cloud.editIssue(world.fullName, 1, { priority: "blocker", kind: "bug" });
    await syncTexts(world.open(), spec(story("US-1", "Other")));
    expect(issue(1).raw).toMatch(/· [0-9a-f]{8} without kind, priority\n?$/);
    world.forget();
    const plan = await syncTexts(world.open(), spec(story("US-1", "Third")));
    expect(plan.changes.map(({ op }) => op)).toEqual(["update", "pull"]);
    expect(issue(1)).toMatchObject({ priority: "blocker", kind: "bug" });
  });
});

describe("what belongs to people", () => {
  it("stays: text below the footer, other comments, fields that no spec names", async () => {
    const lee = world.cloud.addUser("lee");
    await syncTexts(world.open(), spec(story("US-1", "0")));
    world.cloud.editIssue(world.fullName, 1, { raw: `${issue(1).raw}\n\nCall me @{x}.`, assignee: lee });
    world.cloud.addComment(world.fullName, 1, lee, "My words");
    for (let at = 1; at <= 20; at += 1) await syncTexts(world.open(), spec(story("US-1", `${at}`)));
    expect(issue(1).raw).toMatch(
      /^20\n\n---\nEpic: EPIC-1\nLabels: story\nspectryn: .*\n\nCall me @\{x\}\.$/,
    );
    expect(issue(1).assignee).toBe(lee);
    expect(issue(1).comments.filter(({ raw }) => raw !== "")).toMatchObject([{ raw: "My words" }]);
  });

  it("is not called by a spec, and an issue without footer keeps its owner", async () => {
    await syncTexts(world.open(), spec(story("US-1", "Ask @{557058:x}.")));
    expect(issue(1).raw).toContain("Ask @\\{557058:x}.");
    world.cloud.editIssue(world.fullName, 1, { raw: "Ask me." });
    const { issues: read } = await world.open().read();
    expect(read[0]).toMatchObject({ owner: { key: "US-1" }, fields: { description: "Ask me." } });
  });
});
