import { describe, expect, it } from "vitest";
import { makePlanWorld } from "../../../test/support/plan-world.ts";
import type { FileContent } from "../match/world.ts";
import { comparePlans } from "./file.ts";
import { guardPlan } from "./guard.ts";

function files(contents: Readonly<Record<string, string>>): Map<string, FileContent> {
  return new Map(
    Object.entries(contents).map(([path, letter]) => [
      path,
      { sha256: letter.repeat(64), size: letter.charCodeAt(0) },
    ]),
  );
}

const story = (...lines: readonly string[]) => `### US-1: Pay\n\n#### Attachments\n\n${lines.join("\n")}\n`;
const both = story("- [Plan](./plan.pdf): The plan", "- [B](b.txt)");
const given = { input: { files: files({ "plan.pdf": "a", "b.txt": "b" }) } };

/** `name a path`, the letter being the content. */
async function held(world: ReturnType<typeof makePlanWorld>): Promise<string[]> {
  return (await world.issue(1)).attachments.map(({ name, sha256, path }) => `${name} ${sha256[0]} ${path}`);
}

describe("attachments of an item", () => {
  it("come with the create, and are agreed on afterwards", async () => {
    const world = makePlanWorld();
    const plan = await world.sync(both, given);
    expect(plan.changes.find(({ subject }) => subject.key === "US-1")?.attachments).toHaveLength(2);
    expect(await held(world)).toEqual(["Plan a plan.pdf", "B b b.txt"]);
    expect((await world.plan(both, given)).writes).toEqual([]);
  });

  it("get a new version in their place, and follow their name, text and path", async () => {
    const world = makePlanWorld();
    await world.sync(both, given);
    const text = story("- [The plan](docs/plan.pdf)", "- [B](b.txt)");
    const input = { files: files({ "docs/plan.pdf": "a", "b.txt": "c" }) };
    const plan = await world.sync(text, { input });
    const [change] = plan.changes;
    expect(change).toMatchObject({ op: "update", subject: { number: 1 } });
    expect(change!.attachments.map(({ before, after }) => [before?.name, after.name])).toEqual([
      ["Plan", "The plan"],
      ["B", "B"],
    ]);
    expect(await held(world)).toEqual(["The plan a docs/plan.pdf", "B c b.txt"]);
    expect((await world.plan(text, { input })).writes).toEqual([]);
  });

  it("are not mixed up when two files swap their names", async () => {
    const world = makePlanWorld();
    await world.sync(both, given);
    const input = { files: files({ "plan.pdf": "b", "b.txt": "a" }) };
    await world.sync(both, { input });
    expect((await held(world)).sort()).toEqual(["B a b.txt", "Plan b plan.pdf"]);
    expect((await world.plan(both, { input })).writes).toEqual([]);
  });

  it("count once where a content is listed twice, or shown and listed", async () => {
    const world = makePlanWorld();
    const text = story("- [One](one.png)", "- [Two](two.png)").replace("Pay\n", "Pay\n\n![x](./one.png)\n");
    const input = { files: files({ "one.png": "a", "two.png": "a" }) };
    await world.sync(text, { input });
    expect(await held(world)).toEqual(["One a one.png"]);
    expect((await world.plan(text, { input })).writes).toEqual([]);
  });

  it("that left the spec are reported, and deleted only by `orphans: delete`", async () => {
    const world = makePlanWorld();
    await world.sync(both, given);
    const text = story("- [B](b.txt)");
    const plan = await world.plan(text, given);
    expect(plan.writes).toEqual([]);
    expect(plan.changes).toMatchObject([
      { op: "orphan", subject: { kind: "attachment", number: 1, title: "Plan" } },
    ]);
    await world.sync(text, { ...given, settings: { orphans: "delete" } });
    expect(await held(world)).toEqual(["B b b.txt"]);
  });

  it("stay as they are while their file is missing", async () => {
    const world = makePlanWorld();
    await world.sync(both, given);
    const input = { files: files({ "b.txt": "b" }) };
    const plan = await world.plan(both, { input, settings: { orphans: "delete" } });
    expect(plan.changes).toEqual([]);
  });

  it("by people are left alone, also where the spec lists the same content", async () => {
    const world = makePlanWorld();
    await world.sync("### US-1: Pay\n");
    const sha256 = "a".repeat(64);
    const attachment = {
      id: sha256.slice(0, 12),
      name: "mine",
      sha256,
      size: 97,
      description: null,
      path: null,
    };
    const { tip } = await world.tracker.read();
    const write = { op: "attach", issue: 1, attachment, replaces: null } as const;
    await world.tracker.commit({ tip, writes: [write], specs: {} });
    await world.sync(both, given);
    expect(await held(world)).toEqual(["mine a null", "B b b.txt"]);
    const plan = await world.plan("### US-1: Pay\n", { settings: { orphans: "delete" } });
    expect(plan.writes).toMatchObject([{ op: "detach", id: "bbbbbbbbbbbb" }]);
  });

  it("are not turned back by a checkout that is behind", async () => {
    const world = makePlanWorld();
    await world.sync(both, given);
    const newer = { input: { files: files({ "plan.pdf": "c", "b.txt": "b" }) } };
    await world.sync(both, newer);
    const past = { behind: 1, bases: new Map([["#1", { title: "Pay" }]]), numbers: new Map([[":US-1", 1]]) };
    const specs = [{ path: "E.md", blob: "0".repeat(40), past }];
    const plan = await world.plan(story("- [Plan](./plan.pdf)", "- [New](new.txt)"), {
      input: { specs, files: files({ "plan.pdf": "a", "new.txt": "n" }) },
      settings: { orphans: "delete" },
    });
    expect(plan.writes.filter(({ op }) => op === "attach" || op === "detach")).toEqual([]);
  });

  it("bind a saved plan to their content", async () => {
    const world = makePlanWorld();
    const saved = await world.plan(both, given);
    const fresh = await world.plan(both, { input: { files: files({ "plan.pdf": "z", "b.txt": "b" }) } });
    expect(comparePlans(saved.changes, saved.changes)).toEqual([]);
    expect(comparePlans(saved.changes, fresh.changes)).not.toEqual([]);
  });

  it("are guarded when many issues lose theirs, and do not count as lost issues", async () => {
    const world = makePlanWorld();
    const many = (line: string) =>
      Array.from({ length: 12 }, (_, at) => `### US-${at + 1}: S${at}\n\n#### Attachments\n\n${line}\n`).join(
        "\n",
      );
    await world.sync(many("- [B](b.txt)"), given);
    const plan = await world.plan(many(""), { ...given, settings: { orphans: "delete" } });
    expect(guardPlan(plan)).toEqual([
      "attachments would be cleared on 12 of 12 issues (100 %, the limit is 30 %)",
    ]);
  });
});
