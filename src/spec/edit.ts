/**
 * Changes of fields back into a spec. Each change is tried on its item alone and read again: it is kept only
 * if the item then says exactly what was wanted and nothing else. What cannot be written is a problem.
 */
import { commentTitle } from "../core/comments/reconcile.ts";
import type { Fields } from "../core/issue/field.ts";
import { fieldLabel } from "../core/issue/field-label.ts";
import type { Item } from "../core/item/item.ts";
import type { Problem } from "../core/item/problem.ts";
import { groupBy } from "../core/match/world.ts";
import { makeProblem } from "./codes.ts";
import { isWanted, keyOf } from "./edit-check.ts";
import { columnOf, fillColumns } from "./edit-columns.ts";
import { appendComments, type CommentEdit, commentsAfter, editComment, inOrder } from "./edit-comments.ts";
import { editField, type OwnWords } from "./edit-field.ts";
import { boxRead, editSubtask } from "./edit-subtask.ts";
import { applyEdits, clipEdits, type Edit, editBetween } from "./edits.ts";
import { lineEnd, lineStart } from "./lines.ts";
import type { ParseOptions } from "./parse.ts";
import { readSlice, type Slice, sliceItem } from "./slice.ts";
import type { ParsedSpec } from "./source.ts";

export interface SpecChange {
  /** An item of the spec. */
  readonly item: Item;
  /** Fields to set; `null` and empty sets clear. */
  readonly set: Fields;
  /** Changes of its comments. */
  readonly comments?: readonly CommentEdit[];
  /** The spec's own words, if they still stand for the new state or priority. */
  readonly status?: string | null;
  readonly priority?: string | null;
  /** The number, to be written as the row `Issue`. */
  readonly ref?: number;
}

export interface EditedSpec {
  readonly text: string;
  /** At most one edit for each epic or story, on the original text. */
  readonly edits: readonly Edit[];
  /** Changes that could not be written (SP070). */
  readonly problems: readonly Problem[];
}

export function editSpec(
  spec: ParsedSpec,
  changes: readonly SpecChange[],
  options: ParseOptions,
): EditedSpec {
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  for (const [owner, own] of groupByOwner(spec, changes)) {
    const written = writeFields(sliceItem(spec, owner.item, options), own);
    let { slice } = written;
    problems.push(...written.refused.map(({ change, name }) => refuse(change.item, name)));
    for (const { change } of own) {
      const commented = writeComments(slice, change);
      slice = commented.slice;
      problems.push(...commented.problems);
    }
    if (slice === null) continue;
    const before = spec.text.slice(lineStart(spec.lines, owner.from), lineStart(spec.lines, owner.to));
    const edit = editBetween(before, slice.text, lineStart(spec.lines, owner.from));
    if (edit !== null) edits.push(edit);
  }
  return { text: applyEdits(spec.text, edits), edits, problems };
}

interface OwnChange {
  readonly change: SpecChange;
  /** Index of the subtask; -1 for the epic or story itself. */
  readonly row: number;
}

/** The changes of each epic or story together with those of its subtasks. */
function groupByOwner(spec: ParsedSpec, changes: readonly SpecChange[]) {
  const byItem = groupBy(changes, ({ item }) => item);
  const groups: [{ item: Item; from: number; to: number }, OwnChange[]][] = [];
  for (const item of spec.items) {
    const source = spec.sources.get(item);
    if (source !== undefined) groups.push([{ item, from: source.from, to: source.to }, []]);
    const row = source === undefined ? item.row! - 1 : -1;
    for (const change of byItem.get(item) ?? []) groups.at(-1)![1].push({ change, row });
  }
  return groups.filter(([, own]) => own.length > 0);
}

interface Wanted extends OwnChange {
  readonly name: string;
  readonly value: unknown;
}

interface Written {
  readonly slice: Slice | null;
  readonly refused: readonly Wanted[];
}

/** What a subtask could not take is tried again: columns that other rows got since may make room for it. */
function writeFields(before: Slice | null, own: readonly OwnChange[]): Written {
  const all = own.flatMap((one) =>
    wantedFields(one.change).map(([name, value]): Wanted => ({ ...one, name, value })),
  );
  if (before === null) return { slice: null, refused: all };
  let written = tryChanges(before, before, all);
  for (;;) {
    const again = written.refused.filter(({ row }) => row !== -1);
    const next = tryChanges(before, written.slice, again);
    if (next.refused.length === again.length) return written;
    const refused = written.refused.filter((one) => one.row === -1 || next.refused.includes(one));
    written = { slice: next.slice, refused };
  }
}

function tryChanges(before: Slice, start: Slice, wanted: readonly Wanted[]) {
  let slice = start;
  const refused = wanted.filter((one) => {
    const next = tryChange(slice, one);
    slice = next ?? slice;
    return next === null;
  });
  const isLeft = (row: number, column: string) =>
    refused.some((one) => one.row === row && columnOf(one.name) === column);
  return { slice: fillColumns(before, slice, isLeft), refused };
}

function wantedFields(change: SpecChange): [string, unknown][] {
  const fields = Object.entries(change.set).filter(([, value]) => value !== undefined);
  // New sections get their text first, and with it their heading.
  const isOrder = ([name]: [string, unknown]) => name === "sections";
  const ref: [string, unknown][] = change.ref === undefined ? [] : [["issue", change.ref]];
  return [...fields.filter((entry) => !isOrder(entry)), ...fields.filter(isOrder), ...ref];
}

function refuse(item: Item, name: string): Problem {
  const place = item.places[name] ?? item.place;
  const label = name.startsWith("section.") ? `section "${fieldLabel(name)}"` : fieldLabel(name);
  const message = `the new ${label} of ${item.key ?? item.fields.title} cannot be written here; change the spec by hand`;
  return makeProblem("SP070", message, place);
}

/** The slice with a field changed, `null` if no way of writing it reads as wanted. */
function tryChange(slice: Slice, { change, row, name, value }: Wanted): Slice | null {
  const item = row === -1 ? slice.item : slice.subtasks[row]?.item;
  if (item === undefined) return null;
  const wanted = name === "state" && item.stateAs === "box" ? boxRead(value) : value;
  const present = name === "issue" ? item.ref : item.fields[name as keyof Fields];
  if (keyOf(name, present) === keyOf(name, wanted)) return slice;
  const own: OwnWords = {
    status: change.status ?? item.status,
    priority: change.priority ?? item.priority,
  };
  return tryEdits(slice, candidates(slice, row, name, value, own), (next) =>
    isWanted(slice, next, row, name, wanted),
  );
}

/** The first candidate that reads as wanted. */
function tryEdits(slice: Slice, tried: readonly Edit[][], isRight: (next: Slice) => boolean): Slice | null {
  for (const edits of tried) {
    const text = applyEdits(slice.text, clipEdits(edits));
    // An underlined heading behind the item takes an empty line to keep apart from a text.
    for (const apart of [text, text + lineEnd(slice.lines)]) {
      const next = readSlice(apart, slice.mark, slice.options);
      if (next !== null && isRight(next)) return next;
    }
  }
  return null;
}

/** Comments are tried one by one; new ones, which may be many, first all at once. */
function writeComments(
  slice: Slice | null,
  { item, comments = [] }: SpecChange,
): { slice: Slice | null; problems: Problem[] } {
  const problems: Problem[] = [];
  let current = slice;
  const write = (edits: readonly CommentEdit[]): boolean => {
    const next = current === null ? null : tryComments(current, edits);
    if (next !== null) current = next;
    return next !== null;
  };
  const isNew = ({ index }: CommentEdit) => index === null;
  const added = comments.filter(isNew);
  const isAdded = added.length > 0 && comments.length === added.length && write(added);
  for (const edit of isAdded ? [] : inOrder(comments)) {
    if (!write([edit])) problems.push(refuseComment(item, edit));
  }
  return { slice: current, problems };
}

function tryComments(slice: Slice, edits: readonly CommentEdit[]): Slice | null {
  // NUL would make the whole file unreadable.
  if (edits.some(({ text }) => text?.includes("\0") === true)) return null;
  const wanted = commentsAfter(slice.item.comments, edits);
  const added = edits.flatMap((edit) => (edit.index === null ? edit : []));
  const changed = edits.flatMap((edit) => (edit.index === null ? [] : editComment(slice, edit)));
  const tried = added.length > 0 ? appendComments(slice, added) : changed;
  return tryEdits(slice, tried, (next) => isWanted(slice, next, -1, "comments", wanted));
}

function refuseComment(item: Item, edit: CommentEdit): Problem {
  const name = commentTitle(edit.index === null ? edit : item.comments[edit.index]!);
  const place =
    (edit.index === null ? item.places["comments"] : item.comments[edit.index]!.place) ?? item.place;
  const message = `the comment of ${name} on ${item.key ?? item.fields.title} cannot be written here as it stands in the tracker`;
  return makeProblem("SP070", message, place);
}

function candidates(slice: Slice, row: number, name: string, value: unknown, own: OwnWords): Edit[][] {
  const { options } = slice;
  if (row === -1) return editField(slice, name, value, options, own);
  const ownWord = name === "state" ? own.status : own.priority;
  const source = slice.subtasks[row]!.source;
  const edits = editSubtask(slice.lines, source, name, value, options, ownWord);
  return edits === null ? [] : [edits];
}
