/**
 * The plan: specs and tracker in, every difference and every write out. Nothing is read and nothing is
 * decided anywhere else; the rules are the files this one calls, in this order.
 */
import { auditAbilities } from "./audit/abilities.ts";
import { auditCircles } from "./audit/link-circles.ts";
import { auditPeople } from "./audit/people.ts";
import { auditTargets } from "./audit/targets.ts";
import { twinNotes } from "./audit/twins.ts";
import { planComments } from "./comments/plan.ts";
import type { Issue } from "./issue/issue.ts";
import { ownerSubject } from "./issue/issue.ts";
import { provisionalNumber } from "./issue/mentions.ts";
import type { Write } from "./issue/write.ts";
import { hasErrors, type Problem } from "./item/problem.ts";
import { findEntry, itemKey, makeDesired } from "./match/desired.ts";
import { followMilestones } from "./match/inherited.ts";
import { canCreate, type Match, matchItems } from "./match/match.ts";
import { isBehind, isDeletedSince, issueBase, makeWorld, type PlanInput, type World } from "./match/world.ts";
import { planAttachments } from "./plan/attachments.ts";
import type { Change, Plan } from "./plan/change.ts";
import { planSwitchedEpics } from "./plan/epic-switch.ts";
import { planEpics } from "./plan/epics.ts";
import { makeChange, type Names, type PlannedItem, planCreate, planUpdate } from "./plan/item.ts";
import { planNames } from "./plan/names.ts";
import { sortChanges, sortWrites } from "./plan/order.ts";
import { findOrphans, findRename, planOrphanEntries, planOrphans, renameChange } from "./plan/orphans.ts";
import { withRows } from "./plan/rows.ts";
import { type Scope, scopeOf } from "./plan/scope.ts";
import { settingsKey } from "./settings.ts";

export type PlanResult =
  | {
      readonly plan: Plan;
      /** Base texts that a merge needs: read them and plan again with them in `texts`. */
      readonly wanted: readonly { readonly issue: number; readonly field: string; readonly blob: string }[];
      /** Issues whose comments are needed: read them and plan again with them in `comments`. */
      readonly unread: readonly number[];
      /** Assignees that nobody knows: ask the host and plan again with its answers in `people`. */
      readonly strangers: readonly string[];
    }
  | { readonly plan: null; readonly problems: readonly Problem[] };

export function makePlan(input: PlanInput): PlanResult {
  const world = makeWorld(input);
  const { milestones } = world.snapshot;
  const { desired, warnings } = makeDesired(world.items, { ...world, milestones });
  const { matches: matched, problems } = matchItems(desired, world);
  const matches = followMilestones(matched, world);
  const scope = scopeOf(matches, world);
  const found = [...problems, ...auditTargets(matches, world), ...scope.problems];
  if (hasErrors(found)) return { plan: null, problems: found };

  const entries = planEpics(
    matches.filter(({ desired: { as } }) => as === "entry"),
    world,
  );
  const names: Names = { toNumber: numbersOf(matches, world), renamedMilestones: entries.renamed };
  const orphans = findOrphans(matches, world);
  const issues = planIssues(matches, orphans, world, names);
  const within = [...entries.planned, ...issues.planned].filter(({ match, changes }) =>
    scope.holds(match, changes),
  );
  const { planned, unread, ...comments } = planComments(planAttachments(within, world), world);
  const created = planNames(planned, world);
  const written = planned.flatMap(({ writes }) => writes);
  const removed = scope.isWhole
    ? [
        planOrphans(issues.orphans, world),
        planOrphanEntries(matches, world),
        planSwitchedEpics(matches, written, world),
      ]
    : [];
  const parts = [created, ...planned, ...removed];
  const changes = parts.flatMap((one) => one.changes);
  const writes = parts.flatMap((one) => one.writes);
  const audited = [...created.problems, ...auditAbilities({ ...world, writes })];
  if (hasErrors(audited)) return { plan: null, problems: audited };
  const wanted = planned.flatMap(({ match, wanted: texts }) =>
    texts.map((text) => ({ ...text, issue: match.issue?.number ?? 0 })),
  );
  const people = auditPeople(within, world);
  const notes = [
    ...warnings,
    ...people.problems,
    ...auditCircles(within, world),
    ...comments.problems,
    ...audited,
  ];
  const plan = describe(world, scope, planned, changes, withRows(writes, planned, matches, world), notes);
  const unreadable = [...plan.unreadable, ...comments.unreadable];
  const told = [...plan.notes, ...comments.notes];
  return { plan: { ...plan, unreadable, notes: told }, wanted, unread, strangers: people.strangers };
}

/** Everything but epics in milestones: updates of what is there, creates of what may be created. */
function planIssues(
  matches: readonly Match[],
  orphans: readonly Issue[],
  world: World,
  names: Names,
): { planned: PlannedItem[]; orphans: Issue[] } {
  const renamed = new Set<Issue>();
  const missing = new Set<string>();
  const planned = matches.flatMap((match): PlannedItem[] => {
    if (match.desired.as === "entry") return [];
    if (match.issue !== null && match.issue.deleted === null) {
      const one = planUpdate(match, match.issue, world, names);
      return [isGuess(match, match.issue, world) ? onlyShown(one) : one];
    }
    const { item } = match.desired;
    const isGone = match.issue !== null && isDeletedSince(world, match.issue, item.spec);
    const hold = (change: Change): PlannedItem[] => {
      missing.add(itemKey(item, match.owner.key));
      return [{ match, changes: [change], writes: [], wanted: [] }];
    };
    if (isGone) return hold(makeChange("pull", match, { note: deletedNote }));
    if (item.parent !== null && missing.has(itemKey(item, item.parent))) {
      return hold(makeChange("withheld", match, { note: `waits for ${item.parent}` }));
    }
    const { blockedBy } = canCreate(match, world);
    if (blockedBy !== null) {
      return hold(makeChange("withheld", match, { note: `may be ${blockedBy}, which cannot be read` }));
    }
    const before = match.issue === null ? findRename(match, orphans, world) : null;
    if (before !== null && !renamed.has(before)) {
      renamed.add(before);
      return hold(renameChange(match, before));
    }
    return [planCreate(match, world, names, match.issue)];
  });
  const numbers = new Set([...renamed].map(({ number }) => number));
  const isOfRenamed = (issue: Issue) =>
    typeof issue.fields.parent === "number" && numbers.has(issue.fields.parent);
  return { planned, orphans: orphans.filter((issue) => !renamed.has(issue) && !isOfRenamed(issue)) };
}

/** An issue that a checkout which is behind never saw, and that only its position makes this row's. */
function isGuess({ rule, desired: { item } }: Match, issue: Issue, world: World): boolean {
  return rule === "position" && isBehind(world, item.spec) && issueBase(world, issue, item.spec) === null;
}

/** What differs is told; nothing of it is written into what may be another item. */
function onlyShown(one: PlannedItem): PlannedItem {
  const changes = one.changes.filter(({ op }) => op !== "update" && op !== "agree");
  return { ...one, changes, writes: [] };
}

const deletedNote = "was deleted since; to bring it back: --prefer spec";

/** The number behind a key, seen from an item: of a matched item, else of an issue that a spec elsewhere owns. */
function numbersOf(matches: readonly Match[], world: World): Names["toNumber"] {
  const living = (issue: Issue | null | undefined) => (issue?.deleted === null ? issue.number : null);
  const matched = new Map(
    matches.map(({ owner, issue }) => {
      const isGone = issue !== null && isDeletedSince(world, issue, owner.spec);
      return [itemKey(owner, owner.key), isGone ? issue.number : living(issue)];
    }),
  );
  const { milestones } = world.snapshot;
  const isEntry = (match: Match, key: string) =>
    world.settings.epicAs === "milestone" && findEntry(milestones, match.owner.namespace, key) !== null;
  const entries = new Set(
    matches.filter(({ desired }) => desired.as === "entry").map(({ owner }) => itemKey(owner, owner.key)),
  );
  return (match, key) => {
    const name = itemKey(match.owner, key);
    if (entries.has(name) || isEntry(match, key)) return null;
    const known = matched.get(name) ?? living(world.byOwner.get(ownerSubject({ ...match.owner, key })));
    return known ?? living(world.byNumber.get(provisionalNumber(key) ?? 0)) ?? null;
  };
}

function describe(
  world: World,
  scope: Scope,
  planned: readonly PlannedItem[],
  changes: readonly Change[],
  writes: readonly Write[],
  problems: readonly Problem[],
): Plan {
  const { snapshot } = world;
  const isShown = ({ op }: Change) => op !== "agree";
  return {
    version: 1,
    tracker: { name: world.trackerName, id: snapshot.tracker, tip: snapshot.tip },
    settings: world.hash(settingsKey(world.settings)),
    story: world.story,
    specs: world.specs.map(({ path, blob, past }) => ({ path, blob, behind: past?.behind ?? 0 })),
    items: planned.length,
    same: planned.filter((one) => !one.changes.some(isShown)).length,
    changes: sortChanges(changes),
    writes: sortWrites(writes),
    specWrites: writes.length === 0 ? {} : specWrites(world, scope, changes),
    problems,
    unreadable: snapshot.unreadable,
    unpublished: snapshot.conflicts,
    existing: snapshot.issues.filter(({ deleted }) => deleted === null).length,
    scanned: {},
    notes: [...snapshot.notes, ...twinNotes(snapshot.issues)],
  };
}

/** Specs that are synced by this plan: not those that are behind; a moved spec's old path is forgotten. */
function specWrites(world: World, scope: Scope, changes: readonly Change[]): Plan["specWrites"] {
  const next: Record<string, string | null> = {};
  for (const { path, blob, past } of world.specs) {
    if (past !== null || !scope.specs.has(path) || world.snapshot.specs[path] === blob) continue;
    next[path] = blob;
  }
  for (const { op, note } of changes) {
    if (op === "move" && note !== null && world.otherSpecs.get(note) === null) next[note] = null;
  }
  return next;
}
