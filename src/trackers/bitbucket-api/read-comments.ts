/** Comments of many issues: each asked for where it moved since, and remembered. */
import type { IssueComments } from "../../core/issue.ts";
import { indexOf } from "../../core/issue-index.ts";
import { readRaw, toComments } from "./comments.ts";
import type { Known, Parts } from "./known.ts";
import { writeLocalState } from "./local-state.ts";
import { mostAtOnce } from "./steps.ts";

export async function readCommentsOf(
  { state, view }: Known,
  numbers: readonly number[],
  { http, calls }: Parts,
  folder: string,
): Promise<ReadonlyMap<number, IssueComments>> {
  const found = new Map<number, IssueComments>();
  const before = { ...state.read };
  const queue = numbers.values();
  const work = async () => {
    for (const number of queue) {
      const issue = view.issues.get(number);
      if (issue === undefined) continue;
      const comments = toComments(await readRaw({ http, calls, state }, issue.api), state.comments[number]);
      if (comments.comments.length > 0) found.set(number, comments);
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  if (numbers.some((number) => state.read[number] !== before[number])) await writeLocalState(folder, state);
  return found;
}

/** Comments that were never read are not asked for: that would be a request for each issue. */
export function indexWith({ state, view }: Known) {
  return indexOf(view.snapshot, async (numbers) => {
    const known = numbers.flatMap((number) => {
      const comments = state.read[number];
      return comments === undefined ? [] : [[number, toComments(comments)] as const];
    });
    return new Map(known);
  });
}
