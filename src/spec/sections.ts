/**
 * The text of an item to its parts: free text, then sections. Sections stand one level below the item, or
 * at level 4 where that level is unused; deeper headings are text. Text of two sections with one name is joined.
 */
import { normalText } from "../core/issue/field.ts";
import type { Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";
import { isBlankLine, type Lines, lineStart, lineText, placeAt } from "./lines.ts";
import type { Block } from "./markdown.ts";
import { foldName, isKnownSection, readSectionName } from "./section-names.ts";
import type { LineRange, SectionSource } from "./source.ts";

export interface Section extends SectionSource {
  readonly name: string;
  readonly blocks: readonly Block[];
}

/** Level of the section headings of an item of a level, whose content are `blocks`. */
export function findSectionLevel(level: number, blocks: readonly Block[]): number {
  const hasLevel = (wanted: number) => blocks.some((block) => block.level === wanted && block.content !== "");
  return level < 3 && !hasLevel(level + 1) && hasLevel(4) ? 4 : level + 1;
}

export interface Sections {
  /** Blocks in front of the first section. */
  readonly free: readonly Block[];
  readonly sections: readonly Section[];
  readonly problems: readonly Problem[];
}

export function readSections(lines: Lines, blocks: readonly Block[], level: number, end: number): Sections {
  const problems: Problem[] = [];
  const isStart = (block: Block) => block.level === level && block.content !== "";
  const starts = blocks.flatMap((block, index) => (isStart(block) ? [index] : []));
  const seen = new Map<string, number>();
  const names = new Map<string, string>();
  const sections = starts.map((index, position): Section => {
    const heading = blocks[index]!;
    const next = starts[position + 1] ?? blocks.length;
    const to = blocks[next]?.from ?? end;
    const { role, name } = readSectionName(heading.content);
    const fold = role === "text" ? `text ${foldName(name)}` : role;
    const place = placeAt(lines, lineStart(lines, heading.from));
    if (seen.has(fold)) {
      const message = `section "${name}" stands twice; both texts are read as one`;
      const other = placeAt(lines, lineStart(lines, seen.get(fold)!));
      problems.push(makeProblem("SP016", message, place, other));
    } else {
      seen.set(fold, heading.from);
      names.set(fold, name);
    }
    const field = fieldOfRole(role, names.get(fold)!);
    const own = blocks.slice(index + 1, next);
    return { role, name: names.get(fold)!, field, from: heading.from, bodyFrom: heading.to, to, blocks: own };
  });
  for (const block of blocks) warnOfLevel(lines, block, level, problems);
  return { free: blocks.slice(0, starts[0] ?? blocks.length), sections, problems };
}

function fieldOfRole(role: Section["role"], name: string): string | null {
  if (role === "description" || role === "criteria") return role;
  return role === "text" ? `section.${name}` : null;
}

function warnOfLevel(lines: Lines, block: Block, level: number, problems: Problem[]): void {
  if (block.type !== "heading" || block.level === level || !isKnownSection(block.content)) return;
  const message = `"${block.content}" at level ${block.level} is text here; write it as a section: "${"#".repeat(Math.min(6, level))} ${block.content}"`;
  problems.push(makeProblem("SP015", message, placeAt(lines, lineStart(lines, block.from))));
}

/**
 * The source text of line ranges, joined by an empty line. Headings move to the level they have below a
 * section of level 2, so that a text does not change when its story moves.
 */
export function readText(
  lines: Lines,
  ranges: readonly LineRange[],
  headings: ReadonlyMap<number, number>,
  sectionLevel: number,
): string | null {
  const parts = ranges.map(({ from, to }) => {
    const texts: string[] = [];
    for (let line = from; line < to; line += 1) {
      const level = headings.get(line);
      texts.push(
        level === undefined ? lineText(lines, line) : shiftHeading(lineText(lines, line), 2 - sectionLevel),
      );
    }
    return normalText(texts.join("\n"));
  });
  return parts.filter((part) => part !== "").join("\n\n") || null;
}

/** Moves a `#` heading by some levels, within 1 to 6. */
export function shiftHeading(line: string, levels: number): string {
  const match = /^( {0,3})(#{1,6})(?=[ \t]|$)/.exec(line);
  if (match === null || levels === 0) return line;
  const level = match[2]!.length + levels;
  return match[1]! + "#".repeat(Math.max(1, level)) + line.slice(match[0].length);
}

/** The line behind the last one that is neither empty nor a rule: rules at an item's end only part items. */
export function endOfText(lines: Lines, blocks: readonly Block[], from: number, to: number): number {
  let last = blocks.length - 1;
  while (blocks[last]?.type === "rule") last -= 1;
  let end = last < 0 ? from : Math.min(to, blocks[last]!.to);
  while (end > from && isBlankLine(lines, end - 1)) end -= 1;
  return end;
}
