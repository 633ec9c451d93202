import { expect, it } from "vitest";
import { makePlanWorld } from "../../../test/support/plan-world.ts";
import { besidePulls, broughtBack, unseenPulls, withBroughtBack } from "./brought-back.ts";

const two = "### US-1: Pay\n\n**Points:** 1\n\n### US-2: Leave\n";

/** The tracker changed points and links of #1 and the priority of #2; the spec took all but one link. */
async function takenInPart() {
  const world = makePlanWorld();
  await world.sync(two);
  const { tracker } = world;
  const { tip, issues } = await tracker.read();
  const [one, other] = issues.filter(({ type }) => type === "story").map(({ number }) => number!);
  const links = [
    { type: "relates to", to: other! },
    { type: "blocks", to: other! },
  ] as const;
  const writes = [
    { op: "update", number: one!, set: { points: 3, links } },
    { op: "update", number: other!, set: { priority: "critical" } },
  ] as const;
  await tracker.commit({ tip, writes, specs: {} });
  const first = await world.plan(two);
  const edited =
    "### US-1: Pay\n\n**Points:** 3\n**Relates to:** US-2\n\n### US-2: Leave\n\n**Priority:** High\n";
  return { first, next: await world.plan(edited), other: other! };
}

it("tells what the specs took as pulls, of a set the part that came", async () => {
  const { first, next, other } = await takenInPart();
  const pulled = broughtBack(first, next);
  expect(pulled.map(({ op, subject }) => [op, subject.key])).toEqual([
    ["pull", "US-1"],
    ["pull", "US-2"],
  ]);
  const values = pulled.flatMap(({ fields }) =>
    fields.map(({ field, spec, result }) => [field, spec, result]),
  );
  expect(values).toEqual([
    ["points", 1, 3],
    ["links", undefined, [{ type: "relates to", to: other }]],
    ["priority", undefined, "critical"],
  ]);
});

it("shows them instead of the agreements that they lead to, and what is left with a word", async () => {
  const { first, next } = await takenInPart();
  const pulled = broughtBack(first, next);
  const shown = withBroughtBack(besidePulls(next, pulled), pulled);
  expect(next.changes.map(({ op, subject }) => `${op} ${subject.key}`)).toEqual([
    "agree US-1",
    "agree US-2",
    "pull US-1",
  ]);
  expect(shown.changes.map(({ op, subject, note }) => `${op} ${subject.key} ${note}`)).toEqual([
    "pull US-1 null",
    "pull US-2 null",
    "pull US-1 not brought back",
  ]);
});

it("counts each item as changed or as the same, never as both", async () => {
  const { first, next } = await takenInPart();
  const changed = new Set(next.changes.map(({ subject }) => subject.key));
  expect([next.items, next.same, changed.size]).toEqual([3, 1, 2]);
  // A person's comment that the spec had changed: once it is as it was, there is nothing to agree on.
  const silent = { ...next, changes: [], same: 3 };
  expect(besidePulls(silent, broughtBack(first, silent)).same).toBe(1);
});

it("says that an item is moved in its spec by hand", async () => {
  const world = makePlanWorld();
  const spec = "### US-1: Pay\n\n#### Subtasks\n\n- [ ] Form\n";
  await world.sync(spec);
  const { issues } = await world.tracker.read();
  await world.edit(issues.find(({ type }) => type === "subtask")!.number!, { parent: null });
  const { changes } = besidePulls(await world.plan(spec), []);
  expect(changes.map(({ op, note, fields }) => [op, note, fields.map(({ field }) => field)])).toEqual([
    ["pull", "not brought back; move the item in its spec by hand", ["parent"]],
  ]);
});

it("names pulls that are not those that somebody saw", async () => {
  const { first, next } = await takenInPart();
  const pulled = broughtBack(first, next);
  expect(unseenPulls(pulled, pulled)).toEqual([]);
  expect(unseenPulls(first.changes, pulled)).toEqual([]);
  expect(unseenPulls([], pulled)).toEqual([
    "now also   pull US-1 Pay: points",
    "now also   pull US-1 Pay: links",
    "now also   pull US-2 Leave: priority",
  ]);
  const saw = JSON.parse(JSON.stringify(pulled).replaceAll('"tracker":3', '"tracker":2'));
  expect(unseenPulls(saw, pulled)).toEqual(["now also   pull US-1 Pay: points"]);
});
