import { describe, expect, it } from "vitest";
import { makePlanWorld } from "../../../test/support/plan-world.ts";
import { write } from "../../../test/support/tracker-builders.ts";
import type { NameKind } from "../../core/issue/write.ts";
import { type NameChange, planNameChange } from "./names.ts";

const makeWorld = async () => {
  const world = makePlanWorld();
  await world.sync("### US-1: One\n\n**Version:** 1.0\n\n### US-2: Two\n\n**Milestone:** Q1\n");
  await write(world.tracker, [{ op: "version", name: "2.0" }]);
  const change = async (kind: NameKind, wanted: NameChange) => {
    const planned = planNameChange(await world.tracker.read(), kind, wanted);
    await write(world.tracker, planned.writes);
    return planned;
  };
  return { ...world, change };
};
const remove = (name: string, rest: { to?: string; isForced?: boolean } = {}): NameChange => {
  return { op: "remove", name, to: rest.to ?? null, isForced: rest.isForced ?? false };
};

describe("a rename", () => {
  it("takes the issues along and says which specs may still say the old name", async () => {
    const world = await makeWorld();
    const planned = await world.change("version", { op: "rename", name: "1.0", to: "1.5" });
    expect(planned).toMatchObject({ name: "1.0", to: "1.5", issues: 1, specs: ["E.md"] });
    expect((await world.issue(1)).fields.version).toBe("1.5");
  });

  it("may change capitals, and is nothing where the name is the same", async () => {
    const world = await makeWorld();
    expect((await world.change("milestone", { op: "rename", name: "Q1", to: "q1" })).writes).toHaveLength(1);
    expect((await world.issue(2)).fields.milestone).toBe("q1");
    expect((await world.change("milestone", { op: "rename", name: "Q1", to: " q1 " })).writes).toEqual([]);
  });

  it("goes to no name that there is, in any capitals, and from none that there is not", async () => {
    const world = await makeWorld();
    const to = (name: string, other: string) => world.change("version", { op: "rename", name, to: other });
    await expect(to("1.0", "2.0")).rejects.toMatchObject({ code: "name-taken" });
    await expect(to("10", "3.0")).rejects.toMatchObject({ code: "name-unknown" });
    const milestone = { op: "rename", name: "Q1", to: "CHECKOUT" } as const;
    await expect(world.change("milestone", milestone)).rejects.toThrow(/in capitals only/);
  });
});

describe("a removal", () => {
  it("of what issues have needs another name for them, or the word that they get none", async () => {
    const world = await makeWorld();
    const refused = { code: "refused", data: { issues: [1] } };
    await expect(world.change("version", remove("1.0"))).rejects.toMatchObject(refused);
    expect(await world.change("version", remove("1.0", { to: "2.0" }))).toMatchObject({ issues: 1 });
    expect((await world.issue(1)).fields.version).toBe("2.0");
    await world.change("version", remove("2.0", { isForced: true }));
    expect((await world.issue(1)).fields.version).toBeUndefined();
    expect((await world.tracker.read()).versions).toEqual([]);
  });

  it("of a milestone with an epic names the epic and its spec, forced or not", async () => {
    const world = await makeWorld();
    const forced = world.change("milestone", remove("Checkout", { isForced: true, to: "Q1" }));
    await expect(forced).rejects.toThrow(/EPIC-1 \(E\.md\)/);
  });

  it("does not give the issues the name that goes", async () => {
    const world = await makeWorld();
    const same = world.change("version", remove("1.0", { to: "1.0" }));
    await expect(same).rejects.toMatchObject({ code: "usage" });
  });
});

it("closes and opens a milestone, and does nothing twice", async () => {
  const world = await makeWorld();
  const closed = await world.change("milestone", { op: "close", name: "q1" });
  expect(closed.notes).toEqual(["1 of its issues is still open"]);
  expect((await world.change("milestone", { op: "close", name: "Q1" })).writes).toEqual([]);
  await world.change("milestone", { op: "reopen", name: "Q1" });
  const { milestones } = await world.tracker.read();
  expect(milestones.find(({ name }) => name === "Q1")?.state).toBe("open");
});

it.each(["", "  ", "-", "none", "a\nb"])("adds no name like %j", async (name) => {
  const world = await makeWorld();
  await expect(world.change("component", { op: "add", name })).rejects.toMatchObject({ code: "usage" });
});
