import { describe, expect, it } from "vitest";
import { changesOf, held, story } from "../../../test/support/comment-stories.ts";
import { makePlanWorld } from "../../../test/support/plan-world.ts";
import type { Prefer } from "../reconcile/reconcile.ts";

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

describe("a comment, on both sides", () => {
  it.each(cases)("$it", (one) => check(one, false));
  it.each(theirs)("$it", (one) => check(one, true));
});
