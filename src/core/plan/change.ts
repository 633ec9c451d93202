/** A plan as data: what differs, what will be written, and what it was all made from. */
import type { Fields } from "../issue/field.ts";
import type { AppliedCommit, Attachment, ReplayConflict, Unreadable } from "../issue/issue.ts";
import type { ItemType } from "../issue/words.ts";
import type { IssueTarget, Write } from "../issue/write.ts";
import type { Place, Problem } from "../item/problem.ts";
import type { FieldChange } from "../reconcile/reconcile.ts";

/**
 * create, update, move, close, delete are writes · agree writes the base only · pull, conflict, renamed,
 * orphan, withheld are shown and write nothing.
 */
export const changeOps = [
  "create",
  "update",
  "move",
  "agree",
  "pull",
  "conflict",
  "renamed",
  "withheld",
  "orphan",
  "close",
  "delete",
] as const;
export type ChangeOp = (typeof changeOps)[number];

/**
 * What a change is about. An epic kept as a milestone is the subject `milestone` with its key; of a comment
 * or attachment that left its spec number, key and type are its issue's.
 */
export interface Subject {
  readonly kind: "issue" | "milestone" | "component" | "version" | "comment" | "attachment";
  readonly number: number | null;
  /** Of the key. */
  readonly namespace: string;
  readonly key: string | null;
  readonly title: string;
  readonly type: ItemType | null;
}

/** A commit, or a merged pull request, that made a change by a keyword. */
export interface Cause extends AppliedCommit {
  /** What it says: `fixes #12`. */
  readonly words: string;
}

/** What becomes of an attachment of the item. */
export interface AttachmentChange {
  /** What the issue has: the same file or an older version of it; `null`: it is new. */
  readonly before: Attachment | null;
  readonly after: Attachment;
}

export interface Change {
  readonly op: ChangeOp;
  readonly subject: Subject;
  readonly place: Place | null;
  /** The fields that differ; for a create its comments, its fields are in `values`. */
  readonly fields: readonly FieldChange[];
  readonly values: Fields | null;
  readonly attachments: readonly AttachmentChange[];
  /** The spec's own word for the state, where it has one. */
  readonly status: string | null;
  /** Why, or what to do, in one line. */
  readonly note: string | null;
  /** For a create: an issue of the same title that no spec owns. */
  readonly alike: number | null;
  /** The commits that make this change; empty: a spec does. */
  readonly causes: readonly Cause[];
}

export interface PlannedSpec {
  readonly path: string;
  readonly blob: string;
  /** Syncs that this file does not know of; 0 for a current one, and where the spec shall win. */
  readonly behind: number;
  /**
   * What a file that is behind takes back because it shall win: `US-1 story points` for what only the tracker changed.
   * Absent: nothing.
   */
  readonly takesBack?: readonly string[];
}

export interface Plan {
  readonly version: 1;
  readonly tracker: { readonly name: string; readonly id: string | null; readonly tip: string | null };
  /** Hash of the settings that matter. */
  readonly settings: string;
  readonly story: string | null;
  readonly specs: readonly PlannedSpec[];
  /** Items planned; those of them without any change. */
  readonly items: number;
  readonly same: number;
  readonly changes: readonly Change[];
  readonly writes: readonly Write[];
  /** What becomes the last synced blob of each spec when the writes are done. */
  readonly specWrites: Readonly<Record<string, string | null>>;
  /** Warnings and notes; a plan is never made of specs with errors. */
  readonly problems: readonly Problem[];
  readonly unreadable: readonly Unreadable[];
  /** Changes of this clone that the shared tracker contradicts; both are kept until somebody decides. */
  readonly unpublished: readonly ReplayConflict[];
  /** Living issues of the tracker, for guards and messages. */
  readonly existing: number;
  /** The commit up to which the messages of each main branch are read when the writes are done. */
  readonly scanned: Readonly<Record<string, string>>;
  /** What commits say that changes nothing, and what could not be read of them; one line each. */
  readonly notes: readonly string[];
}

/** A change with nothing but what `rest` says. */
export function changeOf(
  op: ChangeOp,
  subject: Subject,
  rest: Partial<Omit<Change, "op" | "subject">> = {},
): Change {
  return {
    op,
    subject,
    place: null,
    fields: [],
    values: null,
    attachments: [],
    status: null,
    note: null,
    alike: null,
    causes: [],
    ...rest,
  };
}

export function countOps(plan: Pick<Plan, "changes">): Record<ChangeOp, number> {
  const counts = Object.fromEntries(changeOps.map((op) => [op, 0])) as Record<ChangeOp, number>;
  for (const change of plan.changes) counts[change.op] += 1;
  return counts;
}

/** Whether applying would write anything. */
export function isEmpty(plan: Plan): boolean {
  return plan.writes.length === 0;
}

/** What is left when only the tracker's changes count: what commits did, and records of what both sides agree on. */
export function withoutSpecChanges(plan: Plan): Plan {
  const isSpecs = commentsOfSpecs(plan);
  const kept = plan.writes.flatMap((write): Write[] => {
    const { op } = write;
    if (isByCommits(write)) return [write];
    if (op === "update") {
      const { base, number } = write;
      const isAgreed = Object.keys(write.set).length === 0 && base !== undefined;
      return isAgreed ? [{ op, number, set: {}, base }] : [];
    }
    if (op === "comment") return isSpecs.has(commentKey(write.issue, write.id)) ? [] : [write];
    return op === "epic" && Object.keys(write.set).length === 0 ? [write] : [];
  });
  const shown: ReadonlySet<ChangeOp> = new Set(["pull", "conflict", "agree", "orphan"]);
  const isShown = ({ op, causes }: Change) => shown.has(op) || causes.length > 0;
  return {
    ...plan,
    changes: plan.changes.filter(isShown),
    writes: kept,
    specWrites: kept.every(isByCommits) ? {} : plan.specWrites,
  };
}

function isByCommits(write: Write): boolean {
  return write.op === "update" && write.commits !== undefined;
}

/** Comments that the specs write, change or remove. */
function commentsOfSpecs({ changes, writes }: Plan): Set<string> {
  const written = changes.flatMap(({ op, subject, fields }) =>
    op === "update"
      ? fields.flatMap(({ comment }) => (comment ? commentKey(subject.number, comment.id) : []))
      : [],
  );
  const others = writes.flatMap((write) => {
    if (write.op === "remove-comment") return commentKey(write.issue, write.id);
    const isNew = write.op === "comment" && (write.id === null || typeof write.issue !== "number");
    return isNew ? commentKey(write.issue, write.id) : [];
  });
  return new Set([...written, ...others]);
}

function commentKey(issue: IssueTarget | null, id: string | null): string {
  return JSON.stringify([issue, id]);
}
