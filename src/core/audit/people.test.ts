import { expect, it } from "vitest";
import { makePlanWorld } from "../../../test/support/plan-world.ts";

const story = (key: string, assignee: string) => `### ${key}: Story ${key}\n\n**Assignee:** ${assignee}\n\n`;
const messages = (plan: { problems: readonly { code: string; message: string }[] }) =>
  plan.problems.map(({ code, message }) => `${code} ${message}`);

it("says nothing on the first sync: the tracker knows nobody yet", async () => {
  const world = makePlanWorld();
  const plan = await world.sync(story("US-1", "@dana") + story("US-2", "@lee"));
  expect(plan.problems).toEqual([]);
});

it("warns of a new name once, with one that is near, and writes it", async () => {
  const world = makePlanWorld();
  await world.sync(story("US-1", "@dana"));
  const spec = story("US-1", "@dana") + story("US-2", "@dnaa") + story("US-3", "@dnaa");
  const plan = await world.sync(spec);
  expect(messages(plan)).toEqual(['SP085 nobody here is called "dnaa"; did you mean "dana"?']);
  expect(plan.problems[0]!.place).toMatchObject({ line: 9 });
  expect((await world.issue(2)).fields.assignee).toBe("dnaa");
  expect((await world.plan(spec)).problems).toEqual([]);
});

it("knows the accounts of the table of users, and its names as near ones", async () => {
  const world = makePlanWorld();
  const settings = { users: { Dana: "712020:ab", Kim: "712020:cd" } };
  const plan = await world.sync(story("US-1", "@dana"), { settings });
  expect(plan.problems).toEqual([]);
  const first = await makePlanWorld().plan(story("US-1", "@Kimm") + story("US-2", "@lee"), { settings });
  expect(messages(first)).toEqual(['SP085 nobody here is called "Kimm"; did you mean "Kim"?']);
  const other = await world.plan(story("US-1", "@Kimm"), { settings });
  expect(messages(other)).toEqual(['SP085 nobody here is called "Kimm"; did you mean "Kim"?']);
});

it("believes the host: whom it knows is known, and whom it does not is named so", async () => {
  const world = makePlanWorld();
  await world.sync(story("US-1", "@dana"));
  const people = new Map([
    ["lee", true],
    ["zoe", false],
  ]);
  const spec = story("US-2", "@lee") + story("US-3", "@zoe");
  const plan = await world.plan(spec, { input: { people } });
  expect(messages(plan)).toEqual(['SP085 the host knows nobody called "zoe"']);
});

it("is quiet about names that a person gave in the tracker", async () => {
  const world = makePlanWorld();
  await world.sync(story("US-1", "@dana"));
  await world.edit(1, { assignee: "nobody-knows" });
  expect((await world.plan(story("US-1", "@dana"))).problems).toEqual([]);
});
