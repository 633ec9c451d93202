/** Comments of many issues: each asked for where it moved since, and remembered. */
import type { IssueComments } from "../../core/issue/issue.ts";
import { indexOf } from "../../core/issue/issue-index.ts";
import { isMoved, readRaw, toComments, updatedOf } from "./comments.ts";
import type { Known, Parts } from "./known.ts";
import { writeLocalState } from "./local-state.ts";
import { mostAtOnce } from "./steps.ts";

export async function readCommentsOf(
  { state, view }: Known,
  numbers: readonly number[],
  { http, calls }: Parts,
  folder: string,
  asks: "moved" | "always" = "moved",
): Promise<ReadonlyMap<number, IssueComments>> {
  const found = new Map<number, IssueComments>();
  const before = { ...state.read };
  const queue = numbers.values();
  const work = async () => {
    for (const number of queue) {
      const issue = view.issues.get(number);
      if (issue === undefined) continue;
      const raw = await readRaw({ http, calls, state }, issue.api, asks);
      const comments = toComments(raw, state.comments[number]);
      if (comments.comments.length > 0) found.set(number, comments);
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  if (numbers.some((number) => state.read[number] !== before[number])) await writeLocalState(folder, state);
  return found;
}

/** One request each. */
const mostSearched = 50;

/**
 * Comments are searched where they are known, and read for the issues that were updated last: the host lists them
 * one issue at a time. Says how many are left, which the next search goes on with.
 */
export function indexWith(known: Known, parts: Parts, folder: string) {
  const { state, view } = known;
  return indexOf(view.snapshot, async (numbers) => {
    const unread = numbers
      .flatMap((number) => view.issues.get(number)?.api ?? [])
      .filter((api) => isMoved(api) && state.read[api.id]?.updated !== updatedOf(api))
      .sort((a, b) => (updatedOf(a) < updatedOf(b) ? 1 : -1));
    const left = unread.slice(mostSearched).length;
    const now = unread.slice(0, mostSearched).map(({ id }) => id);
    await readCommentsOf(known, now, parts, folder);
    if (left > 0) {
      parts.tell(
        `the comments of ${left} issues were not searched: each takes a request, so one search reads ${mostSearched}; search again to go on`,
      );
    }
    const read = numbers.flatMap((number) => {
      const comments = state.read[number];
      return comments === undefined ? [] : [[number, toComments(comments, state.comments[number])] as const];
    });
    return new Map(read);
  });
}
