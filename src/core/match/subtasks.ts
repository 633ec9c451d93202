/**
 * Subtasks without an id, matched inside one parent: by title (of several with the same, the k-th with the
 * k-th; the title of the last sync counts before one that a person gave since), then by position among those still
 * unmatched. What a sync matched, the next sync matches again. A new one gets the key
 * `PARENT/n`; n counts on from all that ever were, so it is never used again.
 */
import type { Issue } from "../issue/issue.ts";
import { foldKey, type Item } from "../item/item.ts";
import type { Desired } from "./desired.ts";
import type { Match, MatchRule } from "./match.ts";
import { groupBy, isBehind, issueBase, once, type World } from "./world.ts";

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
  const lists = [...byParent.values()].map((rows): List => {
    const parent = parents.get(`${rows[0]!.item.namespace}:${foldKey(rows[0]!.item.parent!)}`);
    return { rows, spec: rows[0]!.item.spec, parent: parent?.issue?.number ?? null };
  });
  const matched = pairRows(lists, claims, world);
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

/** The rows of one parent in one spec. */
interface List {
  readonly rows: readonly Desired[];
  readonly spec: string;
  readonly parent: number | null;
}

type Pairs = Map<Desired, { readonly issue: Issue; readonly rule: MatchRule }>;

function parentKey(item: Item): string {
  return `${item.namespace}:${foldKey(item.key ?? "")}`;
}

/** Rule by rule over all lists, so that no list takes by a looser rule what another names exactly. */
function pairRows(lists: readonly List[], claims: ReadonlyMap<number, Item>, world: World): Pairs {
  const isFree = (issue: Issue) => issue.number !== null && !claims.has(issue.number);
  const free = world.snapshot.issues.filter(isFree);
  const children = groupBy(
    free.filter(({ deleted }) => deleted === null),
    ({ fields }) => fields.parent,
  );
  for (const list of children.values()) list.sort(byRow);
  const agreed = memo((spec) => groupBy(free, (issue) => issueBase(world, issue, spec)?.parent));
  const pairs: Pairs = new Map();
  const taken = new Set<Issue>();
  const add = (rule: MatchRule, found: readonly Pair[]) => {
    for (const [row, issue] of found) {
      pairs.set(row, { issue, rule });
      taken.add(issue);
    }
  };
  const openRows = (list: List) => list.rows.filter((row) => !pairs.has(row));
  const openIssues = (list: List, candidates: Candidates) =>
    (list.parent === null ? [] : candidates(list)).filter((issue) => !taken.has(issue));
  const here: Candidates = ({ parent }) => children.get(parent) ?? [];
  // A person moved it to another parent, or deleted it since the sync that this checkout knows.
  const gone: Candidates = ({ parent, spec }) => agreed(isBehind(world, spec) ? spec : "").get(parent) ?? [];
  const today: TitleOf = ({ fields }) => fields.title;
  const earlier: TitleOf = (issue, spec) => issueBase(world, issue, spec)?.title;
  const isRenamed = (issue: Issue, spec: string) => {
    const before = earlier(issue, spec) ?? null;
    return before !== null && before !== issue.fields.title;
  };
  const unchanged: TitleOf = (issue, spec) => (isRenamed(issue, spec) ? null : earlier(issue, spec));
  const renamed = new Set(lists.filter((list) => here(list).some((issue) => isRenamed(issue, list.spec))));
  const pairTitles = (rule: MatchRule, candidates: Candidates, titleOf: TitleOf) => {
    for (const list of lists) {
      const issues = groupBy(openIssues(list, candidates), (issue) => titleOf(issue, list.spec));
      const rows = groupBy(openRows(list), ({ fields }) => fields.title);
      const pair = renamed.has(list) ? pairByPlace : zip;
      for (const [title, twins] of rows) add(rule, pair(twins, issues.get(title) ?? []));
    }
  };
  pairTitles("title", here, unchanged);
  pairTitles("earlier title", here, earlier);
  pairTitles("title", here, today);
  pairTitles("earlier title", gone, earlier);
  // One that a checkout which is behind never saw may be its row of another title: a conflict, and no second issue.
  const isSynced = (issue: Issue) => issue.owner !== null && issue.base !== null;
  for (const list of lists) add("position", zip(openRows(list), openIssues(list, here).filter(isSynced)));
  return pairs;
}

type Candidates = (list: List) => readonly Issue[];
type TitleOf = (issue: Issue, spec: string) => string | null | undefined;
type Pair = readonly [row: Desired, issue: Issue];

/**
 * Rows of one title with the issues of that title, where a person renamed some of the list: as many of them, the k-th
 * is the k-th. Else one that kept its place is itself; the others may be meant by rows of other titles.
 */
function pairByPlace(rows: readonly Desired[], issues: readonly Issue[]): Pair[] {
  if (rows.length === issues.length) return zip(rows, issues);
  const byPlace = new Map(issues.toReversed().map((issue) => [issue.row, issue]));
  const kept = new Map<Desired, Issue>();
  for (const row of rows) {
    const issue = row.item.row === null ? undefined : byPlace.get(row.item.row);
    if (issue !== undefined) kept.set(row, issue);
  }
  const here = new Set(kept.values());
  const others = zip(
    rows.filter((row) => !kept.has(row)),
    issues.filter((issue) => !here.has(issue)),
  );
  return [...kept, ...others];
}

function zip(rows: readonly Desired[], issues: readonly Issue[]): Pair[] {
  return rows.slice(0, issues.length).map((row, index) => [row, issues[index]!]);
}

function byRow(a: Issue, b: Issue): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.row ?? last) - (b.row ?? last) || a.number! - b.number!;
}

function memo<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
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
