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
import type { Write } from "./issue/write.ts";
import { hasErrors, type Problem } from "./item/problem.ts";
import { makeDesired } from "./match/desired.ts";
import { followMilestones } from "./match/inherited.ts";
import { type Match, matchItems } from "./match/match.ts";
import { isBehind, issueBase, makeWorld, type PlanInput, type World } from "./match/world.ts";
import { planAttachments } from "./plan/attachments.ts";
import type { Change, Plan } from "./plan/change.ts";
import { planSwitchedEpics } from "./plan/epic-switch.ts";
import { planEpics } from "./plan/epics.ts";
import { holdItems, withoutRenamed } from "./plan/held.ts";
import { type Names, type PlannedItem, planCreate, planUpdate } from "./plan/item.ts";
import { planNames } from "./plan/names.ts";
import { sortChanges, sortWrites } from "./plan/order.ts";
import { findOrphans, planOrphanEntries, planOrphans } from "./plan/orphans.ts";
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
  const orphans = findOrphans(matches, world);
  const held = holdItems(matches, orphans, world);
  const names: Names = { toNumber: held.toNumber, renamedMilestones: entries.renamed };
  const issues = planIssues(matches, held.changes, world, names);
  const within = [...entries.planned, ...issues].filter(({ match, changes }) => scope.holds(match, changes));
  const { planned, unread, ...comments } = planComments(planAttachments(within, world), world);
  const created = planNames(planned, world);
  const written = planned.flatMap(({ writes }) => writes);
  const removed = scope.isWhole
    ? [
        planOrphans(withoutRenamed(orphans, held), world),
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
  held: ReadonlyMap<Match, Change>,
  world: World,
  names: Names,
): PlannedItem[] {
  return matches.flatMap((match): PlannedItem[] => {
    if (match.desired.as === "entry") return [];
    const why = held.get(match);
    if (why !== undefined) return [{ match, changes: [why], writes: [], wanted: [] }];
    if (match.issue === null || match.issue.deleted !== null) {
      return [planCreate(match, world, names, match.issue)];
    }
    const one = planUpdate(match, match.issue, world, names);
    return [isGuess(match, match.issue, world) ? onlyShown(one) : one];
  });
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

function describe(
  world: World,
  scope: Scope,
  planned: readonly PlannedItem[],
  changes: readonly Change[],
  writes: readonly Write[],
  problems: readonly Problem[],
): Plan {
  const { snapshot } = world;
  return {
    version: 1,
    tracker: { name: world.trackerName, id: snapshot.tracker, tip: snapshot.tip },
    settings: world.hash(settingsKey(world.settings)),
    story: world.story,
    specs: world.specs.map(({ path, blob, past }) => ({ path, blob, behind: past?.behind ?? 0 })),
    items: planned.length,
    same: planned.filter((one) => one.changes.length === 0).length,
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
