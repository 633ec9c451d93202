/** Edits of an item's field rows: a new value in the form it is written in, or a new row in the item's form. */
import { type Cell, cellSource, padLike, splitCells } from "./cells.ts";
import type { Edit } from "./edits.ts";
import type { FieldRow } from "./field-rows.ts";
import { isBlankLine, type Lines, lineEnd, lineStart, lineText, type Span } from "./lines.ts";
import { inlineSource } from "./markdown.ts";
import type { ItemSource } from "./source.ts";

const blanks = /^[ \t]*/;

/** Puts a source text into a cell. Blanks behind it shrink and grow, so that the table stays aligned. */
export function editCell(lines: Lines, cell: Span, source: string): Edit {
  const line = lines.text.slice(cell.end, lineEndFrom(lines, cell.end));
  const gap = blanks.exec(line)![0].length;
  const isClosed = line[gap] === "|";
  const before = lines.text.slice(cell.start, cell.end);
  const text = cellSource(source);
  if (!isClosed || gap === 0) {
    const lead = before === "" && lines.text[cell.start - 1] === "|" ? " " : "";
    const tail = before === "" && isClosed ? " " : "";
    return { offset: cell.start, length: before.length, text: lead + text + tail };
  }
  const padded = padLike(text, before + " ".repeat(gap - 1));
  return { offset: cell.start, length: before.length + gap, text: `${padded} ` };
}

function lineEndFrom(lines: Lines, offset: number): number {
  let end = offset;
  while (end < lines.text.length && lines.text[end] !== "\n" && lines.text[end] !== "\r") end += 1;
  return end;
}

/** Puts a source text where a row has its value. */
export function editRow(lines: Lines, row: FieldRow, source: string): Edit {
  if (row.form === "table") return editCell(lines, row.span, source);
  const lead = /[ \t]/.test(lines.text[row.span.start - 1] ?? "") ? "" : " ";
  return { offset: row.span.start, length: row.span.end - row.span.start, text: lead + source };
}

/** Adds a row behind the item's last one, or a table under the heading; in order of preference. */
export function addRow(lines: Lines, item: ItemSource, name: string, source: string): Edit[] {
  const last = [...item.rows.values()].reduce<FieldRow | null>(
    (found, row) => (found === null || row.line > found.line ? row : found),
    null,
  );
  const table = addTable(lines, item, name, source);
  if (last === null) return [table];
  const text =
    last.form === "table" ? tableRow(lines, last, name, source) : lineRow(lines, last, name, source);
  return [{ offset: lines.ends[last.line]!, length: 0, text: lineEnd(lines) + text }, table];
}

function tableRow(lines: Lines, like: FieldRow, name: string, source: string): string {
  const line = lineText(lines, like.line);
  const start = lineStart(lines, like.line);
  const [nameCell, valueCell] = splitCells(line, start) as [Cell, Cell];
  const isBold = /^(?:\*\*|__)/.test(line.slice(nameCell.start - start));
  const written = cellSource(isBold ? `**${inlineSource(name)}**` : inlineSource(name));
  const lead = line.slice(0, nameCell.start - start);
  const nameLike = line.slice(nameCell.start - start, valueCell.start - start).replace(/[ \t]?\|[ \t]*$/, "");
  const rest = line.slice(valueCell.end - start);
  const gap = blanks.exec(rest)![0].length;
  const isClosed = rest[gap] === "|";
  const valueLike = line.slice(valueCell.start - start, valueCell.end - start + gap - 1);
  const value = cellSource(source);
  return `${lead}${padLike(written, nameLike)} | ${isClosed ? `${padLike(value, valueLike)} |` : value}`;
}

const lineStyle = /^([ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(\*\*|__)/;

function lineRow(lines: Lines, like: FieldRow, name: string, source: string): string {
  const line = lineText(lines, like.line);
  const [, lead = "", mark = "**"] = lineStyle.exec(line) ?? [];
  const behind = line.slice(like.nameSpan.end - lineStart(lines, like.line));
  const colon = behind.startsWith(":") ? `:${mark}` : `${mark}:`;
  const breakMark = /(?: {2,}|\\)$/.exec(line)?.[0] ?? "";
  return `${lead}${mark}${inlineSource(name)}${colon} ${source}${breakMark}`;
}

function addTable(lines: Lines, item: ItemSource, name: string, source: string): Edit {
  const end = lineEnd(lines);
  const row = `| **${cellSource(inlineSource(name))}** | ${cellSource(source)} |`;
  const table = ["| Field | Value |", "|-------|-------|", row].join(end);
  const last = item.bodyFrom - 1;
  const hasText = item.bodyFrom < lines.starts.length && !isBlankLine(lines, item.bodyFrom);
  return { offset: lines.ends[last]!, length: 0, text: end + end + table + (hasText ? end : "") };
}
