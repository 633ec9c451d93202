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
