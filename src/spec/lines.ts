/**
 * Lines of a text with their offsets. A line ends with LF, CRLF or a lone CR, as in CommonMark, so that
 * line numbers here and in the Markdown parser are the same. Line indexes are 0-based, places 1-based.
 */
import type { Place } from "../core/item/problem.ts";

/** A range of the original text, as UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Lines {
  readonly file: string;
  readonly text: string;
  /** Offset of each line's first character (behind a BOM in the first line). */
  readonly starts: readonly number[];
  /** Offset behind each line's last character, before its line end. */
  readonly ends: readonly number[];
}

const lineFeed = 10;
const carriageReturn = 13;
const byteOrderMark = "\u{FEFF}";

export function splitLines(text: string, file: string): Lines {
  let start = text.startsWith(byteOrderMark) ? 1 : 0;
  const starts: number[] = [];
  const ends: number[] = [];
  for (let offset = start; offset < text.length; offset += 1) {
    const unit = text.charCodeAt(offset);
    if (unit !== lineFeed && unit !== carriageReturn) continue;
    starts.push(start);
    ends.push(offset);
    if (unit === carriageReturn && text.charCodeAt(offset + 1) === lineFeed) offset += 1;
    start = offset + 1;
  }
  starts.push(start);
  ends.push(text.length);
  return { file, text, starts, ends };
}

export function lineText(lines: Lines, line: number): string {
  return lines.text.slice(lines.starts[line] ?? lines.text.length, lines.ends[line] ?? lines.text.length);
}

/** Offset of a line's start; behind the last line the end of the text. */
export function lineStart(lines: Lines, line: number): number {
  return lines.starts[line] ?? lines.text.length;
}

export function isBlankLine(lines: Lines, line: number): boolean {
  return lineText(lines, line).trim() === "";
}

/** The index of the line that holds an offset. */
export function lineAt(lines: Lines, offset: number): number {
  let low = 0;
  let high = lines.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines.starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function placeAt(lines: Lines, offset: number): Place {
  const line = lineAt(lines, offset);
  return { file: lines.file, line: line + 1, column: Math.max(1, offset - lines.starts[line]! + 1) };
}

/** The text's own line end: that of its first line, LF if it has only one. */
export function lineEnd(lines: Lines): string {
  const end = lines.ends[0]!;
  if (lines.text[end] === "\r") return lines.text[end + 1] === "\n" ? "\r\n" : "\r";
  return "\n";
}
