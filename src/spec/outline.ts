/**
 * Headings to items: which heading opens an epic or a story, where each item ends, and what is nobody's.
 *
 *   heading with an id   opens an item at its levels; deeper than the story it stands in it is text
 *   H1 without id        opens a title: an epic only if a story below has no epic above it
 *   other headings       end the item if they are equal or higher, else belong to it; in an epic those
 *                        that only group stories end it too
 */
import type { Problem } from "../core/item/problem.ts";
import { makeProblem, type ProblemCode } from "./codes.ts";
import { type ItemHeading, leadingEmoji, readItemHeading } from "./heading.ts";
import { type Lines, lineStart, placeAt } from "./lines.ts";
import type { Block } from "./markdown.ts";
import { isGroupingName, isKnownSection } from "./section-names.ts";

export interface OutlineItem {
  type: "epic" | "story" | "title";
  heading: ItemHeading;
  readonly level: number;
  /** Index of the heading's block, and of the first block behind the item. */
  readonly first: number;
  end: number;
  /** Key of the epic it belongs to. */
  epic: string | null;
}

interface Walk {
  readonly lines: Lines;
  readonly blocks: readonly Block[];
  readonly idPattern: RegExp | null;
  readonly grouping: ReadonlySet<number>;
  readonly items: OutlineItem[];
  readonly problems: Problem[];
  current: OutlineItem | null;
}

export interface OutlineOptions {
  readonly idPattern: RegExp | null;
  /** Key of an epic whose heading has no id. */
  readonly titleKey: string;
  /** Key of the epic of stories that have none above them. */
  readonly epic: string | null;
}

export function readOutline(lines: Lines, blocks: readonly Block[], options: OutlineOptions) {
  const headings = blocks.map((block) =>
    block.type === "heading" ? readHeading(block, options.idPattern) : null,
  );
  const walk: Walk = {
    lines,
    blocks,
    idPattern: options.idPattern,
    grouping: findGrouping(blocks, headings),
    items: [],
    problems: [],
    current: null,
  };
  blocks.forEach((block, index) => {
    if (block.type !== "heading") return;
    const heading = headings[index]!;
    if (heading === null) return;
    if ("key" in heading) visitItem(walk, index, heading);
    else visitPlain(walk, index, heading.word);
  });
  closeItem(walk, blocks.length);
  nameEpics(walk.items, options);
  return { items: walk.items.filter((item) => item.type !== "title"), problems: walk.problems };
}

type Heading = ItemHeading | { readonly word: string | null };

function readHeading(block: Block, idPattern: RegExp | null): Heading {
  const heading = readItemHeading(block.content);
  if (heading === null) return { word: null };
  if (!("key" in heading)) return idPattern === null ? heading : { word: null };
  const isFixed = heading.isEpic || heading.ref !== null || idPattern === null;
  return isFixed || idPattern.test(heading.key) ? heading : { word: null };
}

/** Headings above items with nothing between: `## Part 1`, `### Phase A`, `#### US-001: ...`. */
function findGrouping(blocks: readonly Block[], headings: readonly (Heading | null)[]): Set<number> {
  const grouping = new Set<number>();
  for (let index = blocks.length - 2; index >= 0; index -= 1) {
    const heading = headings[index];
    const next = headings[index + 1];
    if (heading == null || next == null || "key" in heading) continue;
    const isAbove = blocks[index]!.level < blocks[index + 1]!.level;
    if (isAbove && ("key" in next || grouping.has(index + 1))) grouping.add(index);
  }
  return grouping;
}

function closeItem(walk: Walk, index: number): void {
  if (walk.current !== null) walk.current.end = index;
  walk.current = null;
}

function report(walk: Walk, code: ProblemCode, index: number, message: string): void {
  const offset = lineStart(walk.lines, walk.blocks[index]!.from);
  walk.problems.push(makeProblem(code, message, placeAt(walk.lines, offset)));
}

function visitItem(walk: Walk, index: number, heading: ItemHeading): void {
  const { level } = walk.blocks[index]!;
  const { current } = walk;
  const isInStory = current?.type === "story" && level > current.level;
  if (isInStory) {
    const message = `${heading.key} stands inside ${current.heading.key} and is text of it; a story of its own needs a heading of level ${current.level}`;
    report(walk, "SP011", index, message);
    return;
  }
  const isItemLevel = level <= (heading.isEpic ? 3 : 4);
  if (!isItemLevel) {
    const levels = heading.isEpic ? "an epic has level 1 to 3" : "a story has level 2 to 4";
    report(walk, "SP012", index, `${heading.key} has a heading of level ${level}; ${levels}`);
    if (current !== null && level <= current.level) closeItem(walk, index);
    return;
  }
  closeItem(walk, index);
  openItem(walk, index, heading, heading.isEpic || isAboveStories(walk, index) ? "epic" : "story");
}

/** An H1 with another id is an epic if a story follows before the next H1. */
function isAboveStories(walk: Walk, index: number): boolean {
  const { blocks } = walk;
  if (blocks[index]!.level !== 1) return false;
  for (let next = index + 1; next < blocks.length; next += 1) {
    const block = blocks[next]!;
    if (block.type !== "heading") continue;
    if (block.level === 1) return false;
    if (block.level > 4) continue;
    const heading = readHeading(block, walk.idPattern);
    if ("key" in heading && !heading.isEpic) return true;
  }
  return false;
}

function openItem(walk: Walk, index: number, heading: ItemHeading, type: OutlineItem["type"]): void {
  const { level } = walk.blocks[index]!;
  const item: OutlineItem = { type, heading, level, first: index, end: index, epic: null };
  walk.items.push(item);
  walk.current = item;
}

function visitPlain(walk: Walk, index: number, word: string | null): void {
  const block = walk.blocks[index]!;
  const { current } = walk;
  if (word !== null && block.level <= 4 && !(current?.type === "story" && block.level > current.level)) {
    const message = `"${word}" is not read as an id; an item is written "### US-001: Title"`;
    report(walk, "SP013", index, message);
  }
  if (block.level === 1) {
    closeItem(walk, index);
    const title = block.content.slice(leadingEmoji(block.content)).trim();
    const heading = { key: "", ref: null, isEpic: true, title, titleStart: leadingEmoji(block.content) };
    openItem(walk, index, heading, "title");
    return;
  }
  if (/^\W*epic\s*:/iu.test(block.content.slice(0, 40)) && block.level <= 3) {
    report(walk, "SP014", index, `this epic has no id; write "${"#".repeat(block.level)} EPIC-001: Title"`);
  }
  if (current === null) return;
  if (block.level <= current.level) {
    warnOfLostText(walk, index, current);
    closeItem(walk, index);
    return;
  }
  const isGrouping = walk.grouping.has(index) || isGroupingName(block.content);
  if (current.type !== "story" && isGrouping) closeItem(walk, index);
}

/** What ends an item without meaning to: a section at the story's own level, or dashes under a text. */
function warnOfLostText(walk: Walk, index: number, current: OutlineItem): void {
  const block = walk.blocks[index]!;
  if (current.type === "title") return;
  if (block.isUnderlined) {
    const message = `the line under this text makes it a heading, which ends ${current.heading.key}; put an empty line between`;
    // Nobody means fields or several lines as a heading.
    const isSlip = block.content.includes("\n") || /^[^\p{L}\p{N}]*(?:\*\*|__)/u.test(block.content);
    report(walk, isSlip ? "SP018" : "SP017", index, message);
  } else if (isKnownSection(block.content)) {
    const marks = "#".repeat(Math.min(6, current.level + 1));
    const message = `"${block.content}" is not below ${current.heading.key} and not part of it; write ${marks} ${block.content}`;
    report(walk, "SP015", index, message);
  }
}

/** Gives every story its epic, and turns a title into an epic where a story has no other. */
function nameEpics(items: readonly OutlineItem[], options: OutlineOptions): void {
  let epic: string | null = null;
  let title: OutlineItem | null = null;
  for (const item of items) {
    if (item.type === "epic") epic = item.heading.key;
    else if (item.type === "title") title = item;
    else if (epic !== null) item.epic = epic;
    else if (title !== null) item.epic = title.heading.key || claimTitle(title, options.titleKey);
    else item.epic = options.epic;
  }
  for (const item of items) if (item.type === "title" && item.heading.key !== "") item.type = "epic";
}

function claimTitle(title: OutlineItem, key: string): string {
  title.heading = { ...title.heading, key };
  return key;
}
