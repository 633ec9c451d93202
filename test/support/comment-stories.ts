/** Stories with comments, and what plans and trackers say of them, in short. */
import type { Plan } from "../../src/core/plan/change.ts";
import type { PlanWorld } from "./plan-world.ts";

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
