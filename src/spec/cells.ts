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

const wide =
  /\p{Extended_Pictographic}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u;
const joining = /[\u200D\uFE0F]|\p{Mark}/u;

/** Columns a text takes in an editor: emoji and CJK two, joiners and marks none. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : joining.test(character) ? 0 : 1;
  return width;
}

/** A text with blanks behind it, as wide as `like` where it can be. */
export function padLike(text: string, like: string): string {
  return text + " ".repeat(Math.max(0, displayWidth(like) - displayWidth(text)));
}

const delimiterCell = /^:?-+:?$/;

/** Whether cells are those of the line under a table's header. */
export function isDelimiterRow(cells: readonly Cell[]): boolean {
  return cells.length > 0 && cells.every((cell) => delimiterCell.test(cell.text));
}
