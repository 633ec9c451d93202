/** Cells of a table row with their offsets. Pipes behind a backslash belong to the cell, as in GFM. */
import type { Span } from "./lines.ts";

export interface Cell extends Span {
  /** The cell's source text without the blanks around it, escaped pipes resolved. */
  readonly text: string;
}

const pipe = 124;
const backslash = 92;

/** Splits a line that starts at `offset` of the text. Outer pipes are optional. */
export function splitCells(line: string, offset: number): Cell[] {
  const first = line.length - line.trimStart().length;
  const last = line.trimEnd().length;
  const cells: Cell[] = [];
  let from = first;
  for (let at = first; at <= last; at += 1) {
    const isEnd = at === last;
    if (!isEnd && (line.charCodeAt(at) !== pipe || line.charCodeAt(at - 1) === backslash)) continue;
    const isOuter = (at === first && !isEnd) || (isEnd && from === last && cells.length > 0);
    if (!isOuter) cells.push(makeCell(line, from, at, offset));
    from = at + 1;
  }
  return cells;
}

function makeCell(line: string, from: number, to: number, offset: number): Cell {
  const source = line.slice(from, to);
  const text = source.trim();
  // An empty cell's place is behind its first blank, where a value would be written.
  const lead = text === "" ? Math.min(1, source.length) : source.length - source.trimStart().length;
  const start = offset + from + lead;
  return { text: text.replaceAll("\\|", "|"), start, end: start + text.length };
}

/** A text with its lines joined by blanks. */
export function oneLine(text: string): string {
  if (!/[\r\n]/.test(text)) return text.trim();
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .join(" ")
    .trim();
}

/** A text as it stands in a cell: one line, pipes escaped. */
export function cellSource(text: string): string {
  return oneLine(text).replaceAll("|", "\\|");
}

const delimiterCell = /^:?-+:?$/;

/** Whether cells are those of the line under a table's header. */
export function isDelimiterRow(cells: readonly Cell[]): boolean {
  return cells.length > 0 && cells.every((cell) => delimiterCell.test(cell.text));
}
