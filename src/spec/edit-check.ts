/** Whether an edit did what it should, and nothing else: the item is read again and compared. */
import { type Fields, valueKey } from "../core/issue/field.ts";
import type { Item } from "../core/item/item.ts";
import { isSameComments } from "./edit-comments.ts";
import type { Slice } from "./slice.ts";

/** Whether `after` differs from `before` in the wanted field and in nothing else. */
export function isWanted(before: Slice, after: Slice, row: number, name: string, value: unknown): boolean {
  return everyItem(
    before,
    after,
    (a, b, at) =>
      isSameItem(a, b, at === row ? name : null, value) && isSameOpinion(a, b, at === row ? name : null),
  );
}

/** Whether `after` says what `before` says, and at most of more fields that they have no value. */
export function isSameValues(before: Slice, after: Slice): boolean {
  return everyItem(before, after, (a, b) => isSameItem(a, b, null, null));
}

/** `at`: the index of a subtask, -1 for the epic or story itself. */
function everyItem(before: Slice, after: Slice, holds: (a: Item, b: Item, at: number) => boolean): boolean {
  if (before.subtasks.length !== after.subtasks.length) return false;
  return (
    holds(before.item, after.item, -1) &&
    before.subtasks.every(({ item }, index) => holds(item, after.subtasks[index]!.item, index))
  );
}

function isSameItem(a: Item, b: Item, changed: string | null, value: unknown): boolean {
  const isSameIdentity = a.type === b.type && a.key === b.key && a.row === b.row;
  const isSameRef = changed === "issue" ? b.ref === value : a.ref === b.ref;
  const comments = changed === "comments" ? (value as Item["comments"]) : a.comments;
  const isSameList =
    isSameComments(comments, b.comments) &&
    a.attachments.length === b.attachments.length &&
    a.attachments.every((attachment, index) => attachment.path === b.attachments[index]!.path);
  if (!isSameIdentity || !isSameRef || !isSameList) return false;
  const names = new Set([
    ...Object.keys(a.fields),
    ...Object.keys(b.fields),
    ...(changed === null ? [] : [changed]),
  ]);
  for (const name of names) {
    if (name === "issue" || name === "comments") continue;
    const before = a.fields[name as keyof Fields];
    const after = b.fields[name as keyof Fields];
    // A new section joins the order of sections by itself.
    if (name === "sections" && changed?.startsWith("section.") === true) continue;
    if (keyOf(name, name === changed ? value : before) !== keyOf(name, after)) return false;
  }
  return true;
}

/** "No opinion" must not become "cleared"; only empty sections come and go with their heading. */
function isSameOpinion(a: Item, b: Item, changed: string | null): boolean {
  const names = Object.keys({ ...a.fields, ...b.fields }) as (keyof Fields)[];
  return names.every((name) => {
    const isMoot = name === changed || (changed === "sections" && name.startsWith("section."));
    const isLater = name === "sections" && changed?.startsWith("section.") === true;
    return isMoot || isLater || (a.fields[name] === undefined) === (b.fields[name] === undefined);
  });
}

/** `null`, absent and empty are equal: each means that there is no value. */
export function keyOf(name: string, value: unknown): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return "";
  return valueKey(name, value as Parameters<typeof valueKey>[1]);
}
