/**
 * A story's subtasks as raw rows, from tables and from lists:
 *
 *   | # | ID | Subtask | SP | Status |        - [ ] ST-1: name (3 SP)
 *
 * A checked box is the status `done`. An unchecked one is no opinion: it cannot tell `new` from `in progress`.
 */
import type { Token } from "markdown-it";
import type { Problem } from "../core/problem.ts";
import { type Cell, splitCells } from "./cells.ts";
import { makeProblem } from "./codes.ts";
import { readItemHeading } from "./heading.ts";
import { isBlankLine, type Lines, lineStart, lineText, placeAt, type Span } from "./lines.ts";
import type { Block } from "./markdown.ts";
import type { Section } from "./sections.ts";
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

export function readRawSubtasks(
  lines: Lines,
  tokens: readonly Token[],
  sections: readonly Section[],
): RawSubtasks {
  const subtasks: RawSubtask[] = [];
  const problems: Problem[] = [];
  for (const block of sections.flatMap((section) => section.blocks)) {
    if (block.type === "table") {
      const table = readTable(lines, block);
      subtasks.push(...table.subtasks);
      problems.push(...table.problems);
    } else if (block.type === "list") {
      subtasks.push(...listItems(tokens, block).map((item) => readListItem(lines, item)));
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

interface ItemLines {
  readonly from: number;
  readonly to: number;
}

/** Lines of a list's own items, without those of nested lists. */
export function listItems(tokens: readonly Token[], block: Block): ItemLines[] {
  const items: ItemLines[] = [];
  for (let index = block.first; index <= block.last; index += 1) {
    const token = tokens[index]!;
    if (token.level !== 1 || token.type !== "list_item_open" || token.map === null) continue;
    items.push({ from: token.map[0], to: token.map[1] });
  }
  return items;
}

const itemStart = /^([ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$))(\[[ xX]\](?:[ \t]+|$))?/;
const pointsEnd = /[ \t]*\((\d{1,12}(?:\.\d{1,12})?)[ \t]*(?:sp|pts?|points?|story points?)\)$/i;

function readListItem(lines: Lines, item: ItemLines): RawSubtask {
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
  const heading = readItemHeading(text.slice(from, to));
  if (heading !== null && "key" in heading && heading.title !== "") {
    const at = text.indexOf(heading.key, from);
    cells.id = { text: heading.key, start: start + at, end: start + at + heading.key.length };
    from += heading.titleStart;
    to = from + heading.title.length;
  }
  cells.title = { text: text.slice(from, to), start: start + from, end: start + to };
  const below = readBelow(lines, item);
  if (below !== null) cells.description = below;
  const isChecked = check !== null && lines.text[check.start] !== " ";
  return { form: "list", line: item.from, to: item.to, cells, check, isChecked, head: null };
}

/** Lines below a list item's first one are its description, without their common indentation. */
function readBelow(lines: Lines, item: ItemLines): RawCell | null {
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
