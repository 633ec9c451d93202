/** Contract: milestones with their epics, components, versions. */
import { expect, it } from "vitest";
import { create, owner, write } from "../support/tracker-builders.ts";
import { type GetWorld, readIssue } from "./tracker-world.ts";

export function describeNames(world: GetWorld): void {
  it("creates milestones, components and versions once, sorted by name", async () => {
    const tracker = await world().open();
    await write(tracker, [
      { op: "milestone", name: "Q2", from: null },
      { op: "milestone", name: "Q1", from: null, state: "closed" },
      { op: "component", name: "Shop" },
      { op: "component", name: "Shop" },
      { op: "version", name: "2.0" },
      { op: "version", name: "1.0" },
    ]);
    expect(await (await world().open()).read()).toMatchObject({
      milestones: [
        { name: "Q1", state: "closed", epics: [] },
        { name: "Q2", state: "open", epics: [] },
      ],
      components: ["Shop"],
      versions: ["1.0", "2.0"],
    });
  });

  it("renames a milestone in every issue, base and epic that names it", async () => {
    const tracker = await world().open();
    const base = { title: "a", milestone: "Q1" };
    await write(tracker, [
      { op: "milestone", name: "Q1", from: null },
      { op: "milestone", name: "Q2", from: null },
      create("US-1", { milestone: "Q1" }, { base }),
      create("US-2", { milestone: "Q2" }, { base }),
      { op: "epic", milestone: "Q1", owner: owner("EPIC-1"), set: { title: "E" }, base },
    ]);
    await write(tracker, [{ op: "milestone", name: "Spring", from: "Q1", state: "closed" }]);
    const { milestones } = await tracker.read();
    expect(milestones.map(({ name, state }) => [name, state])).toEqual([
      ["Q2", "open"],
      ["Spring", "closed"],
    ]);
    expect(milestones[1]!.epics[0]!.base).toEqual({ title: "a", milestone: "Spring" });
    expect(await readIssue(tracker, 1)).toMatchObject({
      fields: { milestone: "Spring" },
      base: { milestone: "Spring" },
    });
    expect(await readIssue(tracker, 2)).toMatchObject({
      fields: { milestone: "Q2" },
      base: { milestone: "Spring" },
    });
  });

  it("renames for a person: the issues follow, bases stay as they were agreed on", async () => {
    const tracker = await world().open();
    const base = { title: "a", milestone: "Q1", component: "Shop" };
    await write(tracker, [
      { op: "milestone", name: "Q1", from: null, state: "closed" },
      { op: "component", name: "Shop" },
      create("US-1", { milestone: "Q1", component: "Shop" }, { base }),
      { op: "epic", milestone: "Q1", owner: owner("EPIC-1"), set: { title: "E" }, base },
    ]);
    await write(tracker, [
      { op: "rename-name", kind: "milestone", from: "Q1", name: "Spring" },
      { op: "rename-name", kind: "component", from: "Shop", name: "Store" },
    ]);
    const { milestones, components } = await (await world().open()).read();
    expect(components).toEqual(["Store"]);
    expect(milestones).toMatchObject([{ name: "Spring", state: "closed", epics: [{ base }] }]);
    expect(await readIssue(tracker, 1)).toMatchObject({
      fields: { milestone: "Spring", component: "Store" },
      base,
    });
  });

  it("removes a name: its issues get another or none, and keep their bases", async () => {
    const tracker = await world().open();
    const base = { title: "a", version: "1.0", milestone: "Q1" };
    await write(tracker, [
      { op: "milestone", name: "Q1", from: null },
      { op: "version", name: "1.0" },
      { op: "version", name: "2.0" },
      create("US-1", { version: "1.0", milestone: "Q1" }, { base }),
    ]);
    await write(tracker, [
      { op: "remove-name", kind: "version", name: "1.0", to: "2.0" },
      { op: "remove-name", kind: "milestone", name: "Q1", to: null },
    ]);
    expect(await tracker.read()).toMatchObject({ milestones: [], versions: ["2.0"] });
    const issue = await readIssue(tracker, 1);
    expect(issue).toMatchObject({ fields: { version: "2.0" }, base });
    expect(issue.fields.milestone).toBeUndefined();
  });

  it("removes no milestone that holds an epic", async () => {
    const tracker = await world().open();
    await write(tracker, [
      { op: "milestone", name: "Q1", from: null },
      { op: "epic", milestone: "Q1", owner: owner("EPIC-1"), set: { title: "E" } },
    ]);
    const remove = { op: "remove-name", kind: "milestone", name: "Q1", to: null } as const;
    await expect(write(tracker, [remove])).rejects.toThrow(/EPIC-1/);
  });

  it("gives an epic's entry to its new owner", async () => {
    const tracker = await world().open();
    const [before, after] = [owner("EPIC-1"), owner("EPIC-1", "EPIC.md", "shop")];
    await write(tracker, [
      { op: "milestone", name: "Q1", from: null },
      { op: "epic", milestone: "Q1", owner: before, set: { title: "E" }, base: { title: "E" } },
    ]);
    await write(tracker, [{ op: "epic", milestone: "Q1", owner: after, from: before, set: {} }]);
    const [q1] = (await (await world().open()).read()).milestones;
    expect(q1!.epics).toEqual([{ owner: after, fields: { title: "E" }, status: null, base: { title: "E" } }]);
  });

  it("keeps an epic's fields and base, and moves its entry to another milestone", async () => {
    const tracker = await world().open();
    const epic = owner("EPIC-1");
    const fields = {
      title: "Pay",
      state: "open",
      priority: "minor",
      description: "All about paying.",
      sections: ["Vision"],
      "section.Vision": "Fast.",
      "custom.Owner": "Lee | Kim",
    } as const;
    const base = { title: "Pay", description: "b".repeat(40) };
    await write(tracker, [
      { op: "milestone", name: "Q1", from: null },
      { op: "milestone", name: "Q2", from: null },
      { op: "epic", milestone: "Q1", owner: epic, set: fields, status: "wip", base },
    ]);
    const [q1] = (await (await world().open()).read()).milestones;
    expect(q1!.epics).toEqual([{ owner: epic, fields, status: "wip", base }]);

    await write(tracker, [
      { op: "epic", milestone: "Q2", owner: epic, set: { priority: "major", description: null } },
    ]);
    const { milestones } = await tracker.read();
    expect(milestones[0]!.epics).toEqual([]);
    const { description: _, ...kept } = fields;
    expect(milestones[1]!.epics).toEqual([
      { owner: epic, fields: { ...kept, priority: "major" }, status: "wip", base },
    ]);

    await write(tracker, [{ op: "remove-epic", owner: owner("epic-1") }]);
    expect((await tracker.read()).milestones.flatMap(({ epics }) => epics)).toEqual([]);
  });

  it("refuses to rename a milestone onto another", async () => {
    const tracker = await world().open();
    await write(tracker, [
      { op: "milestone", name: "Q1", from: null },
      { op: "milestone", name: "Q2", from: null },
    ]);
    await expect(write(tracker, [{ op: "milestone", name: "Q2", from: "Q1" }])).rejects.toThrow(/renamed/);
  });
}
