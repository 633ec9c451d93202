import { describe, expect, it } from "vitest";
import { makePlanWorld, type PlanWorld } from "../../test/support/plan-world.ts";
import { opsOf, planTexts, syncTexts } from "../../test/support/spec-run.ts";
import type { Plan } from "./change.ts";
import { withoutSpecChanges } from "./change.ts";
import { guardPlan } from "./guard.ts";
import type { Prefer } from "./reconcile.ts";

/** A story with a section of these entries: `dana: text`, of 2026-01-01. */
function story(...entries: readonly string[]): string {
  const quotes = entries.map((entry) => {
    const [author, text] = entry.split(": ");
    return `> **@${author}** (2026-01-01): ${text}\n`;
  });
  return `### US-1: One\n\n#### Comments\n\n${quotes.join("\n")}`;
}

/** `update dana: a -> b`: each change of a comment; `agree` counts too. */
function changesOf(plan: Plan): string[] {
  return plan.changes.flatMap(({ op, subject, fields }) => {
    if (subject.kind === "comment") return `${op} ${subject.title}`;
    return fields.flatMap(({ comment, spec, tracker }) =>
      comment === undefined ? [] : `${op} ${comment.author}: ${spec ?? "-"} | ${tracker ?? "-"}`,
    );
  });
}

/** The living comments: who, what, and whether it is the spec's (`*`). */
async function held(world: PlanWorld): Promise<string[]> {
  const living = (await world.comments(1)).filter(({ deleted }) => deleted === null);
  return living.map(({ author, text, isFromSpec }) => `${author}${isFromSpec ? "*" : ""}: ${text}`);
}

interface Case {
  readonly it: string;
  readonly before: readonly string[];
  /** People in the tracker: a new comment, or the change of the comment of a text. */
  readonly people?: readonly (readonly [before: string | null, after: string | null])[];
  readonly after: readonly string[];
  readonly prefer?: Prefer;
  readonly orphans?: "delete";
  readonly changes: readonly string[];
  readonly held: readonly string[];
  readonly problems?: readonly string[];
}

const cases: readonly Case[] = [
  {
    it: "writes each entry once, equal ones too",
    before: [],
    after: ["dana: a", "dana: a", "lee: b"],
    changes: ["update dana: a | -", "update dana: a | -", "update lee: b | -"],
    held: ["dana*: a", "dana*: a", "lee*: b"],
  },
  {
    it: "changes what the spec wrote and edited",
    before: ["dana: a", "dana: b"],
    after: ["dana: a", "dana: b2"],
    changes: ["update dana: b2 | b"],
    held: ["dana*: a", "dana*: b2"],
  },
  {
    it: "knows entries in another order",
    before: ["dana: a", "dana: b"],
    after: ["dana: b", "dana: a"],
    changes: [],
    held: ["dana*: a", "dana*: b"],
  },
  {
    it: "inserts between without renaming",
    before: ["dana: a", "dana: b"],
    after: ["dana: a", "dana: new", "dana: b"],
    changes: ["update dana: new | -"],
    held: ["dana*: a", "dana*: b", "dana*: new"],
  },
  {
    it: "shows a text that changed in the tracker",
    before: ["dana: a"],
    people: [["a", "a2"]],
    after: ["dana: a"],
    changes: ["pull dana: a | a2"],
    held: ["dana*: a2"],
  },
  {
    it: "finds a text changed in the tracker though another entry is gone",
    before: ["dana: a", "dana: b", "dana: c"],
    people: [["b", "b2"]],
    after: ["dana: b", "dana: c"],
    changes: ["pull dana: b | b2", 'orphan @dana (2026-01-01): "a"'],
    held: ["dana*: a", "dana*: b2", "dana*: c"],
  },
  {
    it: "calls two new texts a conflict",
    before: ["dana: a"],
    people: [["a", "theirs"]],
    after: ["dana: ours"],
    changes: ["conflict dana: ours | theirs"],
    held: ["dana*: theirs"],
  },
  {
    it: "settles a conflict by the spec",
    before: ["dana: a"],
    people: [["a", "theirs"]],
    after: ["dana: ours"],
    prefer: "spec",
    changes: ["update dana: ours | theirs"],
    held: ["dana*: ours"],
  },
  {
    it: "settles a conflict by the tracker",
    before: ["dana: a"],
    people: [["a", "theirs"]],
    after: ["dana: ours"],
    prefer: "tracker",
    changes: ["pull dana: ours | theirs"],
    held: ["dana*: theirs"],
  },
  {
    it: "agrees where both sides wrote the same",
    before: ["dana: a"],
    people: [["a", "same"]],
    after: ["dana: same"],
    changes: ["agree dana: same | same"],
    held: ["dana*: same"],
  },
  {
    it: "shows a deletion in the tracker and writes it not again",
    before: ["dana: a"],
    people: [["a", null]],
    after: ["dana: a"],
    changes: ["pull dana: a | -"],
    held: [],
  },
  {
    it: "knows a deleted one behind a new entry",
    before: ["dana: a"],
    people: [["a", null]],
    after: ["dana: new", "dana: a"],
    changes: ["update dana: new | -", "pull dana: a | -"],
    held: ["dana*: new"],
  },
  {
    it: "agrees on what is gone on both sides",
    before: ["dana: a"],
    people: [["a", null]],
    after: [],
    changes: ["agree dana: - | -"],
    held: [],
  },
  {
    it: "calls a deletion of a changed entry a conflict",
    before: ["dana: a"],
    people: [["a", null]],
    after: ["dana: a2"],
    changes: ["conflict dana: a2 | -"],
    held: [],
  },
  {
    it: "writes a deleted and changed entry again where the spec is preferred",
    before: ["dana: a"],
    people: [["a", null]],
    after: ["dana: a2"],
    prefer: "spec",
    changes: ["update dana: a2 | -"],
    held: ["dana*: a2"],
  },
  {
    it: "changes the living one beside a deleted one",
    before: ["dana: a", "dana: b"],
    people: [["a", null]],
    after: ["dana: b2"],
    changes: ["update dana: b2 | b"],
    held: ["dana*: b2"],
  },
  {
    it: "reports a comment whose entry is gone",
    before: ["dana: a"],
    after: [],
    changes: ['orphan @dana (2026-01-01): "a"'],
    held: ["dana*: a"],
  },
  {
    it: "deletes it where orphans are deleted",
    before: ["dana: a"],
    after: [],
    orphans: "delete",
    changes: ['delete @dana (2026-01-01): "a"'],
    held: [],
  },
  {
    it: "keeps it where a person changed it",
    before: ["dana: a"],
    people: [["a", "a and more"]],
    after: [],
    orphans: "delete",
    changes: ['orphan @dana (2026-01-01): "a and more"'],
    held: ["dana*: a and more"],
  },
  {
    it: "lists what people wrote",
    before: [],
    people: [[null, "hello"]],
    after: [],
    changes: ["pull lee: - | hello"],
    held: ["lee: hello"],
  },
  {
    it: "links a person's comment to the entry that says it",
    before: [],
    people: [[null, "hello"]],
    after: ["lee: hello"],
    changes: ["agree lee: hello | hello"],
    held: ["lee: hello"],
  },
  {
    it: "takes no other person's comment for an entry",
    before: [],
    people: [[null, "hello"]],
    after: ["dana: hello"],
    changes: ["update dana: hello | -", "pull lee: - | hello"],
    held: ["lee: hello", "dana*: hello"],
  },
];

const theirs: readonly Case[] = [
  {
    it: "never changes a person's comment",
    before: ["lee: hello"],
    after: ["lee: hello!"],
    changes: ["pull lee: hello! | hello"],
    held: ["lee: hello"],
    problems: ["SP084"],
  },
  {
    it: "never changes it, not even where the spec is preferred",
    before: ["lee: hello"],
    people: [["hello", "hello again"]],
    after: ["lee: hello!"],
    prefer: "spec",
    changes: ["pull lee: hello! | hello again"],
    held: ["lee: hello again"],
    problems: ["SP084"],
  },
  {
    it: "leaves a person's comment whose entry was taken out, and does not list it again",
    before: ["lee: hello"],
    after: [],
    orphans: "delete",
    changes: [],
    held: ["lee: hello"],
  },
  {
    it: "does not write a person's deleted comment again",
    before: ["lee: hello"],
    people: [["hello", null]],
    after: ["lee: hello!"],
    prefer: "spec",
    changes: ["pull lee: hello! | -"],
    held: [],
    problems: ["SP084"],
  },
];

async function check(one: Case, isPersons: boolean): Promise<void> {
  const world = makePlanWorld();
  await world.sync(story());
  if (isPersons) await world.comment(1, "hello");
  await world.sync(story(...one.before));
  for (const [before, after] of one.people ?? []) {
    const present = (await world.comments(1)).find(({ text }) => text === before);
    await world.comment(1, after, present === undefined ? {} : { id: present.id });
  }
  const run = {
    prefer: one.prefer ?? null,
    ...(one.orphans === undefined ? {} : { settings: { orphans: one.orphans } }),
  };
  const plan = await world.sync(story(...one.after), run);
  expect(changesOf(plan)).toEqual(one.changes);
  expect(plan.problems.map(({ code }) => code)).toEqual(one.problems ?? []);
  expect(await held(world)).toEqual(one.held);
  expect((await world.plan(story(...one.after), run)).writes).toEqual([]);
}

describe("comments", () => {
  it.each(cases)("$it", (one) => check(one, false));
  it.each(theirs)("$it", (one) => check(one, true));

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
