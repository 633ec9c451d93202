/** Which issues changed between two commits. */
import type { TreeChange } from "../../../git/tree.ts";
import { fromPath } from "../layout.ts";
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

export function affectedBy(changes: readonly TreeChange[]): Affected {
  const numbers = new Set<number>();
  let hasNew = false;
  for (const { path } of changes) {
    const place = fromPath(path);
    if (place.is === "issue" || place.is === "comment") numbers.add(place.number);
    else if (place.is === "new-issue" || place.is === "new-comment") hasNew = true;
    // What lies in the wrong place has no number to find it by.
    else if (place.is === "misplaced") return everything;
  }
  if (numbers.size > mostNamed) return everything;
  return {
    has: (number) => (number > 0 ? numbers.has(number) : hasNew),
    paths: [...[...numbers].flatMap(pathsOfIssue), ...(hasNew ? newPaths : [])],
  };
}
