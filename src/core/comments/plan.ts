/**
 * Comments of the items that speak of comments: those with entries or with a section for them. Their changes
 * join those of their items; a comment whose entry left its spec is a change of its own.
 */
import { normalText } from "../issue/field.ts";
import type { Comment, IssueComments, Unreadable } from "../issue/issue.ts";
import type { Write } from "../issue/write.ts";
import type { Item, SpecComment } from "../item/item.ts";
import { planProblem } from "../item/plan-codes.ts";
import type { Problem } from "../item/problem.ts";
import { isBehind, type World } from "../match/world.ts";
import { type Change, changeOf } from "../plan/change.ts";
import { makeChange, type PlannedItem } from "../plan/item.ts";
import type { FieldChange } from "../reconcile/reconcile.ts";
import { entryOf, matchComments } from "./match.ts";
import { type CommentContext, commentTitle, reconcileComment } from "./reconcile.ts";

export interface PlannedComments {
  readonly planned: readonly PlannedItem[];
  readonly problems: readonly Problem[];
  /** Issues whose comments must be read; without them the plan is not final. */
  readonly unread: readonly number[];
  /** Comments that cannot be read; nothing is planned for those of their issues. */
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
}

export function planComments(planned: readonly PlannedItem[], world: World): PlannedComments {
  if (!world.abilities.comments) return { planned, problems: [], unread: [], unreadable: [], notes: [] };
  const problems: Problem[] = [];
  const unread: number[] = [];
  const unreadable: Unreadable[] = [];
  const notes: string[] = [];
  const result = planned.map((one) => {
    const target = targetOf(one);
    if (target === null) return one;
    const { number } = target;
    const found = number === null ? none : world.comments.get(number);
    if (found === undefined) unread.push(number!);
    else {
      unreadable.push(...found.unreadable);
      notes.push(...(found.notes ?? []));
    }
    if (found === undefined) return one;
    const [broken] = found.unreadable;
    if (broken !== undefined) return withheld(one, broken);
    return planItem(one, found.comments, { ...contextOf(one, world), issue: target.issue }, world, problems);
  });
  return { planned: result, problems, unread, unreadable, notes };
}

const none: IssueComments = { comments: [], unreadable: [] };

/** The issue whose comments are planned; `null` for items that say nothing of comments or are not written now. */
function targetOf({ match, writes }: PlannedItem) {
  const { item, as } = match.desired;
  if (as === "entry" || (item.comments.length === 0 && item.places["comments"] === undefined)) return null;
  const create = writes.find((write) => write.op === "create");
  if (create !== undefined) return { issue: match.owner, number: create.revive };
  const number = match.issue?.deleted === null ? match.issue.number : null;
  return number === null ? null : { issue: number, number };
}

function withheld(one: PlannedItem, { path }: Unreadable): PlannedItem {
  const note = `its comments wait for ${path}, which cannot be read`;
  return { ...one, changes: [...one.changes, makeChange("withheld", one.match, { note })] };
}

function contextOf({ match }: PlannedItem, world: World): Omit<CommentContext, "issue"> {
  const { settings, hash, prefer } = world;
  return { settings, hash, prefer, isBehind: isBehind(world, match.desired.item.spec) };
}

function planItem(
  one: PlannedItem,
  comments: readonly Comment[],
  context: CommentContext,
  world: World,
  problems: Problem[],
): PlannedItem {
  const { item } = one.match.desired;
  const fields: FieldChange[] = [];
  const changes: Change[] = [];
  const writes: Write[] = [];
  for (const pair of matchComments(item.comments, comments, context)) {
    const result = reconcileComment(pair, context);
    if (result.change !== null) fields.push(result.change);
    writes.push(...result.writes);
    if (result.isTheirs) problems.push(theirs(pair.entry!, item));
    if (result.left !== null) {
      const isRemoved = canRemove(result.left, context, world);
      changes.push(leftChange(isRemoved ? "delete" : "orphan", result.left, one, context));
      const issue = one.match.issue!.number!;
      if (isRemoved) writes.push(...removal(result.left, issue, context));
    }
  }
  return {
    ...one,
    changes: [...withFields(one, fields), ...changes],
    writes: [...one.writes, ...writes],
  };
}

/** The fields of comments join the item's change of their kind, which is made where there is none. */
function withFields({ match, changes }: PlannedItem, fields: readonly FieldChange[]): Change[] {
  const result = [...changes];
  for (const outcome of ["update", "pull", "conflict", "agree"] as const) {
    const own = fields.filter((field) => field.outcome === outcome);
    if (own.length === 0) continue;
    const isCreate = outcome === "update" && changes.some(({ op }) => op === "create");
    const op = isCreate ? "create" : outcome;
    const at = result.findIndex((change) => change.op === op);
    if (at !== -1) result[at] = { ...result[at]!, fields: [...result[at]!.fields, ...own] };
    else if (op !== "agree" || !result.some((change) => change.op === "update" || change.op === "create"))
      result.push(makeChange(op, match, { fields: own }));
  }
  return result;
}

/** Only what nobody changed in the tracker since, and only where everything can be read. */
function canRemove(comment: Comment, { hash, prefer }: CommentContext, world: World): boolean {
  const isUnchanged = hash(normalText(comment.text)) === comment.entry?.base;
  const isWanted = world.settings.orphans === "delete" && world.snapshot.unreadable.length === 0;
  return isWanted && (isUnchanged || prefer === "spec");
}

/** Both sides agree at once that it is gone. */
function removal(comment: Comment, issue: number, { hash }: CommentContext): Write[] {
  const { id, author, text, entry, isFromSpec } = comment;
  return [
    { op: "comment", issue, id, author, text, entry: { ...entry!, base: hash("") }, isFromSpec },
    { op: "remove-comment", issue, id },
  ];
}

const longestQuoted = 40;

function leftChange(
  op: "orphan" | "delete",
  comment: Comment,
  { match }: PlannedItem,
  { settings }: CommentContext,
): Change {
  const [line = ""] = normalText(comment.text).split("\n");
  const start = [...line].slice(0, longestQuoted).join("");
  const text = start.length < comment.text.length ? `${start}…` : start;
  const { item } = match.desired;
  const { namespace, key } = match.owner;
  const title = `${commentTitle(entryOf(comment, settings))}: "${text}"`;
  const number = match.issue!.number;
  const subject = { kind: "comment", number, namespace, key, title, type: item.type } as const;
  const note = `is no longer in ${item.spec}`;
  return changeOf(op, subject, { place: item.places["comments"] ?? item.place, note });
}

function theirs(entry: SpecComment, item: Item): Problem {
  const name = commentTitle(entry);
  const message = `the comment of ${name} on ${item.key ?? item.fields.title} was written in the tracker and stays as it is there; to answer it, add an entry of your own`;
  return planProblem("SP084", message, entry.place);
}
