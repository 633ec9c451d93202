/**
 * A specification's text to items and problems. Never throws: what cannot be understood is a problem with
 * its place, and what belongs to no item is left alone. Linear in the length of the text.
 */
import type { Item } from "../core/item/item.ts";
import type { PriorityWords, StatusWords } from "../core/item/mapping.ts";
import type { Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";
import { readFrontMatter } from "./front-matter.ts";
import { type ReadItem, readItem } from "./item.ts";
import { type Lines, lineStart, type Span, splitLines } from "./lines.ts";
import { parseBlocks } from "./markdown.ts";
import { readOutline } from "./outline.ts";
import type { ParsedSpec } from "./source.ts";

export type { ParsedSpec } from "./source.ts";

export interface ParseOptions {
  /** Path of the spec from the repository's root, with `/`. */
  readonly file: string;
  readonly statusWords: StatusWords;
  readonly priorityWords: PriorityWords;
  /** What ids of stories look like; epics and `#12` are read without it. */
  readonly idPattern?: RegExp | undefined;
}

export function parseSpec(text: string, options: ParseOptions): ParsedSpec {
  const lines = splitLines(text, options.file);
  const frontMatter = readFrontMatter(lines);
  const blocks = parseBlocks(lines, frontMatter.bodyLine);
  const outline = readOutline(lines, blocks, {
    idPattern: wholePattern(options.idPattern),
    titleKey: frontMatter.epic ?? keyOfFile(options.file),
    epic: frontMatter.epic,
  });
  const context = { lines, blocks, namespace: frontMatter.namespace, words: options };
  const read = outline.items.map((entry) => readItem(context, entry));
  const problems = [
    ...frontMatter.problems,
    ...outline.problems,
    ...read.flatMap((item) => item.problems),
    ...(read.length === 0 ? [noItem(options.file)] : []),
  ];
  return {
    file: options.file,
    text,
    lines,
    namespace: frontMatter.namespace,
    items: read.flatMap(({ item, subtasks }) => [item, ...subtasks.map((subtask) => subtask.item)]),
    problems: sortProblems(problems),
    sources: new Map(read.map(({ item, source }) => [item, source])),
    subtaskSources: new Map(
      read.flatMap(({ subtasks }) => subtasks.map(({ item, source }) => [item, source])),
    ),
    owned: findOwned(lines, read),
  };
}

/** An id pattern has to match the whole id, in any case. */
function wholePattern(pattern: RegExp | undefined): RegExp | null {
  return pattern === undefined ? null : new RegExp(`^(?:${pattern.source})$`, pattern.unicode ? "iu" : "i");
}

/** `specs/EPIC.md` -> `EPIC` */
function keyOfFile(file: string): string {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return (dot > 0 ? name.slice(0, dot) : name).toUpperCase();
}

function noItem(file: string): Problem {
  const message = 'no item found; an item is a heading with an id: "### US-001: Title"';
  return makeProblem("SP005", message, { file, line: 1, column: 1 });
}

function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}

function findOwned(lines: Lines, read: readonly ReadItem[]): (Span & { item: Item | null })[] {
  const owned: (Span & { item: Item | null })[] = [];
  let at = 0;
  const add = (end: number, item: Item | null) => {
    if (end > at) owned.push({ start: at, end, item });
    at = end;
  };
  for (const { item, source } of read) {
    add(lineStart(lines, source.from), null);
    add(lineStart(lines, source.to), item);
  }
  add(lines.text.length, null);
  return owned;
}
