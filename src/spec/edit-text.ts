/** Edits of an item's texts: only the lines that change are touched. */
import { diffArrays } from "diff";
import { normalText } from "../core/issue/field.ts";
import type { Edit } from "./edits.ts";
import { isBlankLine, type Lines, lineEnd, lineStart, lineText, splitLines } from "./lines.ts";
import { parseBlocks } from "./markdown.ts";
import { shiftHeading } from "./sections.ts";
import type { ItemSource, LineRange, SectionSource } from "./source.ts";

/** The lines of a text as they stand below a section of this item. */
export function textLines(text: string, sectionLevel: number): string[] {
  const normal = normalText(text);
  if (normal === "") return [];
  const lines = splitLines(normal, "");
  const headings = parseBlocks(lines, 0).filter((block) => block.level > 0);
  const shifted = new Set(headings.map((block) => block.from));
  return lines.starts.map((_, line) => {
    const source = lineText(lines, line);
    return shifted.has(line) ? shiftHeading(source, sectionLevel - 2) : source;
  });
}

/** A range without the empty lines around its text. */
function trimRange(lines: Lines, { from, to }: LineRange): LineRange {
  let first = from;
  let last = to;
  while (last > first && isBlankLine(lines, last - 1)) last -= 1;
  while (first < last && isBlankLine(lines, first)) first += 1;
  return { from: first, to: last };
}

/** Edits that give a text new lines, in order of preference; the caller takes the first that reads right. */
export function editText(lines: Lines, item: ItemSource, field: string, text: string): Edit[][] {
  const wanted = textLines(text, item.sectionLevel);
  const ranges = (item.texts.get(field) ?? []).map((range) => trimRange(lines, range));
  const filled = ranges.filter(({ from, to }) => to > from);
  if (filled.length === 0) return wanted.length === 0 ? [[]] : addText(lines, item, field, wanted);
  const [first, ...others] = filled;
  if (wanted.length === 0)
    return [removeText(lines, item, field, filled), filled.map((range) => removeLines(lines, range))];
  const removed = others.map((range) => removeLines(lines, range));
  const candidates = filled.length === 1 ? [editRange(lines, first!, wanted)] : [];
  return [
    ...candidates,
    ...splitCandidates(lines, filled, wanted),
    [...editRange(lines, first!, wanted), ...removed],
  ];
}

/** A text that is gone takes its headings along, and one of the empty lines that they stood between. */
function removeText(lines: Lines, item: ItemSource, field: string, ranges: readonly LineRange[]): Edit[] {
  const sections = item.sections.filter((section) => section.field === field);
  const isHeld = ({ from }: LineRange) => sections.some((one) => from >= one.from && from < one.to);
  return [...ranges.filter((range) => !isHeld(range)), ...sections.map((one) => withGap(lines, one))].map(
    (range) => removeLines(lines, range),
  );
}

function withGap(lines: Lines, { from, to }: LineRange): LineRange {
  const isOpen = to >= lines.starts.length || isBlankLine(lines, to);
  let first = from;
  while (isOpen && first > 0 && isBlankLine(lines, first - 1)) first -= 1;
  return { from: first, to };
}

/** Where one text stands in two places, the change often lies in one of them. */
function splitCandidates(lines: Lines, ranges: readonly LineRange[], wanted: readonly string[]): Edit[][] {
  const [first, second, ...others] = ranges;
  if (first === undefined || second === undefined || others.length > 0) return [];
  const size = second.to - second.from;
  const candidates: Edit[][] = [];
  const head = first.to - first.from;
  if (wanted[head] === "") {
    candidates.push([
      ...editRange(lines, first, wanted.slice(0, head)),
      ...editRange(lines, second, wanted.slice(head + 1)),
    ]);
  }
  const cut = wanted.length - size - 1;
  if (cut > 0 && wanted[cut] === "") {
    candidates.push([
      ...editRange(lines, first, wanted.slice(0, cut)),
      ...editRange(lines, second, wanted.slice(cut + 1)),
    ]);
  }
  return candidates;
}

/** Beyond this many changed lines the whole text is replaced: the comparison would be slow. */
const mostChanges = 2_000;

function editRange(lines: Lines, range: LineRange, wanted: readonly string[]): Edit[] {
  if (wanted.length === 0) return [removeLines(lines, range)];
  const before = Array.from({ length: range.to - range.from }, (_, index) =>
    lineText(lines, range.from + index),
  );
  before[before.length - 1] = before.at(-1)!.trimEnd();
  const parts = diffArrays(before, [...wanted], { maxEditLength: mostChanges });
  if (parts === undefined) return [replaceLines(lines, range, wanted)];
  const edits: Edit[] = [];
  let line = range.from;
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]!;
    if (!part.added && !part.removed) {
      line += part.value.length;
      continue;
    }
    const next = parts[index + 1];
    const isPair = part.removed && next?.added === true;
    const removed = part.removed ? part.value.length : 0;
    const added = part.added ? part.value : isPair ? next.value : [];
    edits.push(replaceOrInsert(lines, { from: line, to: line + removed }, added, range));
    line += removed;
    if (isPair) index += 1;
  }
  return edits;
}

function replaceOrInsert(lines: Lines, at: LineRange, added: readonly string[], within: LineRange): Edit {
  const end = lineEnd(lines);
  if (at.to > at.from) return added.length > 0 ? replaceLines(lines, at, added) : removeLines(lines, at);
  const text = added.join(end);
  if (at.from < within.to) return { offset: lineStart(lines, at.from), length: 0, text: text + end };
  return { offset: lines.ends[within.to - 1]!, length: 0, text: end + text };
}

function replaceLines(lines: Lines, { from, to }: LineRange, added: readonly string[]): Edit {
  const offset = lineStart(lines, from);
  return { offset, length: lines.ends[to - 1]! - offset, text: added.join(lineEnd(lines)) };
}

/** Removes whole lines; at the end of the text the line end before them goes instead of theirs. */
export function removeLines(lines: Lines, { from, to }: LineRange): Edit {
  const offset = lineStart(lines, from);
  if (to < lines.starts.length) return { offset, length: lineStart(lines, to) - offset, text: "" };
  const start = from > 0 ? lines.ends[from - 1]! : offset;
  return { offset: start, length: lines.text.length - start, text: "" };
}

const titles: Readonly<Record<string, string>> = {
  description: "Description",
  criteria: "Acceptance Criteria",
};

/** A text that is not there yet: below its empty heading, as free text, or as a section of its own. */
function addText(lines: Lines, item: ItemSource, field: string, wanted: readonly string[]): Edit[][] {
  const section = item.sections.find((one) => one.field === field);
  if (section !== undefined) return [[insertBehind(lines, section.bodyFrom - 1, wanted)]];
  const candidates: Edit[][] = [];
  if (field === "description") {
    const last = Math.max(item.fieldLines.to, item.bodyFrom) - 1;
    candidates.push([insertBehind(lines, last, wanted)]);
  }
  return [...candidates, [addSection(lines, item, field, wanted)]];
}

/** Inserts lines behind a line, with empty lines around them. */
export function insertBehind(lines: Lines, line: number, wanted: readonly string[]): Edit {
  const end = lineEnd(lines);
  const hasNext = line + 1 < lines.starts.length && !isBlankLine(lines, line + 1);
  const text = end + end + wanted.join(end) + (hasNext ? end : "");
  return { offset: lines.ends[line]!, length: 0, text };
}

/** A new section: the description first, criteria behind it, others last. */
export function addSection(lines: Lines, item: ItemSource, field: string, wanted: readonly string[]): Edit {
  const title = titles[field] ?? field.slice("section.".length);
  const heading = `${"#".repeat(item.sectionLevel)} ${title}`;
  const text = wanted.length === 0 ? [heading] : [heading, "", ...wanted];
  return insertBehind(lines, lineBefore(lines, item, field) - 1, text);
}

/** The line behind the text after which a new section stands. */
function lineBefore(lines: Lines, item: ItemSource, field: string): number {
  const isFirst = (section: SectionSource) => field === "criteria" && section.role === "description";
  const next =
    field === "description" || field === "criteria" ? item.sections.find((one) => !isFirst(one)) : undefined;
  let line = next?.from ?? item.textEnd;
  while (line > item.bodyFrom && isBlankLine(lines, line - 1)) line -= 1;
  return line;
}
