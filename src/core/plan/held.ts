/** Items without an issue of which nothing is written yet: each is shown with the change that says why. */
import type { Issue } from "../issue/issue.ts";
import { itemKey } from "../match/desired.ts";
import { canCreate, type Match } from "../match/match.ts";
import { isDeletedSince, type World } from "../match/world.ts";
import type { Change } from "./change.ts";
import { makeChange, type Names } from "./item.ts";
import { numbersOf } from "./numbers.ts";
import { findRename, renameChange } from "./orphans.ts";

export interface HeldItems {
  readonly changes: ReadonlyMap<Match, Change>;
  /** Issues of items whose key changed, until that is confirmed. */
  readonly renamed: ReadonlyMap<Match, Issue>;
  readonly toNumber: Names["toNumber"];
}

export function holdItems(matches: readonly Match[], orphans: readonly Issue[], world: World): HeldItems {
  const changes = new Map<Match, Change>();
  const renamed = new Map<Match, Issue>();
  const toNumber = numbersOf(matches, renamed, world);
  let left = orphans;
  const held = new Set<string>();
  for (const match of matches) {
    if (match.desired.as === "entry" || match.issue?.deleted === null) continue;
    let why = whyWaits(match, held, world);
    if (why === null && match.issue === null) {
      const before = findRename(match, left, world, (key) => toNumber(match, key));
      if (before === null) continue;
      left = left.filter((issue) => issue !== before);
      renamed.set(match, before);
      why = renameChange(match, before);
    }
    if (why === null) continue;
    changes.set(match, why);
    held.add(itemKey(match.owner, match.owner.key));
  }
  return { changes, renamed, toNumber };
}

const deletedNote = "was deleted since; to bring it back: --prefer spec";

function whyWaits(match: Match, held: ReadonlySet<string>, world: World): Change | null {
  const { item } = match.desired;
  if (match.issue !== null && isDeletedSince(world, match.issue, item.spec)) {
    return makeChange("pull", match, { note: deletedNote });
  }
  if (item.parent !== null && held.has(itemKey(item, item.parent))) {
    return makeChange("withheld", match, { note: `waits for ${item.parent}` });
  }
  const { blockedBy } = canCreate(match, world);
  if (blockedBy === null) return null;
  return makeChange("withheld", match, { note: `may be ${blockedBy}, which cannot be read` });
}

/** Issues that no item of the specs may be. */
export function withoutRenamed(orphans: readonly Issue[], { renamed }: HeldItems): Issue[] {
  const before = new Set(renamed.values());
  const numbers = new Set([...before].map(({ number }) => number));
  const isOfRenamed = ({ fields: { parent } }: Issue) => typeof parent === "number" && numbers.has(parent);
  return orphans.filter((issue) => !before.has(issue) && !isOfRenamed(issue));
}
