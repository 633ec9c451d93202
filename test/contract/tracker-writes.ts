/** Contract: issues are written as asked, numbered without a gap, and never by two writers at once. */
import { expect, it } from "vitest";
import { type Fields, fieldNames, fieldValue } from "../../src/core/issue/field.ts";
import { create, owner, update, write } from "../support/tracker-builders.ts";
import { type Cases, type GetWorld, readIssue } from "./tracker-world.ts";

const full: Fields & { title: string } = {
  title: "Checkout as guest",
  state: "on hold",
  kind: "enhancement",
  priority: "blocker",
  points: 2.5,
  due: "2026-12-24",
  milestone: "Q1 2026",
  component: "Shop",
  version: "1.0",
  assignee: "dana",
  labels: ["auth", "story"],
  prs: [456, 7],
  description: "As a guest\nI want to pay.\n\n- one\n- two",
  criteria: "- [ ] it works\n- [x] it is tested",
  sections: ["Technical Notes"],
  "section.Technical Notes": "Use the `pay` service.",
  "custom.Team": "Blue",
};

function expectFields(fields: Fields, expected: Fields): void {
  for (const name of fieldNames(fields, expected)) {
    expect([name, fieldValue(fields, name)]).toEqual([name, fieldValue(expected, name)]);
  }
}

export function describeWrites(world: GetWorld, cases: Cases): void {
  it("reads back every field, the owner, the base and the spec's own word", async () => {
    const tracker = await world().open();
    const base = { title: full.title, points: null, labels: ["auth"], description: "a".repeat(40) };
    const asked = create("US-001", full, { base, status: "blocked", row: 3 });
    await write(tracker, [{ op: "milestone", name: "Q1 2026", from: null }, asked]);
    const issue = await readIssue(await world().open(), 1);
    expectFields(issue.fields, full);
    expect(issue).toMatchObject({ owner: owner("US-001"), base, status: "blocked", row: 3, deleted: null });
    expect(issue.base).toEqual(base);
    expect(issue.created).toBe(issue.updated);
    expect(Date.parse(issue.created)).toBeGreaterThan(0);
  });

  it("gives the numbers 1..n in the order of the creates", async () => {
    const tracker = await world().open();
    const first = await write(tracker, [create("US-1"), create("US-2")]);
    const second = await write(tracker, [create("US-3")]);
    expect([...first.numbers, ...second.numbers]).toEqual([1, 2, 3]);
    const { issues } = await tracker.read();
    expect(issues.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
  if (cases === "place") return;

  it("sets and clears fields and leaves the others alone", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1", full)]);
    const set: Fields = {
      points: 8,
      due: null,
      labels: [],
      criteria: null,
      "custom.Team": null,
      state: "open",
    };
    await write(tracker, [update(1, set, { status: "in progress" })]);
    const { due: _, labels: __, criteria: ___, "custom.Team": ____, ...kept } = full;
    const issue = await readIssue(tracker, 1);
    expectFields(issue.fields, { ...kept, points: 8, state: "open" });
    expect(issue.status).toBe("in progress");
    expect(Date.parse(issue.updated)).toBeGreaterThan(Date.parse(issue.created));
  });

  it("changes owner and base alone, and replaces the base as a whole", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1", {}, { base: { title: "a", points: 3 } })]);
    await write(tracker, [update(1, {}, { owner: owner("US-9", "OTHER.md"), base: { title: "b" } })]);
    const issue = await readIssue(tracker, 1);
    expect(issue.owner).toEqual(owner("US-9", "OTHER.md"));
    expect(issue.base).toEqual({ title: "b" });
  });
}
