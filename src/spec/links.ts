/**
 * The section Links / Dependencies: what an item blocks, needs or repeats.
 *
 *   - Blocks: US-002, #12        | Type | Target |        under "Dependencies" also: - US-003
 *
 * Links to other things than items (`[design](https://...)`) stay in the spec and are noted.
 */
import { type LinkType, linkTypes } from "../core/issue/words.ts";
import type { Problem } from "../core/item/problem.ts";
import { type Cell, splitCells } from "./cells.ts";
import { makeProblem } from "./codes.ts";
import { foldFieldName, knownField } from "./field-names.ts";
import { isCleared, suggest } from "./field-values.ts";
import { type Lines, lineStart, lineText, placeAt, type Span } from "./lines.ts";
import { type Block, plainText } from "./markdown.ts";
import { foldName } from "./section-names.ts";
import type { Section } from "./sections.ts";
import type { LinkLine } from "./source.ts";
import { readTargets } from "./targets.ts";

export interface Links {
  readonly linkLines: readonly LinkLine[];
  readonly problems: readonly Problem[];
}

interface Reading {
  readonly lines: Lines;
  readonly linkLines: LinkLine[];
  readonly problems: Problem[];
}

export function linkType(name: string): LinkType | null {
  const field = knownField(name);
  return linkTypes.find((type) => type === field) ?? null;
}

export function readLinks(lines: Lines, sections: readonly Section[]): Links {
  const reading: Reading = { lines, linkLines: [], problems: [] };
  for (const section of sections) {
    // The heading "Dependencies" says what a bare id under it means; "Links" does not.
    const bare = foldName(section.name) === "dependencies" ? "depends on" : null;
    for (const block of section.blocks) readBlock(reading, block, bare);
  }
  return { linkLines: reading.linkLines, problems: reading.problems };
}

function readBlock(reading: Reading, block: Block, bare: LinkType | null): void {
  if (block.type === "html" || block.type === "rule") return;
  if (block.type === "table") readTable(reading, block);
  else if (block.type === "list") {
    for (const item of block.listItems) readLine(reading, item.from, bare);
  } else if (block.type === "paragraph") {
    for (let line = block.from; line < block.to; line += 1) readLine(reading, line, bare);
  } else {
    const message = 'this is not read as a link; write "- Blocks: US-002"';
    reading.problems.push(
      makeProblem("SP045", message, placeAt(reading.lines, lineStart(reading.lines, block.from))),
    );
  }
}

const typeHeads: ReadonlySet<string> = new Set(["type", "link", "link type", "relation", "relationship"]);
const targetHeads: ReadonlySet<string> = new Set([
  "target",
  "to",
  "item",
  "issue",
  "story",
  "id",
  "key",
  "ids",
]);

function readTable(reading: Reading, block: Block): void {
  const { lines } = reading;
  const cellsOf = (line: number) => splitCells(lineText(lines, line), lineStart(lines, line));
  const head = cellsOf(block.from);
  const names = head.map((cell) => foldFieldName(plainText(cell.text)));
  const typeColumn = names.findIndex((name) => typeHeads.has(name));
  const targetColumn = names.findIndex((name) => targetHeads.has(name));
  if (typeColumn === -1 || targetColumn === -1) {
    const message = `this table of links needs the columns "Type" and "Target"; it has ${head.map((cell) => `"${cell.text}"`).join(", ")}`;
    reading.problems.push(makeProblem("SP050", message, placeAt(lines, head[0]?.start ?? 0)));
    return;
  }
  for (let line = block.from + 2; line < block.to; line += 1) {
    const row = cellsOf(line);
    if (row.every((cell) => isCleared(cell.text))) continue;
    const type = row[typeColumn];
    if (type !== undefined) readTyped(reading, type, row[targetColumn] ?? { ...type, text: "" });
  }
}

function readTyped(reading: Reading, name: Cell, target: Cell): void {
  const type = linkType(plainText(name.text));
  if (type !== null) {
    addLine(reading, type, target.text, target, true);
    return;
  }
  const message = `link type "${plainText(name.text)}" is not known; ${suggest(plainText(name.text), linkTypes)}`;
  reading.problems.push(makeProblem("SP051", message, placeAt(reading.lines, name.start)));
}

const linkLine =
  /^[ \t]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?((?:\*\*|__)?([\p{L}][\p{L} _-]{1,30}?)(?:(?:\*\*|__)[ \t]*:|:[ \t]*(?:\*\*|__)|:|[ \t]+(?=#\d|\[|[\p{L}\p{N}]+-\d)))?[ \t]*(.*)$/u;

function readLine(reading: Reading, line: number, bare: LinkType | null): void {
  const { lines } = reading;
  const text = lineText(lines, line).trimEnd();
  const match = linkLine.exec(text);
  const rest = match?.[3]?.trim() ?? "";
  const span = spanOfRest(lines, line, text, rest);
  const type = linkType(match?.[2] ?? "");
  if (type !== null) {
    addLine(reading, type, rest, span, false);
    return;
  }
  const whole = text.replace(/^[ \t]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?/, "");
  if (isCleared(whole) || whole.toLowerCase() === "n/a") return;
  const wholeSpan = spanOfRest(lines, line, text, whole);
  const place = placeAt(lines, wholeSpan.start);
  const { targets, rest: other } = readTargets(whole);
  if (bare !== null && other === null && targets.length > 0) addLine(reading, bare, whole, wholeSpan, false);
  else if (/https?:\/\/|\]\(/.test(whole)) {
    const message = "a link to something else than an item stays in the spec and is not synced";
    reading.problems.push(makeProblem("SP052", message, place));
  } else if (match?.[1] !== undefined && other !== null && readTargets(rest).rest === null) {
    const message = `link type "${match[2]}" is not known; ${suggest(match[2]!, linkTypes)}`;
    reading.problems.push(makeProblem("SP051", message, place));
  } else {
    const message = `"${whole.slice(0, 80)}" is not understood; write "Blocks: US-002" or another of ${linkTypes.join(", ")}`;
    reading.problems.push(makeProblem("SP050", message, place));
  }
}

function spanOfRest(lines: Lines, line: number, text: string, rest: string): Span {
  const end = lineStart(lines, line) + text.length;
  return { start: end - rest.length, end };
}

function addLine(reading: Reading, type: LinkType, source: string, span: Span, isCell: boolean): void {
  const { targets, rest } = isCleared(source) ? { targets: [], rest: null } : readTargets(source);
  if (rest !== null) {
    const message = `${type}: "${rest}" is no id; write ids such as US-001 or #12 with commas between`;
    reading.problems.push(makeProblem("SP036", message, placeAt(reading.lines, span.start)));
    return;
  }
  reading.linkLines.push({ type, span, source, links: targets.map((to) => ({ type, to })), isCell });
}
