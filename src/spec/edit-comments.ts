/** Edits of an item's comments: a new text in place, an entry taken out, new entries at the section's end. */
import type { SpecComment } from "../core/item/item.ts";
import { insertBehind, removeLines } from "./edit-text.ts";
import type { Edit } from "./edits.ts";
import { isBlankLine, type Lines, lineEnd } from "./lines.ts";
import type { Slice } from "./slice.ts";
import type { CommentSource } from "./source.ts";

/** By the place in the item's comments, from 0; `text: null` takes the entry out. */
export type CommentEdit =
  | { readonly index: number; readonly text: string | null }
  | ({ readonly index: null } & NewComment);

export interface NewComment {
  readonly author: string | null;
  readonly date: string | null;
  readonly text: string;
}

/** The edits in the order in which each index still means what it meant: new texts, removals from behind, appends. */
export function inOrder(edits: readonly CommentEdit[]): CommentEdit[] {
  const rank = ({ index, text }: CommentEdit) => (index === null ? 1 : text === null ? -index : -Infinity);
  return [...edits].sort((a, b) => rank(a) - rank(b) || 0);
}

export function editComment(
  { lines, source }: Slice,
  { index, text }: { index: number; text: string | null },
) {
  const place = source.comments[index];
  if (place === undefined) return [];
  return [[text === null ? removeEntry(lines, place) : replaceText(lines, place, text)]];
}

export function appendComments({ lines, source }: Slice, comments: readonly NewComment[]): Edit[][] {
  const section = source.sections.findLast(({ role }) => role === "comments");
  if (section === undefined) return [];
  let last = section.to - 1;
  while (last > section.from && isBlankLine(lines, last)) last -= 1;
  const wanted = comments.flatMap((comment, at) => (at === 0 ? quote(comment) : ["", ...quote(comment)]));
  return [[insertBehind(lines, last, wanted)]];
}

export function commentsAfter(
  comments: readonly SpecComment[],
  edits: readonly CommentEdit[],
): Omit<SpecComment, "place">[] {
  const changed = new Map(edits.map((edit) => [edit.index, edit.text]));
  const kept = comments.flatMap((comment, index): Omit<SpecComment, "place">[] => {
    const text = changed.get(index);
    return text === null ? [] : [{ ...comment, text: text ?? comment.text }];
  });
  return [...kept, ...edits.flatMap((edit) => (edit.index === null ? edit : []))];
}

export function isSameComments(
  a: readonly Omit<SpecComment, "place">[],
  b: readonly Omit<SpecComment, "place">[],
): boolean {
  const isSame = (one: Omit<SpecComment, "place">, other: Omit<SpecComment, "place"> | undefined) =>
    one.author === other?.author && one.date === other.date && one.text === other.text;
  return a.length === b.length && a.every((comment, index) => isSame(comment, b[index]));
}

function quote({ author, date, text }: NewComment): string[] {
  const name = author === null ? "" : `**@${author}**${date === null ? "" : ` (${date})`}: `;
  return `${name}${text}`.split("\n").map((line) => (line === "" ? ">" : `> ${line}`));
}

function replaceText(lines: Lines, { text: { start, end }, lead }: CommentSource, text: string): Edit {
  const [first = "", ...others] = text.split("\n");
  const wanted = [first, ...others.map((line) => (line === "" ? lead.trimEnd() : lead + line))];
  return { offset: start, length: end - start, text: wanted.join(lineEnd(lines)) };
}

/** Whole lines, and one of the empty lines around them. */
function removeEntry(lines: Lines, { from, to }: CommentSource): Edit {
  let end = to;
  while (end > from && isBlankLine(lines, end - 1)) end -= 1;
  const isApart = from === 0 || isBlankLine(lines, from - 1);
  const isFollowed = end < lines.starts.length && isBlankLine(lines, end);
  return removeLines(lines, { from, to: isApart && isFollowed ? end + 1 : end });
}
