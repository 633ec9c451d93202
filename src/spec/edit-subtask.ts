/** Edits of one subtask: the cell of a table, or the parts of a list item. */
import type { Priority, State } from "../core/words.ts";
import { editCell } from "./edit-rows.ts";
import { assigneeSource, pointsSource, wordSource } from "./edit-words.ts";
import type { Edit } from "./edits.ts";
import type { Lines, Span } from "./lines.ts";
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
  const column = name === "state" ? "status" : name;
  const cell = source.cells[column];
  if (cell === undefined) return null;
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

/** A list item holds a title, points in parentheses and a box; a box can only say `done` or nothing. */
function editListItem(lines: Lines, source: SubtaskSource, name: string, value: unknown): Edit[] | null {
  const replace = (span: Span, text: string): Edit[] => [
    { offset: span.start, length: span.end - span.start, text },
  ];
  const { title, points, check } = source.cells;
  if (name === "title" && title !== undefined) return replace(title, String(value));
  if (name === "state" && check !== undefined) {
    if (value === "resolved") return replace(check, "x");
    const isUnchecked = value === "new" || value === "open" || value === null;
    return isUnchecked ? replace(check, " ") : null;
  }
  if (name !== "points" || title === undefined) return null;
  if (points !== undefined && value !== null) return replace(points, String(value));
  if (points === undefined)
    return value === null ? [] : [{ offset: title.end, length: 0, text: ` (${value} SP)` }];
  const line = lines.text.slice(points.end);
  const end = points.end + line.indexOf(")") + 1;
  return [{ offset: title.end, length: end - title.end, text: "" }];
}

/** The fields of a subtask that a list item cannot tell apart from an unchecked box. */
export function isBoxOpen(source: SubtaskSource, value: unknown): boolean {
  return source.form === "list" && (value === "new" || value === "open");
}
