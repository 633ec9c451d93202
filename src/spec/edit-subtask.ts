/** Edits of one subtask: the cell of a table, or the parts of a list item. */
import { isEnded, type Priority, type State } from "../core/issue/words.ts";
import { addCell, columnOf } from "./edit-columns.ts";
import { editCell } from "./edit-rows.ts";
import { assigneeSource, pointsSource, wordSource } from "./edit-words.ts";
import type { Edit } from "./edits.ts";
import { type Lines, lineEnd, lineStart, lineText, type Span } from "./lines.ts";
import type { SubtaskSource } from "./source.ts";
import type { Words } from "./subtasks.ts";

/** Edits for a new value, `null` if the subtask's form has no place for it. */
export function editSubtask(
  lines: Lines,
  source: SubtaskSource,
  name: string,
  value: unknown,
  words: Words,
  own: string | null,
): Edit[] | null {
  if (source.form === "list") return editListItem(lines, source, name, value);
  const column = columnOf(name);
  const cell = source.cells[column];
  if (cell === undefined) {
    const text = cellText("", name, value, words, own);
    return text === null ? null : addCell(lines, source, column, text);
  }
  const before = lines.text.slice(cell.start, cell.end);
  const text = cellText(before, name, value, words, own);
  return text === null ? null : [editCell(lines, cell, text)];
}

function cellText(
  before: string,
  name: string,
  value: unknown,
  words: Words,
  own: string | null,
): string | null {
  if (value === null) return name === "title" ? null : "-";
  switch (name) {
    case "title":
      return String(value);
    case "description":
      return String(value).includes("\n") ? null : String(value);
    case "points":
      return pointsSource(before, Number(value));
    case "assignee":
      return assigneeSource(before, String(value));
    case "state":
      return wordSource(words.statusWords, before, value as State, own);
    case "priority":
      return wordSource(words.priorityWords, before, value as Priority, own);
    default:
      return null;
  }
}

/** A list item holds a title, points in parentheses and a box; a box can only say that work has ended, or nothing. */
function editListItem(lines: Lines, source: SubtaskSource, name: string, value: unknown): Edit[] | null {
  const replace = (span: Span, text: string): Edit[] => [
    { offset: span.start, length: span.end - span.start, text },
  ];
  const { title, points, check } = source.cells;
  if (name === "title" && title !== undefined) return replace(title, String(value));
  if (name === "state" && check === undefined) {
    return isTicked(value) ? [addBox(lines, source)] : [];
  }
  if (name === "state" && check !== undefined) {
    return replace(check, isTicked(value) ? "x" : " ");
  }
  if (name === "description") return [editBelow(lines, source, value === null ? "" : String(value))];
  if (name !== "points" || title === undefined) return null;
  if (points !== undefined && value !== null) return replace(points, String(value));
  if (points === undefined)
    return value === null ? [] : [{ offset: title.end, length: 0, text: ` (${value} SP)` }];
  const line = lines.text.slice(points.end);
  const end = points.end + line.indexOf(")") + 1;
  return [{ offset: title.end, length: end - title.end, text: "" }];
}

const listMark = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/;

/** The lines below a list item, indented as far as its text. */
function editBelow(lines: Lines, source: SubtaskSource, text: string): Edit {
  const mark = listMark.exec(lineText(lines, source.line))?.[0] ?? "  ";
  const indent = mark.replace(/[^\t]/g, " ");
  const below = text === "" ? [] : text.split("\n").map((line) => (line === "" ? "" : indent + line));
  const offset = lines.ends[source.line]!;
  const end = source.cells["description"]?.end ?? offset;
  return { offset, length: end - offset, text: below.map((line) => lineEnd(lines) + line).join("") };
}

function addBox(lines: Lines, source: SubtaskSource): Edit {
  const mark = listMark.exec(lineText(lines, source.line))?.[0] ?? "";
  return { offset: lineStart(lines, source.line) + mark.length, length: 0, text: "[x] " };
}

/** What is read of a box that a state was written into: `null`, which is no opinion, where work goes on. */
export function boxRead(value: unknown): State | null {
  return isTicked(value) ? "resolved" : null;
}

function isTicked(value: unknown): boolean {
  return value !== null && isEnded(value as State);
}
