/**
 * Which issues changed between two commits. Unpublished ones are named by their place among each other, so a reference
 * to one changes with their list.
 */
import type { IssueRow } from "../../../core/issue/issue-index.ts";
import type { TreeChange } from "../../../git/tree.ts";
import { fromPath } from "../layout.ts";
import { isWaitingTarget } from "../targets.ts";
import { newPaths, pathsOfIssue } from "./read-records.ts";

export interface Affected {
  /** Unpublished issues, whose numbers are negative, are affected all together. */
  has(number: number): boolean;
  /** Where their records lie; `null`: everywhere. */
  readonly paths: readonly string[] | null;
}

export const everything: Affected = { has: () => true, paths: null };

/** Above this, listing the whole tree is cheaper than naming its parts. */
const mostNamed = 1000;

/** `rows`: all issues before the changes. */
export function affectedBy(changes: readonly TreeChange[], rows: readonly IssueRow[]): Affected {
  const numbers = new Set<number>();
  let hasNew = false;
  for (const { path } of changes) {
    const place = fromPath(path);
    if (place.is === "issue" || place.is === "comment") numbers.add(place.number);
    else if (place.is === "new-issue" || place.is === "new-comment") hasNew = true;
    // What lies in the wrong place has no number to find it by.
    else if (place.is === "misplaced") return everything;
  }
  if (hasNew) for (const row of rows) if (row.number! > 0 && refersToWaiting(row)) numbers.add(row.number!);
  // What refers to them is read together with them.
  hasNew ||= numbers.size > 0 && rows.some(({ number }) => number! < 0);
  if (numbers.size > mostNamed) return everything;
  return {
    has: (number) => (number > 0 ? numbers.has(number) : hasNew),
    paths: [...[...numbers].flatMap(pathsOfIssue), ...(hasNew ? newPaths : [])],
  };
}

function refersToWaiting({ fields: { parent, epic, links = [] } }: IssueRow): boolean {
  return [parent, epic, ...links.map(({ to }) => to)].some(
    (target) => target != null && isWaitingTarget(target),
  );
}
