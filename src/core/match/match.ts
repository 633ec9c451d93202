/**
 * Which issue an item is: by the ref it names, by its key, and for subtasks inside one parent also by
 * title and position. Never by title elsewhere: a look-alike is only reported.
 */
import { type EpicEntry, type Issue, type Milestone, type Owner, ownerSubject } from "../issue/issue.ts";
import { issueName } from "../issue/mentions.ts";
import { foldKey, type Item } from "../item/item.ts";
import { planProblem } from "../item/plan-codes.ts";
import { formatPlace, type Place, type Problem } from "../item/problem.ts";
import type { Desired } from "./desired.ts";
import { findEntry } from "./desired.ts";
import { matchSubtasks } from "./subtasks.ts";
import { findHolder, issueBase, otherNamespace, pastIssue, type World } from "./world.ts";

export type MatchRule = "ref" | "key" | "title" | "earlier title" | "position";

export interface Match {
  readonly desired: Desired;
  /** Who owns the issue after this plan; the key of an id-less subtask is given here. */
  readonly owner: Owner;
  readonly rule: MatchRule | null;
  readonly issue: Issue | null;
  readonly entry: { readonly milestone: Milestone; readonly entry: EpicEntry } | null;
}

export interface Matching {
  readonly matches: readonly Match[];
  readonly problems: readonly Problem[];
}

export function matchItems(desired: readonly Desired[], world: World): Matching {
  const problems: Problem[] = [];
  const claims = new Map<number, Item>();
  const found = new Map<Desired, Match>();
  for (const wanted of desired) {
    if (wanted.item.key === null && wanted.item.ref === null) continue;
    const match = matchByName(wanted, world, problems);
    found.set(wanted, match);
    claim(match, claims, problems);
  }
  for (const match of matchSubtasks(desired, found, claims, world)) {
    found.set(match.desired, match);
    claim(match, claims, problems);
  }
  const matches = desired.flatMap((wanted) => found.get(wanted) ?? []);
  return { matches, problems };
}

function matchByName(desired: Desired, world: World, problems: Problem[]): Match {
  const { item } = desired;
  const key = item.key ?? `#${item.ref}`;
  const owner = { namespace: item.namespace, key, spec: item.spec };
  const none: Match = { desired, owner, rule: null, issue: null, entry: null };
  if (desired.as === "entry") {
    const entry = findEntry(world.snapshot.milestones, item.namespace, key) ?? otherEntry(world, owner);
    if (entry === null) return none;
    const match: Match = { ...none, rule: "key", entry };
    return isFree(entry.entry.owner, match, world, problems) ? match : none;
  }
  if (item.ref !== null) {
    const issue = world.byNumber.get(item.ref);
    if (issue === undefined || issue.deleted !== null) {
      problems.push(unknownRef(item, issue !== undefined));
      return none;
    }
    const match: Match = { ...none, rule: "ref", issue };
    return issue.owner === null || isFree(issue.owner, match, world, problems) ? match : none;
  }
  const past = pastIssue(world, owner);
  const hasChanged =
    past !== null && (past.deleted !== null || foldKey(past.owner?.key ?? "") !== foldKey(key));
  if (hasChanged) return { ...none, rule: "key", issue: past };
  const issue = world.byOwner.get(ownerSubject(owner)) ?? otherNamespace(world, owner);
  if (issue?.owner == null) return none;
  const match: Match = { ...none, rule: "key", issue };
  return isFree(issue.owner, match, world, problems) ? match : none;
}

/** The entry that an epic had before its spec changed its namespace. */
function otherEntry(world: World, { spec, key }: Owner): Match["entry"] {
  const all = world.snapshot.milestones.flatMap((milestone) =>
    milestone.epics.map((entry) => ({ milestone, entry })),
  );
  const [found, ...more] = all.filter(
    ({ entry: { owner } }) => owner.spec === spec && foldKey(owner.key) === foldKey(key),
  );
  const isLeft = found?.entry.base != null && findHolder(world, found.entry.owner) === null;
  return isLeft && more.length === 0 ? found : null;
}

/** Whether the item may own what `present` owns: it does already, or the spec that held the key lets go of it. */
function isFree(present: Owner, match: Match, world: World, problems: Problem[]): boolean {
  const { item } = match.desired;
  const isSameKey = present.namespace === item.namespace && foldKey(present.key) === foldKey(match.owner.key);
  if (isSameKey && present.spec === item.spec) return true;
  const holder = findHolder(world, present) ?? findRow(world, present, match.issue);
  if (holder === null) return true;
  const what =
    match.issue === null
      ? `the epic ${present.key}`
      : `issue ${issueName(match.issue.number!)} (${present.key})`;
  problems.push(
    planProblem(
      "SP091",
      `${what} belongs to ${formatPlace(holder)}; remove one of the two, or give this item another id`,
      item.place,
      holder,
    ),
  );
  return false;
}

/** Where a subtask without an id of its own stands, by the title that it has or had at the last sync. */
function findRow(world: World, owner: Owner, issue: Issue | null): Place | null {
  const slash = owner.key.lastIndexOf("/");
  if (slash === -1 || issue === null) return null;
  const parent = foldKey(owner.key.slice(0, slash));
  const titles = [issue.fields.title, issueBase(world, issue, owner.spec)?.title];
  const row = world.items.find(
    (item) =>
      item.key === null &&
      item.ref === null &&
      item.spec === owner.spec &&
      item.namespace === owner.namespace &&
      foldKey(item.parent ?? "") === parent &&
      titles.includes(item.fields.title),
  );
  return row?.place ?? null;
}

function unknownRef(item: Item, isDeleted: boolean): Problem {
  const what = isDeleted
    ? `issue ${issueName(item.ref ?? 0)} was deleted`
    : `issue ${issueName(item.ref ?? 0)} is not in the tracker`;
  return planProblem(
    "SP090",
    `${what}; correct the number, or take it out to create a new issue`,
    item.places["ref"] ?? item.place,
  );
}

function claim(match: Match, claims: Map<number, Item>, problems: Problem[]): void {
  const number = match.issue?.number;
  if (number === undefined || number === null) return;
  const other = claims.get(number);
  if (other === undefined) {
    claims.set(number, match.desired.item);
    return;
  }
  const { item } = match.desired;
  problems.push(
    planProblem(
      "SP092",
      `issue ${issueName(number)} is claimed twice: here and in ${formatPlace(other.place)}; one issue has one item`,
      item.place,
      other.place,
    ),
  );
}

/** Whether a missing counterpart may be taken for a new item at all. */
export function canCreate(match: Match, world: World): { readonly blockedBy: string | null } {
  const key = foldKey(match.owner.key);
  const parentPrefix = match.desired.item.parent === null ? null : `${foldKey(match.desired.item.parent)}/`;
  const blocking = world.snapshot.unreadable.find(({ owner }) => {
    if (owner === null) return true;
    if (owner.namespace !== match.owner.namespace) return false;
    const held = foldKey(owner.key);
    return (
      held === key ||
      (match.desired.item.key === null && parentPrefix !== null && held.startsWith(parentPrefix))
    );
  });
  return { blockedBy: blocking === undefined ? null : blocking.path };
}
