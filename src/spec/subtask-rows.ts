/**
 * A story's subtasks as raw rows, from tables and from lists:
 *
 *   | # | ID | Subtask | SP | Status |        - [ ] ST-1: name (3 SP)
 *
 * A checked box is the status `done`. An unchecked one is no opinion: it cannot tell `new` from `in progress`.
 */
import type { Problem } from "../core/item/problem.ts";
import { type Cell, splitCells } from "./cells.ts";
import { makeProblem } from "./codes.ts";
import { readItemHeading } from "./heading.ts";
import { isBlankLine, type Lines, lineStart, lineText, placeAt, type Span } from "./lines.ts";
import type { Block } from "./markdown.ts";
import type { Section } from "./sections.ts";
import type { LineRange } from "./source.ts";
import { type Column, readColumns } from "./subtask-columns.ts";

export interface RawCell extends Span {
  readonly text: string;
}

export interface RawSubtask {
  readonly form: "table" | "list";
  readonly line: number;
  readonly to: number;
  readonly cells: Partial<Record<Column, RawCell>>;
  /** The box of a list item. */
  readonly check: Span | null;
  readonly isChecked: boolean;
  /** Line of the table's head. */
  readonly head: number | null;
}

export interface RawSubtasks {
  readonly subtasks: readonly RawSubtask[];
  readonly problems: readonly Problem[];
}

export function readRawSubtasks(lines: Lines, sections: readonly Section[]): RawSubtasks {
  const subtasks: RawSubtask[] = [];
  const problems: Problem[] = [];
  for (const block of sections.flatMap((section) => section.blocks)) {
    if (block.type === "table") {
      const table = readTable(lines, block);
      subtasks.push(...table.subtasks);
      problems.push(...table.problems);
    } else if (block.type === "list") {
      subtasks.push(...block.listItems.map((item) => readListItem(lines, item)));
    } else if (block.type !== "html" && block.type !== "rule") {
      const place = placeAt(lines, lineStart(lines, block.from));
      problems.push(
        makeProblem("SP045", "this text in the subtasks is not synced; write a table or a list", place),
      );
    }
  }
  return { subtasks, problems };
}

function readTable(lines: Lines, block: Block): RawSubtasks {
  const head = splitCells(lineText(lines, block.from), lineStart(lines, block.from));
  const { columns, problems: headProblems } = readColumns(lines, head);
  if (!columns.includes("title")) return { subtasks: [], problems: headProblems };
  const problems = [...headProblems];
  const subtasks: RawSubtask[] = [];
  for (let line = block.from + 2; line < block.to; line += 1) {
    const row = splitCells(lineText(lines, line), lineStart(lines, line));
    if (row.every((cell) => cell.text === "")) continue;
    warnOfCells(lines, row, columns, problems);
    const cells: Partial<Record<Column, RawCell>> = {};
    columns.forEach((column, index) => {
      const cell = row[index];
      if (column !== null && cell !== undefined) cells[column] = cell;
    });
    subtasks.push({
      form: "table",
      line,
      to: line + 1,
      cells,
      check: null,
      isChecked: false,
      head: block.from,
    });
  }
  return { subtasks, problems };
}

function warnOfCells(
  lines: Lines,
  row: readonly Cell[],
  columns: readonly unknown[],
  problems: Problem[],
): void {
  const first = row[0]!;
  if (row.length < columns.length) {
    const message = `this row has ${row.length} of ${columns.length} cells; the spec says nothing of the others`;
    problems.push(makeProblem("SP043", message, placeAt(lines, first.start)));
  }
  const extra = row.slice(columns.length).find((cell) => cell.text !== "");
  if (extra === undefined) return;
  const message = `this row has ${row.length} cells, the table ${columns.length}; write a pipe inside a cell as \\|`;
  problems.push(makeProblem("SP042", message, placeAt(lines, extra.start)));
}

const itemStart = /^([ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$))(\[[ xX]\](?:[ \t]+|$))?/;
const pointsEnd = /[ \t]*\((\d{1,12}(?:\.\d{1,12})?)[ \t]*(?:sp|pts?|points?|story points?)\)$/i;

/** Ids of subtasks may have more parts than those of stories: `US-001-2`. */
const listId =
  /^((?=[\p{L}\p{N}-]*\p{L})[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+){0,5}-\d+[a-z]?)(?::|[ \t]+[-–—])[ \t]+(?=\S)/u;

/** The id in front of a list item's title, in one of the forms of headings. */
function readListId(text: string) {
  const match = listId.exec(text.slice(0, 100));
  if (match !== null) {
    const titleStart = match[0].length;
    return { key: match[1]!, at: 0, titleStart, titleLength: text.length - titleStart };
  }
  const heading = readItemHeading(text);
  if (heading === null || !("key" in heading) || heading.title === "") return null;
  const { key, title, titleStart } = heading;
  return { key, at: text.indexOf(key), titleStart, titleLength: title.length };
}

function readListItem(lines: Lines, item: LineRange): RawSubtask {
  const text = lineText(lines, item.from).trimEnd();
  const start = lineStart(lines, item.from);
  const [, mark = "", box = ""] = itemStart.exec(text) ?? [];
  const check = box === "" ? null : { start: start + mark.length + 1, end: start + mark.length + 2 };
  const cells: Partial<Record<Column, RawCell>> = {};
  let from = mark.length + box.length;
  let to = text.length;
  const points = pointsEnd.exec(text.slice(-60));
  if (points !== null && to - points[0].length >= from) {
    to -= points[0].length;
    const at = start + to + points[0].indexOf(points[1]!);
    cells.points = { text: points[1]!, start: at, end: at + points[1]!.length };
  }
  const id = readListId(text.slice(from, to));
  if (id !== null) {
    const at = start + from + id.at;
    cells.id = { text: id.key, start: at, end: at + id.key.length };
    from += id.titleStart;
    to = from + id.titleLength;
  }
  cells.title = { text: text.slice(from, to), start: start + from, end: start + to };
  const below = readBelow(lines, item);
  if (below !== null) cells.description = below;
  const isChecked = check !== null && lines.text[check.start] !== " ";
  return { form: "list", line: item.from, to: item.to, cells, check, isChecked, head: null };
}

/** Lines below a list item's first one are its description, without their common indentation. */
function readBelow(lines: Lines, item: LineRange): RawCell | null {
  let { to } = item;
  while (to > item.from + 1 && isBlankLine(lines, to - 1)) to -= 1;
  let from = item.from + 1;
  while (from < to && isBlankLine(lines, from)) from += 1;
  if (from >= to) return null;
  const texts = Array.from({ length: to - from }, (_, index) => lineText(lines, from + index));
  const indents = texts
    .filter((text) => text.trim() !== "")
    .map((text) => text.length - text.trimStart().length);
  const indent = indents.reduce((least, next) => Math.min(least, next));
  const text = texts.map((line) => line.slice(indent).trimEnd()).join("\n");
  return { text, start: lineStart(lines, from), end: lines.ends[to - 1]! };
}
