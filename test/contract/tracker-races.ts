/** Contract: one writer at a time wins, and what loses or fails writes nothing. */
import { expect, it } from "vitest";
import type { Write } from "../../src/core/issue/write.ts";
import { create, owner, update, write } from "../support/tracker-builders.ts";
import { type Cases, expectNothingWritten, type GetWorld } from "./tracker-world.ts";

export function describeRaces(world: GetWorld, cases: Cases): void {
  it("writes nothing for an empty batch or one that changes nothing", async () => {
    const tracker = await world().open();
    const { tip } = await write(tracker, [create("US-1", { points: 3 })], { "EPIC.md": "a".repeat(40) });
    await expectNothingWritten(world(), async () => {
      expect(await write(tracker, [])).toMatchObject({ tip, numbers: [] });
      const same = update(1, { points: 3, title: "Title of US-1" });
      expect(await write(tracker, [same], { "EPIC.md": "a".repeat(40) })).toMatchObject({ tip });
    });
  });

  it("answers moved to a batch on an old tip, and writes nothing of it", async () => {
    const [one, other] = [await world().open(), await world().open()];
    const { tip } = await write(one, [create("US-1")]);
    await other.read();
    await write(one, [create("US-2")]);
    await expectNothingWritten(world(), async () => {
      const outcome = await other.commit({ tip, writes: [create("US-3")], specs: {} });
      expect(outcome).toMatchObject({ status: "moved" });
      expect(await other.commit({ tip: null, writes: [create("US-3")], specs: {} })).toMatchObject({
        status: "moved",
      });
    });
  });

  it("lets two openers race and both win in the end, each number once", async () => {
    const writers = await Promise.all(
      ["A", "B", "C"].map(async (name) => ({ name, tracker: await world().open() })),
    );
    const work = async ({ name, tracker }: (typeof writers)[number]) => {
      for (let round = 1; round <= 3; round += 1) {
        for (let tries = 1; ; tries += 1) {
          const isDone = await tracker.exclusive(async () => {
            const { tip } = await tracker.read();
            const outcome = await tracker.commit({ tip, writes: [create(`${name}-${round}`)], specs: {} });
            return outcome.status === "done";
          });
          if (isDone) break;
          expect(tries).toBeLessThan(50);
        }
      }
    };
    await Promise.all(writers.map(work));
    const { issues } = await (await world().open()).read();
    expect(issues.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(issues.map((issue) => issue.owner?.key)).size).toBe(9);
  });

  const bad: readonly (readonly [string, Write])[] = [
    ["an update of an absent issue", update(9, { points: 1 })],
    ["an update of a deleted issue", update(2, { points: 1 })],
    ["a deletion of an absent issue", { op: "delete", number: 9 }],
    ["a revival of a living issue", create("US-1", {}, { revive: 1 })],
    [
      "an epic in an unknown milestone",
      { op: "epic", milestone: "?", owner: owner("E-1"), set: { title: "E" } },
    ],
  ];
  it.each(cases === "place" ? bad.slice(0, 1) : bad)(
    "fails loudly and writes nothing: %s",
    async (_, one) => {
      const tracker = await world().open();
      await write(tracker, [create("US-1"), create("US-2")]);
      await write(tracker, [{ op: "delete", number: 2 }]);
      await expectNothingWritten(world(), async () => {
        await expect(write(tracker, [create("US-3"), one])).rejects.toThrow(/cannot|no milestone/);
      });
    },
  );
}
