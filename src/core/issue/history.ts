/** What a change of an issue or comment means to people. Pure. */
import { type FieldValue, fieldNames, fieldValue, isSameValue, normalText } from "./field.ts";
import type { Comment, Issue } from "./issue.ts";

export type Happening =
  | "created"
  | "changed"
  | "deleted"
  | "brought back"
  | "commented"
  | "comment changed"
  | "comment removed";

export interface HistoryChange {
  readonly field: string;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

export interface Happened {
  readonly what: Happening;
  /** Of `changed`. */
  readonly changes: readonly HistoryChange[];
  /** The spec's own words for the state, before and after. */
  readonly status: { readonly before: string | null; readonly after: string | null };
  readonly comment: { readonly id: string; readonly author: string | null; readonly text: string } | null;
}

const noStatus = { before: null, after: null };

/** `null` where only bookkeeping changed, or nothing can be said. */
export function issueHappened(before: Issue | null, after: Issue | null): Happened | null {
  if (after === null) return null;
  const is = (what: Happening): Happened => ({ what, changes: [], status: noStatus, comment: null });
  const wasThere = before !== null && before.deleted === null;
  if (after.deleted !== null) return wasThere ? is("deleted") : null;
  if (before === null) return is("created");
  if (before.deleted !== null) return is("brought back");
  const changes = fieldNames(before.fields, after.fields)
    .map((field) => ({
      field,
      before: fieldValue(before.fields, field),
      after: fieldValue(after.fields, field),
    }))
    .filter((one) => one.field !== "sections" && !isSameValue(one.field, one.before, one.after));
  const added = after.attachments.filter(({ id }) => !before.attachments.some((one) => one.id === id));
  const removed = before.attachments.filter(({ id }) => !after.attachments.some((one) => one.id === id));
  if (added.length + removed.length > 0) {
    const names = (list: Issue["attachments"]) => list.map(({ name }) => name).join(", ");
    changes.push({ field: "attachments", before: names(removed), after: names(added) });
  }
  const status = { before: before.status, after: after.status };
  return changes.length === 0 ? null : { what: "changed", changes, status, comment: null };
}

export function commentHappened(before: Comment | null, after: Comment | null): Happened | null {
  const told = after ?? before;
  if (told === null) return null;
  const is = (what: Happening): Happened => {
    const { id, author, text } = told;
    return { what, changes: [], status: noStatus, comment: { id, author, text } };
  };
  const [was, isNow] = [before, after].map((one) => one !== null && one.deleted === null);
  if (!was) return isNow ? is("commented") : null;
  if (!isNow) return is("comment removed");
  return normalText(before!.text) === normalText(after!.text) ? null : is("comment changed");
}
