/**
 * Subtasks without an id, matched inside one parent: by title (the k-th of a title with the k-th; the title
 * of the last sync counts before one that a person gave since), then by position among those still
 * unmatched. What a sync matched, the next sync matches again. A new one gets the key
 * `PARENT/n`; n counts on from all that ever were, so it is never used again.
 */
import type { Desired } from "./desired.ts";
import type { Issue } from "./issue.ts";
import { foldKey, type Item } from "./item.ts";
import type { Match, MatchRule } from "./match.ts";
import { groupBy, issueBase, type World } from "./world.ts";

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
  const children = groupChildren(world, claims);
  const parents = new Map([...found.values()].map((match) => [parentKey(match.desired.item), match]));
  const lastUsed = countKeys(world);
  return [...byParent.values()].flatMap((rows) => {
    const parent = parents.get(`${rows[0]!.item.namespace}:${foldKey(rows[0]!.item.parent!)}`);
    const number = parent?.issue?.number ?? null;
    const present = number === null ? [] : (children.get(number) ?? []);
    return matchRows(rows, present, world, lastUsed);
  });
}

function parentKey(item: Item): string {
  return `${item.namespace}:${foldKey(item.key ?? "")}`;
}

function matchRows(
  rows: readonly Desired[],
  present: readonly Issue[],
  world: World,
  lastUsed: Map<string, number>,
): Match[] {
  const left = new Set(present);
  const matched = new Map<Desired, { issue: Issue; rule: MatchRule }>();
  const pair = (rule: MatchRule, fits: (row: Desired, issue: Issue) => boolean) => {
    for (const row of rows) {
      if (matched.has(row)) continue;
      const issue = [...left].find((candidate) => fits(row, candidate));
      if (issue === undefined) continue;
      matched.set(row, { issue, rule });
      left.delete(issue);
    }
  };
  const spec = rows[0]!.item.spec;
  const hasTitle = (row: Desired, issue: Issue) => issue.fields.title === row.fields.title;
  const hadTitle = (row: Desired, issue: Issue) => issueBase(world, issue, spec)?.title === row.fields.title;
  pair("title", (row, issue) => hasTitle(row, issue) && hadTitle(row, issue));
  pair("earlier title", hadTitle);
  pair("title", hasTitle);
  pair("position", (_, issue) => issue.owner !== null && issueBase(world, issue, spec) !== null);
  return rows.map((row) => {
    const match = matched.get(row);
    const owner = match?.issue.owner ?? null;
    const key = owner?.key ?? nextKey(row.item, lastUsed);
    return {
      desired: row,
      owner: { namespace: row.item.namespace, key, spec },
      rule: match?.rule ?? null,
      issue: match?.issue ?? null,
      entry: null,
    };
  });
}

/** Living, unclaimed children by parent, in the order of their rows. */
function groupChildren(
  world: World,
  claims: ReadonlyMap<number, Item>,
): Map<Issue["fields"]["parent"], Issue[]> {
  const isFree = (issue: Issue) =>
    issue.deleted === null && issue.number !== null && !claims.has(issue.number);
  const children = groupBy(world.snapshot.issues.filter(isFree), (issue) => issue.fields.parent);
  const last = Number.MAX_SAFE_INTEGER;
  for (const list of children.values()) {
    list.sort((a, b) => (a.row ?? last) - (b.row ?? last) || a.number! - b.number!);
  }
  return children;
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
