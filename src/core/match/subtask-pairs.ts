/**
 * Which issue each subtask without an id is, inside its parent: one rule after the other over the lists of all
 * parents, so that no list takes by a looser rule what another names exactly.
 */
import type { Issue } from "../issue/issue.ts";
import type { Item } from "../item/item.ts";
import type { Desired } from "./desired.ts";
import type { MatchRule } from "./match.ts";
import { groupBy, isBehind, issueBase, type World } from "./world.ts";

/** The rows of one parent in one spec. */
export interface SubtaskList {
  readonly rows: readonly Desired[];
  readonly spec: string;
  /** The parent's issue; `null` where it has none yet. */
  readonly parent: number | null;
}

export type Pairs = ReadonlyMap<Desired, { readonly issue: Issue; readonly rule: MatchRule }>;

type Pair = readonly [row: Desired, issue: Issue];

interface Rule {
  readonly name: MatchRule;
  /** The issues that rows of a list may mean, in the order of their rows. */
  readonly candidates: (list: SubtaskList) => readonly Issue[];
  /** Among the rows and candidates that no rule before has taken. */
  readonly pair: (
    rows: readonly Desired[],
    issues: readonly Issue[],
    list: SubtaskList,
    pairs: Pairs,
  ) => readonly Pair[];
}

export function pairSubtasks(
  lists: readonly SubtaskList[],
  claims: ReadonlyMap<number, Item>,
  world: World,
): Pairs {
  const pairs = new Map<Desired, { readonly issue: Issue; readonly rule: MatchRule }>();
  const taken = new Set<Issue>();
  for (const { name, candidates, pair } of makeRules(claims, world)) {
    for (const list of lists) {
      const rows = list.rows.filter((row) => !pairs.has(row));
      const issues = candidates(list).filter((issue) => !taken.has(issue));
      for (const [row, issue] of pair(rows, issues, list, pairs)) {
        pairs.set(row, { issue, rule: name });
        taken.add(issue);
      }
    }
  }
  return pairs;
}

function makeRules(claims: ReadonlyMap<number, Item>, world: World): readonly Rule[] {
  const { here, moved } = findCandidates(claims, world);
  const today: TitleOf = ({ fields }) => fields.title;
  const earlier: TitleOf = (issue, spec) => issueBase(world, issue, spec)?.title;
  const isRenamed = (issue: Issue, spec: string) => {
    const before = earlier(issue, spec) ?? null;
    return before !== null && before !== issue.fields.title;
  };
  const unchanged: TitleOf = (issue, spec) => (isRenamed(issue, spec) ? null : earlier(issue, spec));
  const byTitle =
    (titleOf: TitleOf): Rule["pair"] =>
    (rows, issues, list) => {
      const titled = groupBy(issues, (issue) => titleOf(issue, list.spec));
      const pair = here(list).some((issue) => isRenamed(issue, list.spec)) ? pairByPlace : zip;
      return [...groupBy(rows, ({ fields }) => fields.title)].flatMap(([title, twins]) =>
        pair(twins, titled.get(title) ?? []),
      );
    };
  const byNeighbour: Rule["pair"] = (rows, issues, list, pairs) =>
    pairByNeighbour([rows, issues], [list.rows, here(list)], pairs);
  // One that a checkout which is behind never saw may be its row of another title: a conflict, and no second issue.
  // But one whose row was gone at the last sync is not, whatever stands in its place now (see plan/rows.ts).
  const listed = ({ owner, base }: Issue) => owner !== null && base?.parent != null;
  return [
    { name: "title", candidates: here, pair: byTitle(unchanged) },
    { name: "earlier title", candidates: here, pair: byTitle(earlier) },
    { name: "title", candidates: here, pair: byTitle(today) },
    { name: "earlier title", candidates: moved, pair: byTitle(earlier) },
    { name: "position", candidates: (list) => here(list).filter(listed), pair: byNeighbour },
  ];
}

type TitleOf = (issue: Issue, spec: string) => string | null | undefined;

/** What may be a row of a list: `here`, the issues under its parent; `moved`, those that lay there once. */
function findCandidates(claims: ReadonlyMap<number, Item>, world: World) {
  const free = world.snapshot.issues.filter(({ number }) => number !== null && !claims.has(number));
  const children = groupBy(
    free.filter(({ deleted }) => deleted === null),
    ({ fields }) => fields.parent,
  );
  for (const issues of children.values()) issues.sort(byRow);
  const earlier = new Map<string, ReadonlyMap<unknown, readonly Issue[]>>();
  const here: Rule["candidates"] = ({ parent }) => (parent === null ? [] : (children.get(parent) ?? []));
  // A person moved it to another parent, or deleted it since the sync that this checkout knows.
  const moved: Rule["candidates"] = ({ parent, spec }) => {
    if (parent === null) return [];
    const known = isBehind(world, spec) ? spec : "";
    if (!earlier.has(known)) {
      earlier.set(
        known,
        groupBy(free, (issue) => issueBase(world, issue, known)?.parent),
      );
    }
    return earlier.get(known)!.get(parent) ?? [];
  };
  return { here, moved };
}

/**
 * Rows of one title with the issues of that title, where a person renamed some of the list: as many of them, the k-th
 * is the k-th. Else one that kept its place is itself; the others may be meant by rows of other titles.
 */
function pairByPlace(rows: readonly Desired[], issues: readonly Issue[]): readonly Pair[] {
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

/**
 * Rows and issues that follow the same neighbour, so that a row put in elsewhere takes the place of none that was
 * renamed; then the others in their order, and all of them where the neighbours changed theirs.
 */
function pairByNeighbour(
  [rows, issues]: readonly [readonly Desired[], readonly Issue[]],
  [allRows, allIssues]: readonly [readonly Desired[], readonly Issue[]],
  pairs: Pairs,
): readonly Pair[] {
  const present = new Set(allIssues);
  const known = (row: Desired) => {
    const issue = pairs.get(row)?.issue;
    return issue !== undefined && present.has(issue) ? issue : null;
  };
  const neighbours = allRows.flatMap((row) => known(row) ?? []);
  const settled = new Set(neighbours);
  const isReordered = allIssues
    .filter((issue) => settled.has(issue))
    .some((issue, index) => issue !== neighbours[index]);
  if (isReordered) return zip(rows, issues);
  const before = {
    row: follow(allRows, known),
    issue: follow(allIssues, (one) => (settled.has(one) ? one : null)),
  };
  const places = groupBy(issues, (issue) => before.issue.get(issue));
  const close = [...groupBy(rows, (row) => before.row.get(row))].flatMap(([neighbour, some]) =>
    zip(some, places.get(neighbour) ?? []),
  );
  const taken = new Set(close.flat());
  const isLeft = (one: Desired | Issue) => !taken.has(one);
  return [...close, ...zip(rows.filter(isLeft), issues.filter(isLeft))];
}

/** What each of a list follows: the last before it that is a neighbour; `null` at its start. */
function follow<T>(list: readonly T[], neighbourOf: (one: T) => Issue | null): Map<T, Issue | null> {
  const before = new Map<T, Issue | null>();
  let last: Issue | null = null;
  for (const one of list) {
    before.set(one, last);
    last = neighbourOf(one) ?? last;
  }
  return before;
}

function zip(rows: readonly Desired[], issues: readonly Issue[]): readonly Pair[] {
  return rows.slice(0, issues.length).map((row, index) => [row, issues[index]!]);
}

function byRow(a: Issue, b: Issue): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.row ?? last) - (b.row ?? last) || a.number! - b.number!;
}
