/**
 * Subtasks without an id, matched inside one parent: by title (of several with the same, the k-th with the
 * k-th; the title of the last sync counts before one that a person gave since), then by position among those still
 * unmatched. What a sync matched, the next sync matches again. A new one gets the key
 * `PARENT/n`; n counts on from all that ever were, so it is never used again.
 */
import { foldKey, type Item } from "../item/item.ts";
import type { Desired } from "./desired.ts";
import type { Match } from "./match.ts";
import { pairSubtasks, type SubtaskList } from "./subtask-pairs.ts";
import { groupBy, once, type World } from "./world.ts";

export function matchSubtasks(
  desired: readonly Desired[],
  found: ReadonlyMap<Desired, Match>,
  claims: ReadonlyMap<number, Item>,
  world: World,
): Match[] {
  const byParent = groupBy(
    desired.filter((wanted) => !found.has(wanted) && wanted.item.parent !== null),
    ({ item }) => `${item.spec}\n${item.namespace}:${foldKey(item.parent!)}`,
  );
  const parents = new Map([...found.values()].map((match) => [parentKey(match.desired.item), match]));
  const lists = [...byParent.values()].map((rows): SubtaskList => {
    const parent = parents.get(`${rows[0]!.item.namespace}:${foldKey(rows[0]!.item.parent!)}`);
    return { rows, spec: rows[0]!.item.spec, parent: parent?.issue?.number ?? null };
  });
  const matched = pairSubtasks(lists, claims, world);
  const lastUsed = once(() => countKeys(world));
  return lists.flatMap(({ rows, spec }) =>
    rows.map((row): Match => {
      const { issue = null, rule = null } = matched.get(row) ?? {};
      const key = issue?.owner?.key ?? nextKey(row.item, lastUsed());
      const owner = { namespace: row.item.namespace, key, spec };
      return { desired: row, owner, rule, issue, entry: null };
    }),
  );
}

function parentKey(item: Item): string {
  return `${item.namespace}:${foldKey(item.key ?? "")}`;
}

/** The highest n of `PARENT/n` ever given, by namespace and folded parent. */
function countKeys(world: World): Map<string, number> {
  const last = new Map<string, number>();
  const owners = [...world.snapshot.issues, ...world.snapshot.unreadable].flatMap(({ owner }) => owner ?? []);
  for (const { namespace, key } of owners) {
    const slash = key.lastIndexOf("/");
    const n = Number(key.slice(slash + 1));
    if (slash < 1 || !Number.isInteger(n)) continue;
    const name = `${namespace}:${foldKey(key.slice(0, slash))}`;
    last.set(name, Math.max(last.get(name) ?? 0, n));
  }
  return last;
}

function nextKey(item: Item, lastUsed: Map<string, number>): string {
  const name = `${item.namespace}:${foldKey(item.parent!)}`;
  const n = (lastUsed.get(name) ?? 0) + 1;
  lastUsed.set(name, n);
  return `${item.parent}/${n}`;
}
