import { describe, expect, it } from "vitest";
import { changesOf, held, story } from "../../../test/support/comment-stories.ts";
import { makePlanWorld, type PlanWorld } from "../../../test/support/plan-world.ts";
import { opsOf, planTexts, syncTexts } from "../../../test/support/spec-run.ts";
import { withoutSpecChanges } from "../plan/change.ts";
import { guardPlan } from "../plan/guard.ts";
import type { Prefer } from "../reconcile/reconcile.ts";

describe("comments", () => {
  it("come with the issue that is created", async () => {
    const world = makePlanWorld();
    const plan = await world.sync(story("dana: a"));
    expect(opsOf(plan)).toEqual(["create EPIC-1", "create US-1"]);
    expect(await world.comments(1)).toMatchObject([
      { author: "dana", text: "a", isFromSpec: true, entry: { author: "dana", date: "2026-01-01" } },
    ]);
    expect((await world.plan(story("dana: a"))).writes).toEqual([]);
  });

  it("are not asked for where the spec says nothing of them", async () => {
    const world = makePlanWorld();
    await world.sync(story("dana: a"));
    await world.comment(1, "hello");
    const asked: number[] = [];
    const tracker = {
      ...world.tracker,
      readComments: (issues: readonly number[]) => {
        asked.push(...issues);
        return world.tracker.readComments(issues);
      },
    };
    const plan = await planTexts(tracker, { specs: { "E.md": "# EPIC-1: Checkout\n\n### US-1: One\n" } });
    expect(changesOf(plan)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("plans nothing where one cannot be read, and says which", async () => {
    const world = makePlanWorld();
    await world.sync(story("dana: a"));
    world.put("comments/0/1/01bad.md", "<<<<<<< ours\n");
    const plan = await world.plan(story("dana: a2", "dana: b"));
    expect(plan.writes).toEqual([]);
    expect(plan.changes).toMatchObject([{ op: "withheld", note: expect.stringContaining("01bad.md") }]);
    expect(plan.unreadable).toMatchObject([{ path: "comments/0/1/01bad.md", number: 1 }]);
  });

  it("are known by the names that the spec gives to accounts", async () => {
    const world = makePlanWorld();
    const settings = { users: { dana: "dana.w", robin: "lee" } };
    await world.sync(story("dana: a"), { settings });
    await world.comment(1, "hello");
    expect(await held(world)).toEqual(["dana.w*: a", "lee: hello"]);
    expect(changesOf(await world.plan(story("Dana: a"), { settings }))).toEqual(["pull robin: - | hello"]);
    const plan = await world.sync(story("dana: a", "robin: hello"), { settings });
    expect(changesOf(plan)).toEqual(["agree robin: hello | hello"]);
    expect((await world.plan(story("dana: a", "robin: hello"), { settings })).writes).toEqual([]);
  });

  it("of one story are planned alone", async () => {
    const world = makePlanWorld();
    const two = `${story("dana: a")}\n${story("dana: a").replaceAll("US-1", "US-2")}`;
    await world.sync(two.replaceAll(": a", ": b"));
    const plan = await world.plan(two, { story: "us-2" });
    expect(opsOf(plan)).toEqual(["update #2"]);
  });

  it("come back with a deleted issue, and none twice", async () => {
    const world = makePlanWorld();
    const settings = { orphans: "delete" } as const;
    await world.sync(`${story("dana: a")}\n### US-2: Two\n`);
    await world.sync("### US-2: Two\n", { settings });
    const plan = await world.sync(`${story("dana: a", "dana: b")}\n### US-2: Two\n`);
    expect(opsOf(plan)).toEqual(["create #1"]);
    expect(await held(world)).toEqual(["dana*: a", "dana*: b"]);
  });

  it("of an epic kept as a milestone stay in the spec, with a warning", async () => {
    const world = makePlanWorld();
    const specs = { "E.md": `# EPIC-1: Checkout\n\n## Comments\n\n> **@dana**: a\n` };
    const plan = await world.sync(specs);
    expect(plan.problems.map(({ code }) => code)).toEqual(["SP081"]);
    const asIssue = await makePlanWorld().sync(specs, { settings: { epicAs: "issue" } });
    expect(asIssue.writes.map(({ op }) => op)).toEqual(["create", "comment"]);
  });

  it("go only back where only the tracker's changes count", async () => {
    const world = makePlanWorld();
    await world.sync(story("dana: a", "dana: b"));
    await world.comment(1, "hello");
    const plan = await world.plan(story("dana: a2", "dana: new", "lee: hello"), {
      settings: { orphans: "delete" },
    });
    expect(plan.writes.map(({ op }) => op)).toEqual(["comment", "comment", "comment"]);
    expect(withoutSpecChanges(plan).writes).toMatchObject([{ text: "hello", isFromSpec: false }]);
  });

  it("are guarded where many issues would lose theirs", async () => {
    const world = makePlanWorld();
    const all = (text: (key: string) => string) =>
      Array.from({ length: 10 }, (_, at) => text(`US-${at + 1}`)).join("\n");
    const full = all((key) => story("dana: a").replaceAll("US-1", key));
    await world.sync(full);
    const settings = { orphans: "delete" } as const;
    const bare = (count: number) => full.split("\n").filter((line) => !line.startsWith(">") || count-- <= 0);
    expect(guardPlan(await world.plan(bare(3).join("\n"), { settings }))).toEqual([]);
    expect(guardPlan(await world.plan(bare(4).join("\n"), { settings }))).toEqual([
      "comments would be cleared on 4 of 10 issues (40 %, the limit is 30 %)",
    ]);
  });
});

describe("comments of a spec that is behind", () => {
  const behind = async (world: PlanWorld, spec: string, prefer: Prefer = null) => {
    const text = `# EPIC-1: Checkout\n\n${spec}`;
    const { issues } = await world.tracker.read();
    const bases = new Map(
      issues.flatMap(({ number, base }) => (base ? [[`#${number}`, base] as const] : [])),
    );
    const past = { behind: 1, bases, numbers: new Map([[":US-1", 1]]) };
    const specs = [{ path: "E.md", blob: "old", past }];
    const run = { specs: { "E.md": text }, prefer, input: { specs } };
    return { plan: await planTexts(world.tracker, run), sync: () => syncTexts(world.tracker, run) };
  };

  it("changes and removes none", async () => {
    const world = makePlanWorld();
    await world.sync(story("dana: a", "dana: b"));
    await world.comment(1, "hello");
    await world.sync(story("dana: a2", "lee: hello"), { settings: { orphans: "delete" } });
    expect(await held(world)).toEqual(["dana*: a2", "lee: hello"]);
    const { plan } = await behind(world, story("dana: a", "dana: b"));
    expect(changesOf(plan)).toEqual(["pull dana: a | a2", "pull dana: b | -"]);
    expect(plan.writes).toEqual([]);
  });

  it("adds an entry that the tracker never had, which others pull and nobody takes for an orphan", async () => {
    const world = makePlanWorld();
    await world.sync(story("dana: a"));
    const old = story("dana: a", "kim: new");
    await (await behind(world, old)).sync();
    expect(await held(world)).toEqual(["dana*: a", "kim*: new"]);
    expect((await behind(world, old)).plan.writes).toEqual([]);
    const settings = { orphans: "delete" } as const;
    const current = await world.plan(story("dana: a"), { settings });
    expect(changesOf(current)).toEqual(["pull kim: - | new"]);
    const merged = await world.sync(old, { settings });
    expect(changesOf(merged)).toEqual(["agree kim: new | new"]);
    expect(changesOf(await world.plan(story("dana: a")))).toEqual(['orphan @kim (2026-01-01): "new"']);
  });
});
