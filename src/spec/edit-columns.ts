/** New columns of a table of subtasks: one row gets a value for it, the others an empty cell. */
import { cellSource, splitCells } from "./cells.ts";
import { isSameValues } from "./edit-check.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { type Lines, lineStart, lineText } from "./lines.ts";
import { readSlice, type Slice } from "./slice.ts";
import type { SubtaskSource } from "./source.ts";
import { type Column, readColumns } from "./subtask-columns.ts";

const columnTitles: Readonly<Record<string, string>> = {
  description: "Description",
  points: "SP",
  status: "Status",
  assignee: "Assignee",
  priority: "Priority",
};

/** The column of a table that holds a field. */
export function columnOf(field: string): string {
  return field === "state" ? "status" : field;
}

/** Adds a cell at the end of a row, and its column to the table if it has none. */
export function addCell(lines: Lines, source: SubtaskSource, column: string, text: string): Edit[] | null {
  const title = columnTitles[column];
  if (source.head === null || title === undefined) return null;
  const head = cellsOf(lines, source.head);
  const present = readColumns(lines, head).columns.indexOf(column as Column);
  const index = present === -1 ? head.length : present;
  if (cellsOf(lines, source.line).length !== index) return null;
  const row = appendCells(lines, source.line, [cellSource(text)]);
  if (present !== -1) return [row];
  const rule = "-".repeat(title.length);
  return [appendCells(lines, source.head, [title]), appendCells(lines, source.head + 1, [rule]), row];
}

/**
 * The rows that were whole in `before` have a cell in each column that the table has got since. An empty cell says "no
 * value": a row whose own value of that column could not be written (`isLeft`) stays short, which says nothing.
 */
export function fillColumns(
  before: Slice,
  slice: Slice,
  isLeft: (row: number, column: string) => boolean,
): Slice {
  const edits = slice.subtasks.flatMap(({ source }, row): Edit[] => {
    const was = before.subtasks[row]!.source;
    if (source.head === null || was.head === null) return [];
    const isWhole = cellsOf(before.lines, was.line).length >= cellsOf(before.lines, was.head).length;
    const { columns } = readColumns(slice.lines, cellsOf(slice.lines, source.head));
    const missing = columns.slice(cellsOf(slice.lines, source.line).length);
    const end = missing.findIndex((column) => column !== null && isLeft(row, column));
    const empty = (end === -1 ? missing : missing.slice(0, end)).map(() => "");
    return isWhole && empty.length > 0 ? [appendCells(slice.lines, source.line, empty)] : [];
  });
  const filled = readSlice(applyEdits(slice.text, edits), slice.mark, slice.options);
  return edits.length > 0 && filled !== null && isSameValues(slice, filled) ? filled : slice;
}

function cellsOf(lines: Lines, line: number) {
  return splitCells(lineText(lines, line), lineStart(lines, line));
}

/** A row without a pipe at its end gets one only where its last cell is empty. */
function appendCells(lines: Lines, line: number, texts: readonly string[]): Edit {
  const source = lineText(lines, line).trimEnd();
  const isClosed = source.endsWith("|") && !source.endsWith("\\|");
  const cells = texts.map((text) => (text === "" ? " |" : ` ${text} |`)).join("");
  const text = isClosed ? cells : ` |${texts.at(-1) === "" ? cells : cells.slice(0, -2)}`;
  return { offset: lineStart(lines, line) + source.length, length: 0, text };
}
