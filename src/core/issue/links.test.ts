import { describe, expect, it } from "vitest";
import { makePlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf, planTexts } from "../../../test/support/spec-run.ts";
import { blockingChain, reverseLinks } from "./links.ts";

const story = (key: string, rest = "") => `### ${key}: Story ${key}\n\n${rest}\n\n`;
const epic = "# EPIC-1: Checkout\n\n";

describe("one relation, stated from both sides", () => {
  const both = story("US-1", "**Blocks:** US-2") + story("US-2", "**Blocked by:** US-1");

  it("needs no second sync, and shows once", async () => {
    const world = makePlanWorld();
    await world.sync(both);
    const again = await world.plan(both);
    expect([again.changes, again.writes]).toEqual([[], []]);
    const { issues } = await world.tracker.read();
    expect([reverseLinks(issues, 1), reverseLinks(issues, 2)]).toEqual([[], []]);
  });

  it("stands as long as one of them says it", async () => {
    const world = makePlanWorld();
    await world.sync(both);
    const one = story("US-1") + story("US-2", "**Blocked by:** US-1");
    expect(opsOf(await world.sync(one))).toEqual(["update #1"]);
    expect((await world.issue(2)).fields.links).toEqual([{ type: "blocked by", to: 1 }]);
    expect(reverseLinks((await world.tracker.read()).issues, 1)).toEqual([{ type: "blocks", from: 2 }]);
    expect((await world.plan(one)).writes).toEqual([]);
  });
});

it("says of every link what the other side is", async () => {
  const world = makePlanWorld();
  const rows =
    "**Blocks:** US-2\n**Blocked by:** US-3\n**Depends on:** US-4\n**Relates to:** US-5\n**Duplicates:** US-6";
  await world.sync(story("US-1", rows) + ["2", "3", "4", "5", "6"].map((n) => story(`US-${n}`)).join(""));
  const { issues } = await world.tracker.read();
  const from1 = (type: string) => [{ type, from: 1 }];
  expect([2, 3, 4, 5, 6].map((number) => reverseLinks(issues, number))).toEqual(
    ["blocked by", "blocks", "needed by", "relates to", "duplicated by"].map(from1),
  );
});

describe("circles of blocking", () => {
  it("are found across specs, each synced alone, with their path", async () => {
    const world = makePlanWorld();
    const a = { "A.md": epic + story("US-1", "**Blocks:** US-3") };
    const b = { "B.md": `${story("US-3", "**Blocks:** US-2")}${story("US-2")}` };
    await world.sync({ ...a, ...b });
    const closing = { "B.md": `${story("US-3", "**Blocks:** US-2")}${story("US-2", "**Blocks:** US-1")}` };
    const plan = await world.plan(closing);
    expect(plan.problems).toMatchObject([
      { code: "SP096", message: "issues block each other: US-3 -> US-2 -> US-1 -> US-3" },
    ]);
    await world.sync(closing);
    const seen = await world.plan(a);
    expect(seen.problems.map(({ message }) => message)).toEqual([
      "issues block each other: US-1 -> US-3 -> US-2 -> US-1",
    ]);
  });

  it("are found through issues that no spec knows, and for items that are new", async () => {
    const world = makePlanWorld();
    await world.sync(story("US-1"));
    world.addIssue(12, "By hand");
    await world.edit(12, { links: [{ type: "depends on", to: 1 }] });
    const plan = await world.plan(
      story("US-1", "**Depends on:** US-9") + story("US-9", "**Blocked by:** #12"),
    );
    expect(plan.problems).toMatchObject([
      { message: "issues block each other: US-1 -> #12 -> US-9 -> US-1", place: { file: "E.md" } },
    ]);
  });

  it("are no matter of specs that have no part in them", async () => {
    const world = makePlanWorld();
    await world.sync(story("US-1"));
    world.addIssue(11, "One");
    world.addIssue(12, "Two");
    await world.edit(11, { links: [{ type: "blocks", to: 12 }] });
    await world.edit(12, { links: [{ type: "blocks", to: 11 }] });
    expect((await world.plan(story("US-1", "**Blocks:** #11"))).problems).toEqual([]);
  });
});

describe("a key that changed in another spec", () => {
  const a = (key: string, row = "") => ({ "A.md": epic + story(key, row) });
  const b = (rest: string) => ({ "B.md": `# EPIC-2: Returns\n\n${story("US-5", rest)}` });

  it("is named with its new one", async () => {
    const world = makePlanWorld();
    await world.sync({ ...a("US-1"), ...b("**Blocks:** US-1") });
    await world.sync(a("US-9", "**Issue:** #1"));
    await expect(planTexts(world.tracker, { specs: b("**Blocks:** US-1") })).rejects.toThrow(
      /\\"US-1\\" is now US-9 \(#1\) in A\.md; write US-9/,
    );
    expect((await world.sync(b("**Blocks:** US-9"))).problems).toEqual([]);
  });

  it("is not taken for another issue that a new link of the same kind names", async () => {
    const world = makePlanWorld();
    await world.sync({ ...a("US-1"), ...b("**Blocks:** US-1") });
    await expect(planTexts(world.tracker, { specs: b("**Blocks:** US-1, US-7") })).rejects.toThrow(
      /\\"US-7\\" is neither in the specs/,
    );
  });
});

it("finds how one issue blocks another through others, whoever states it", () => {
  const issue = (number: number, links: object[], deleted: string | null = null) =>
    ({ number, deleted, fields: { title: "", links } }) as Parameters<typeof blockingChain>[0][number];
  const issues = [
    issue(1, [{ type: "blocks", to: 2 }]),
    issue(2, [{ type: "relates to", to: 4 }]),
    issue(3, [{ type: "depends on", to: 2 }]),
    issue(4, [{ type: "blocked by", to: 3 }], "2026-01-01T00:00:00.000Z"),
  ];
  expect(blockingChain(issues, 1, 3)).toEqual([1, 2, 3]);
  expect([blockingChain(issues, 3, 1), blockingChain(issues, 1, 4)]).toEqual([null, null]);
});
