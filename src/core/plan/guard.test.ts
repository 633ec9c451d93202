import { describe, expect, it } from "vitest";
import { makePlanWorld, stories } from "../../../test/support/plan-world.ts";
import { guardPlan } from "./guard.ts";

describe("guards", () => {
  const many = (count: number) => stories(...Array.from({ length: count }, (_, index) => `US-${index + 1}`));

  it("asks before more than 10 % are removed, and not for less than ten issues", async () => {
    const world = makePlanWorld();
    await world.sync(many(20));
    const settings = { orphans: "delete" } as const;
    expect(guardPlan(await world.plan(many(18), { settings }))).toEqual([]);
    expect(guardPlan(await world.plan(many(17), { settings }))).toEqual([
      "3 of 20 issues would be removed or closed (15 %, the limit is 10 %)",
    ]);
  });

  it("asks before a value is cleared on more than 30 % of the issues", async () => {
    const world = makePlanWorld();
    const pointed = Array.from(
      { length: 10 },
      (_, index) => `### US-${index + 1}: S\n\n**Story Points:** 3\n`,
    );
    await world.sync(pointed.join("\n"));
    const cleared = pointed.map((text, index) =>
      index < 4 ? text.replace(": 3", ": -").replace("** 3", "** -") : text,
    );
    expect(guardPlan(await world.plan(cleared.join("\n")))).toEqual([
      "points would be cleared on 4 of 10 issues (40 %, the limit is 30 %)",
    ]);
  });
});

describe("guards of identity", () => {
  it("asks before six new issues take the titles of issues that nobody owns", async () => {
    const world = makePlanWorld();
    await world.sync(stories("US-99"));
    const keys = Array.from({ length: 6 }, (_, index) => `US-${index + 1}`);
    for (const [index, key] of keys.entries()) world.addIssue(index + 2, `Story ${key}`);
    expect(guardPlan(await world.plan(stories("US-99", ...keys.slice(1))))).toEqual([]);
    expect(guardPlan(await world.plan(stories("US-99", ...keys)))).toHaveLength(1);
  });
});
