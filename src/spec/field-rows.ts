/**
 * The rows of the block directly under an item's heading, in all their forms:
 *
 *   | **Field** | value |    **Field:** value    **Field**: value    - **Field:** value    > **Field:** value
 *
 * What follows a row that cannot be one is text. Reading is by line: every row is one line.
 */
import type { Problem } from "../core/item/problem.ts";
import { type Cell, isDelimiterRow, splitCells } from "./cells.ts";
import { makeProblem } from "./codes.ts";
import { foldFieldName, knownField } from "./field-names.ts";
import { isBlankLine, type Lines, lineStart, lineText, placeAt, type Span } from "./lines.ts";
import { type Block, plainText } from "./markdown.ts";
import { isKnownSection } from "./section-names.ts";

export type RowForm = "table" | "line";

export interface FieldRow {
  readonly form: RowForm;
  /** Without bold type and colon. */
  readonly name: string;
  readonly nameSpan: Span;
  /** Source text of the value, escaped pipes resolved. */
  readonly source: string;
  /** Where the value stands; empty where a value would be written. */
  readonly span: Span;
  /** 0-based. */
  readonly line: number;
}

export interface FieldBlock {
  readonly rows: readonly FieldRow[];
  /** Lines `[from, to)` of the rows; equal where there are none. */
  readonly from: number;
  readonly to: number;
  readonly problems: readonly Problem[];
}

interface Reading {
  readonly lines: Lines;
  readonly rows: FieldRow[];
  readonly problems: Problem[];
}

/** Reads the fields of an item whose content are `blocks`; HTML comments may stand above them. */
export function readFieldBlock(lines: Lines, blocks: readonly Block[], bodyLine: number): FieldBlock {
  const reading: Reading = { lines, rows: [], problems: [] };
  let index = 0;
  while (blocks[index]?.type === "html") index += 1;
  const from = blocks[index]?.from ?? bodyLine;
  let to = from;
  for (; index < blocks.length; index += 1) {
    const block = blocks[index]!;
    const end = readBlock(reading, block, reading.rows.length === 0);
    if (end !== null) to = end;
    // A block of which a part is text is the last one.
    if (end === null || end < contentEnd(lines, block)) break;
  }
  const hasRows = to > from;
  const at = hasRows ? { from, to } : { from: bodyLine, to: bodyLine };
  return { rows: reading.rows, ...at, problems: reading.problems };
}

/** Lists and quotes may count empty lines behind them as their own. */
function contentEnd(lines: Lines, block: Block): number {
  let end = block.to;
  while (end > block.from && isBlankLine(lines, end - 1)) end -= 1;
  return end;
}

/** The line behind the block's last row, or `null` if it has none. */
function readBlock(reading: Reading, block: Block, isFirst: boolean): number | null {
  if (block.type === "table") return readTable(reading, block);
  const hasRows = block.type === "paragraph" || block.type === "list" || block.type === "quote";
  return hasRows ? readRowLines(reading, block, isFirst) : null;
}

const tableHeads: ReadonlySet<string> = new Set(["field", "attribute", "property"]);

function readTable(reading: Reading, block: Block): number | null {
  const { lines } = reading;
  const head = cellsOfLine(lines, block.from);
  const headName = plainText(head[0]?.text ?? "");
  const isHeadRow = head.length === 2 && knownField(headName) !== null && isBold(head[0]!.text);
  if (!tableHeads.has(foldFieldName(headName)) && !isHeadRow && !hasFieldRows(lines, block)) return null;
  const body = Array.from({ length: block.to - block.from - 2 }, (_, index) => block.from + 2 + index);
  for (const line of isHeadRow ? [block.from, ...body] : body)
    addTableRow(reading, line, cellsOfLine(lines, line));
  return block.to;
}

/** A table with another head is one of fields if each of its first cells is a bold field name. */
function hasFieldRows(lines: Lines, block: Block): boolean {
  if (block.to - block.from < 3) return false;
  for (let line = block.from + 2; line < block.to; line += 1) {
    const cells = cellsOfLine(lines, line);
    const name = cells[0]?.text ?? "";
    if (cells.length !== 2 || !isBold(name) || knownField(plainText(name).replace(/:$/, "")) === null) {
      return false;
    }
  }
  return true;
}

function isBold(text: string): boolean {
  return /^(?:\*\*.+\*\*|__.+__)$/.test(text);
}

function addTableRow(reading: Reading, line: number, cells: readonly Cell[]): void {
  const { lines, problems, rows } = reading;
  const [nameCell, value, ...others] = cells;
  if (nameCell === undefined || isDelimiterRow(cells)) return;
  const name = plainText(nameCell.text).replace(/:$/, "").trim();
  const place = placeAt(lines, nameCell.start);
  if (name === "") {
    if (cells.some((cell) => cell.text !== "")) {
      problems.push(makeProblem("SP025", "this row has no field name in its first cell", place));
    }
    return;
  }
  if (value === undefined) {
    const message = `${name} has no value cell; write "| ${nameCell.text} | value |", or "-" to clear it`;
    problems.push(makeProblem("SP021", message, place));
    return;
  }
  const extra = others.find((cell) => cell.text !== "");
  if (extra !== undefined) {
    const message = `${name} has more than one value cell ("${extra.text}"); write a pipe inside a value as \\|`;
    problems.push(makeProblem("SP022", message, placeAt(lines, extra.start)));
  }
  rows.push({ form: "table", name, nameSpan: nameCell, source: value.text, span: value, line });
}

/** Mark of a list or quote, then a bold name with the colon in or behind the bold type, then the value. */
const rowLine =
  /^([ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(\*\*|__)([^*_\n][^*\n]{0,200}?)(:[ \t]*\2|\2[ \t]*:)[ \t]*/;
const pipeLine = /^[ \t]*\|[ \t]*(?:\*\*|__)[^|]+(?:\*\*|__)[ \t]*\|/;
const plainLine = /^[ \t]*(?:[-*+][ \t]+)?([A-Za-z][A-Za-z ]{1,20}):[ \t]+\S/;

function readRowLines(reading: Reading, block: Block, isFirst: boolean): number | null {
  const { lines } = reading;
  const end = contentEnd(lines, block);
  const found: FieldRow[] = [];
  let line = block.from;
  for (; line < end; line += 1) {
    const row = readRowLine(lines, line);
    if (row === null) break;
    found.push(row);
  }
  // Names nobody knows are fields only in a block of nothing but fields, directly under the heading.
  const isWhole = line === end && isFirst;
  const isField = (row: FieldRow) => !isKnownSection(row.name) && (isWhole || knownField(row.name) !== null);
  const stop = found.findIndex((row) => !isField(row));
  const rows = stop === -1 ? found : found.slice(0, stop);
  warnOfText(reading, stop === -1 ? line : found[stop]!.line, end, isFirst);
  for (const row of rows) {
    if (row.form === "table") addTableRow(reading, row.line, cellsOfLine(lines, row.line));
    else addLineRow(reading, row, row === rows.at(-1) && row.line + 1 < end);
  }
  return rows.length === 0 ? null : rows.at(-1)!.line + 1;
}

function addLineRow(reading: Reading, row: FieldRow, hasTextBelow: boolean): void {
  if (row.source === "" && hasTextBelow) {
    const message = `${row.name} has no value on its line; write the value behind the name, or "-" to clear it`;
    reading.problems.push(makeProblem("SP021", message, placeAt(reading.lines, row.nameSpan.start)));
    return;
  }
  reading.rows.push(row);
}

function cellsOfLine(lines: Lines, line: number): Cell[] {
  return splitCells(lineText(lines, line), lineStart(lines, line));
}

function readRowLine(lines: Lines, line: number): FieldRow | null {
  const text = lineText(lines, line);
  const start = lineStart(lines, line);
  if (pipeLine.test(text)) {
    const [name, value] = cellsOfLine(lines, line);
    if (name === undefined || value === undefined) return null;
    return {
      form: "table",
      name: plainText(name.text),
      nameSpan: name,
      source: value.text,
      span: value,
      line,
    };
  }
  const match = rowLine.exec(text);
  if (match === null) return null;
  const [whole, lead, mark, name] = match as unknown as [string, string, string, string];
  const nameStart = start + lead.length + mark.length;
  // A backslash at the end is a line break of Markdown, not part of the value.
  const source = text.slice(whole.length).replace(/\\$/, "").trim();
  const valueStart = start + whole.length;
  return {
    form: "line",
    name: plainText(name),
    nameSpan: { start: nameStart, end: nameStart + name.length },
    source,
    span: { start: valueStart, end: valueStart + source.length },
    line,
  };
}

/** Says so when the text behind the rows looks like something that would be read if written otherwise. */
function warnOfText(reading: Reading, from: number, end: number, isFirst: boolean): void {
  const { lines, problems } = reading;
  if (from >= end) return;
  const row = readRowLine(lines, from);
  const offset = lineStart(lines, from);
  if (row !== null && isKnownSection(row.name)) {
    const message = `"${row.name}" in bold type is text; a section needs a heading: "#### ${row.name}"`;
    problems.push(makeProblem("SP024", message, placeAt(lines, row.nameSpan.start)));
    return;
  }
  const name = isFirst ? plainLine.exec(lineText(lines, from))?.[1] : undefined;
  if (name !== undefined && knownField(name) !== null) {
    const message = `"${name}" is text here; a field's name is bold: "**${name}:** value"`;
    problems.push(makeProblem("SP026", message, placeAt(lines, offset)));
  }
}
