/** One matched item to its changes and writes. */
import { type Fields, fieldValue, type Link } from "../issue/field.ts";
import type { Base, Issue } from "../issue/issue.ts";
import { issueName } from "../issue/mentions.ts";
import type { CreateIssue, UpdateIssue, Write } from "../issue/write.ts";
import { foldKey } from "../item/item.ts";
import { isSameWord } from "../item/mapping.ts";
import { milestoneThere } from "../match/inherited.ts";
import type { Match } from "../match/match.ts";
import { isBehind, issueBase, type World, withNumbers } from "../match/world.ts";
import { asBox } from "../reconcile/box.ts";
import { pastBase } from "../reconcile/past-base.ts";
import { type FieldChange, type Reconciled, reconcile } from "../reconcile/reconcile.ts";
import { carryOver, formerEntry } from "./carry-over.ts";
import { type Change, type ChangeOp, changeOf, type Subject } from "./change.ts";

export interface PlannedItem {
  readonly match: Match;
  readonly changes: readonly Change[];
  readonly writes: readonly Write[];
  readonly wanted: Reconciled["wanted"];
}

/** What the names of other items are at the moment: numbers of keys, and renamed milestones. */
export interface Names {
  readonly toNumber: (match: Match, key: string) => number | null;
  readonly renamedMilestones: ReadonlyMap<string, string>;
}

export function planCreate(match: Match, world: World, names: Names, tombstone: Issue | null): PlannedItem {
  const { desired, owner } = match;
  const former = formerEntry(match, world)?.entry ?? null;
  const { fields, base, status } = carryOver(match, titled(desired, match, names), former, world);
  const write: CreateIssue = {
    op: "create",
    owner,
    type: desired.item.type,
    row: desired.item.row,
    fields,
    status,
    base: isBehind(world, owner.spec) ? null : base,
    revive: tombstone?.number ?? null,
  };
  const alike = world.lookAlikes.get(desired.fields.title.toLowerCase())?.[0]?.number ?? null;
  const note = tombstone === null ? lookAlikeNote(alike) : `comes back as ${issueName(tombstone.number!)}`;
  const change = makeChange("create", match, { values: fields, note, alike });
  return { match, changes: [change], writes: [write], wanted: [] };
}

export function planUpdate(match: Match, issue: Issue, world: World, names: Names): PlannedItem {
  const { item } = match.desired;
  const rename = (fields: Fields): Fields => {
    const next = names.renamedMilestones.get(fields.milestone ?? "");
    return next === undefined ? fields : { ...fields, milestone: next };
  };
  const agreed = (base: Base | null) => base && rename(agreedOn(base, match, issue, world, names));
  const spec = numbered(match.desired.fields, match, names);
  const known = agreed(issueBase(world, issue, item.spec));
  const tracker = rename(issue.fields);
  const base = isBehind(world, item.spec)
    ? pastBase({ past: known, latest: agreed(issue.base) }, { spec, tracker }, world)
    : known;
  const milestone = milestoneThere(match, base, world);
  const isThere = milestone === (issue.fields.milestone ?? null);
  const sides = { spec, base, tracker: isThere ? tracker : { ...tracker, milestone } };
  const reconciled = reconcile(item.stateAs === "box" ? asBox(sides) : sides, world);
  const result = { ...reconciled, changes: reconciled.changes.map((change) => withTracker(change, tracker)) };
  const behind = isBehind(world, item.spec);
  const isOwned = issue.owner !== null && isSameOwner(issue.owner, match.owner);
  const isMoved = issue.owner !== null && issue.owner.spec !== match.owner.spec;
  const isReworded =
    item.status !== null && isStateSettled(result) && !isSameWord(item.status, issue.status ?? "");
  const isStale = isReworded || issue.type !== item.type || !isOwned;
  const settled: Partial<UpdateIssue> = {
    ...(isStale && !behind ? { owner: match.owner, type: item.type } : {}),
    ...((isReworded && !behind) || "state" in result.set ? { status: item.status } : {}),
    ...(result.base !== null && !behind ? { base: result.base } : {}),
  };
  const note = behind ? null : adoptionNote(match, issue);
  const changes = changesByOutcome(match, result, behind, note);
  if (isMoved && !behind) changes.push(makeChange("move", match, { note: issue.owner!.spec }));
  const isBaseOnly =
    (isStale || result.base !== null) &&
    !behind &&
    changes.every(({ op }) => op === "pull" || op === "conflict");
  if (isBaseOnly) changes.push(makeChange("agree", match, {}));
  const isWrite = Object.keys(settled).length > 0 || Object.keys(result.set).length > 0;
  const write: UpdateIssue = { op: "update", number: issue.number!, set: result.set, ...settled };
  return { match, changes, writes: isWrite ? [write] : [], wanted: result.wanted };
}

/** Shows what the tracker really has. */
function withTracker(change: FieldChange, fields: Fields): FieldChange {
  const tracker = fieldValue(fields, change.field);
  return { ...change, tracker, result: change.outcome === "update" ? change.result : tracker };
}

/** The base as the other sides are written, but for what is to be written anew. */
function agreedOn(base: Base, match: Match, issue: Issue, { settings }: World, names: Names): Base {
  const known = withKeys(numbered(base, match, names), issue.fields, (key) => names.toNumber(match, key));
  // The label of its type is ours: taken away by a person, it is put back.
  const own = settings.labels[match.desired.item.type];
  const isLost = base.labels?.includes(own) && !issue.fields.labels?.includes(own);
  const labels = isLost ? { labels: base.labels!.filter((label) => label !== own) } : {};
  return { ...known, ...labels };
}

/** What the tracker names by a key that had no number then is named by its number from now on. */
function withKeys(base: Base, tracker: Fields, toNumber: (key: string) => number | null): Base {
  const isMeant = (there: unknown, number: unknown) =>
    typeof there === "string" && typeof number === "number" && toNumber(there) === number;
  const { epic, parent, links } = tracker;
  const keyOf = (link: Link) => links?.find(({ type, to }) => type === link.type && isMeant(to, link.to));
  return {
    ...base,
    ...(isMeant(epic, base.epic) ? { epic: epic! } : {}),
    ...(isMeant(parent, base.parent) ? { parent: parent! } : {}),
    ...(base.links == null ? {} : { links: base.links.map((link) => keyOf(link) ?? link) }),
  };
}

function titled(desired: Match["desired"], match: Match, names: Names): Fields & { title: string } {
  return { ...numbered(desired.fields, match, names), title: desired.fields.title };
}

function numbered(fields: Fields, match: Match, names: Names): Fields {
  return withNumbers(fields, (key) => names.toNumber(match, key));
}

function isSameOwner(a: Match["owner"], b: Match["owner"]): boolean {
  return a.namespace === b.namespace && a.spec === b.spec && a.key === b.key;
}

/** Whether spec and tracker mean the same state, so that the spec's word may be kept beside it. */
function isStateSettled(result: Reconciled): boolean {
  return !result.changes.some(
    ({ field, outcome }) => field === "state" && (outcome === "pull" || outcome === "conflict"),
  );
}

export function changesByOutcome(
  match: Match,
  result: Pick<Reconciled, "changes">,
  behind: boolean,
  note: string | null,
): Change[] {
  const pick = (outcome: FieldChange["outcome"]) =>
    result.changes.filter((change) => change.outcome === outcome);
  const changes: Change[] = [];
  const updates = pick("update");
  if (updates.length > 0 || note !== null) {
    changes.push(makeChange("update", match, { fields: updates, note: note ?? ruleNote(match) }));
  }
  for (const op of ["pull", "conflict"] as const) {
    const fields = pick(op);
    if (fields.length > 0) changes.push(makeChange(op, match, { fields }));
  }
  const agreed = pick("agree");
  if (agreed.length > 0 && updates.length === 0 && !behind)
    changes.push(makeChange("agree", match, { fields: agreed }));
  return changes;
}

function adoptionNote(match: Match, issue: Issue): string | null {
  if (issue.owner === null) return `now belongs to ${match.owner.key}`;
  const isSameKey = foldKey(issue.owner.key) === foldKey(match.owner.key);
  const isMinted = match.desired.item.type === "subtask" && issue.owner.key.includes("/");
  return isSameKey || isMinted ? null : `id was ${issue.owner.key}`;
}

function ruleNote(match: Match): string | null {
  const isLoose = match.rule === "position" || match.rule === "earlier title";
  return isLoose ? `matched by ${match.rule}` : null;
}

/** An unowned issue of the same title is not taken, only named with the way to take it. */
function lookAlikeNote(alike: number | null): string | null {
  if (alike === null) return null;
  const name = issueName(alike);
  return `${name} has the same title; to take it instead, add the row | Issue | ${name} |`;
}

export function makeChange(
  op: ChangeOp,
  match: Match,
  rest: Partial<Pick<Change, "fields" | "values" | "note" | "alike">>,
): Change {
  const { place, status } = match.desired.item;
  return changeOf(op, subjectOf(match), { place, status, ...rest });
}

function subjectOf(match: Match): Subject {
  const { desired, owner, issue, entry } = match;
  if (desired.as === "entry") {
    const name = entry?.milestone.name ?? desired.fields.milestone ?? desired.fields.title;
    return {
      kind: "milestone",
      number: null,
      namespace: owner.namespace,
      key: owner.key,
      title: name,
      type: "epic",
    };
  }
  const title = issue?.fields.title ?? desired.fields.title;
  const { namespace, key } = owner;
  return { kind: "issue", number: issue?.number ?? null, namespace, key, title, type: desired.item.type };
}
