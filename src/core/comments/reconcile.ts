/**
 * Three ways of one comment: the entry's text, the text agreed on, the text in the tracker. No text stands for
 * a comment or an entry that is not there.
 *
 *   spec     base     tracker    outcome
 *   S        any      = S        same if base = S, else agree (links a person's comment to its entry)
 *   S        none     none       create, by the spec
 *   S        = S      T          pull      changed or deleted in the tracker
 *   S        B        = B        update    only of a comment that a spec wrote
 *   S        B        T          conflict  settled by `prefer`
 *   S        any      T          pull      of a person's comment, which is theirs: with a warning
 *   none     none     T          pull      a person's comment that the spec does not have yet
 *   none     B        none       agree     gone on both sides
 *   none     B        T          removed   of a comment that a spec wrote; of a person's nothing
 *
 * Of a spec that is behind nothing is written but entries that the tracker never had, without a base.
 */
import { normalText } from "../issue/field.ts";
import type { Comment } from "../issue/issue.ts";
import type { PutComment } from "../issue/write.ts";
import type { FieldChange, FieldOutcome, Prefer } from "../reconcile/reconcile.ts";
import { toAccount } from "../settings.ts";
import { type CommentPair, entryOf, isGone, type MatchContext } from "./match.ts";

export interface CommentContext extends MatchContext {
  readonly issue: PutComment["issue"];
  readonly prefer: Prefer;
}

export interface ReconciledComment {
  readonly change: FieldChange | null;
  readonly writes: readonly PutComment[];
  /** A person's comment that the spec changed. */
  readonly isTheirs: boolean;
  /** A comment of ours whose entry left the spec. */
  readonly left: Comment | null;
}

const nothing: ReconciledComment = { change: null, writes: [], isTheirs: false, left: null };

export function reconcileComment(pair: CommentPair, context: CommentContext): ReconciledComment {
  const { entry, comment } = pair;
  if (comment === null) return { ...nothing, ...settled(pair, "update", context) };
  if (entry === null) return reconcileLeft(pair, comment, context);
  const { hash, isBehind, prefer } = context;
  const spec = normalText(entry.text);
  const tracker = trackerText(comment);
  const base = comment.entry?.base ?? null;
  const pull = { ...nothing, change: changeOf(pair, "pull", context) };
  if (spec === tracker) {
    const isSame = isBehind || base === hash(spec);
    return isSame ? nothing : { ...nothing, ...settled(pair, "agree", context) };
  }
  if (isBehind || base === hash(spec)) return pull;
  if (!comment.isFromSpec) return { ...pull, isTheirs: true };
  if (base === hash(tracker) || prefer === "spec") return { ...nothing, ...settled(pair, "update", context) };
  return prefer === "tracker" ? pull : { ...nothing, change: changeOf(pair, "conflict", context) };
}

/** A comment that is no entry of the spec. */
function reconcileLeft(pair: CommentPair, comment: Comment, context: CommentContext): ReconciledComment {
  const { hash, isBehind } = context;
  const { entry } = comment;
  const isNew = entry === null || (entry.base === null && !isBehind);
  if (isNew && !isGone(comment)) return { ...nothing, change: changeOf(pair, "pull", context) };
  if (isNew || isBehind) return nothing;
  if (!isGone(comment)) return comment.isFromSpec ? { ...nothing, left: comment } : nothing;
  if (entry.base === hash("")) return nothing;
  const write = put(pair, context, { text: "", base: hash("") });
  return { ...nothing, change: changeOf(pair, "agree", context), writes: [write] };
}

/** The spec's text becomes what both agree on; in the place of a deleted comment a new one. */
function settled(pair: CommentPair, outcome: "agree" | "update", context: CommentContext) {
  const { hash, isBehind } = context;
  const text = normalText(pair.entry!.text);
  const base = isBehind ? null : hash(text);
  const change = changeOf(pair, outcome, context);
  const isLost = pair.comment !== null && isGone(pair.comment);
  if (!isLost) return { change, writes: [put(pair, context, { text, base })] };
  const created = put({ ...pair, comment: null }, context, { text, base });
  return { change, writes: [put(pair, context, { text: "", base: hash("") }), created] };
}

function put(
  { entry, comment }: CommentPair,
  { issue, settings }: CommentContext,
  { text, base }: { text: string; base: string | null },
): PutComment {
  const { author, date } = entry ?? entryOf(comment!, settings);
  const account = author === null ? null : toAccount(settings, author);
  return {
    op: "comment",
    issue,
    id: comment?.id ?? null,
    author: comment === null ? account : comment.author,
    text,
    entry: { author, date, base },
    isFromSpec: comment?.isFromSpec ?? true,
  };
}

function trackerText(comment: Comment): string {
  return isGone(comment) ? "" : normalText(comment.text);
}

function changeOf(pair: CommentPair, outcome: FieldOutcome, { settings }: CommentContext): FieldChange {
  const { entry, index, comment } = pair;
  const { author, date } = entry ?? entryOf(comment!, settings);
  const spec = entry === null ? undefined : normalText(entry.text);
  const tracker = comment === null ? null : trackerText(comment) || null;
  const result = outcome === "update" ? spec! : tracker;
  const field = `comment.${commentTitle({ author, date })}`;
  const name = { id: comment?.id ?? null, author, date, index };
  return { field, outcome, base: undefined, spec, tracker, result, merged: false, comment: name };
}

/** `@dana (2025-01-15)`, as people read it. */
export function commentTitle({ author, date }: { author: string | null; date: string | null }): string {
  const name = author === null ? "without author" : `@${author}`;
  return date === null ? name : `${name} (${date})`;
}
