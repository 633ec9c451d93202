/** Stories with comments, and what plans and trackers say of them, in short. */
import { expect } from "vitest";
import type { Plan } from "../../src/core/plan/change.ts";
import type { Prefer } from "../../src/core/reconcile/reconcile.ts";
import { makePlanWorld, type PlanWorld } from "./plan-world.ts";

/** A story with a section of these entries: `dana: text`, of 2026-01-01. */
export function story(...entries: readonly string[]): string {
  const quotes = entries.map((entry) => {
    const [author, text] = entry.split(": ");
    return `> **@${author}** (2026-01-01): ${text}\n`;
  });
  return `### US-1: One\n\n#### Comments\n\n${quotes.join("\n")}`;
}

/** `update dana: a -> b`: each change of a comment; `agree` counts too. */
export function changesOf(plan: Plan): string[] {
  return plan.changes.flatMap(({ op, subject, fields }) => {
    if (subject.kind === "comment") return `${op} ${subject.title}`;
    return fields.flatMap(({ comment, spec, tracker }) =>
      comment === undefined ? [] : `${op} ${comment.author}: ${spec ?? "-"} | ${tracker ?? "-"}`,
    );
  });
}

/** The living comments: who, what, and whether it is the spec's (`*`). */
export async function held(world: PlanWorld): Promise<string[]> {
  const living = (await world.comments(1)).filter(({ deleted }) => deleted === null);
  return living.map(({ author, text, isFromSpec }) => `${author}${isFromSpec ? "*" : ""}: ${text}`);
}

/** A story as the tracker has it, what each side made of it, and what a sync must make of that. */
export interface CommentCase {
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

/** `isPersons`: the tracker had a comment "hello" before the spec. */
export async function checkComments(one: CommentCase, isPersons: boolean): Promise<void> {
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
