/**
 * One item alone: its text with a mark behind it, parsed as if it were a spec. An edit is tried here first,
 * so that it costs the size of one item, and text that runs out of its item (an open fence) is noticed.
 */
import type { Item } from "../core/item/item.ts";
import { type Lines, lineEnd, lineStart, lineText, splitLines } from "./lines.ts";
import { type ParseOptions, parseSpec } from "./parse.ts";
import type { ItemSource, ParsedSpec, SubtaskSource } from "./source.ts";

export interface Slice {
  /** The item's own text, without the mark. */
  readonly text: string;
  readonly mark: string;
  /** Lines of the text, without those of the mark. */
  readonly lines: Lines;
  readonly options: ParseOptions;
  readonly item: Item;
  readonly source: ItemSource;
  readonly subtasks: readonly { readonly item: Item; readonly source: SubtaskSource }[];
}

const markKey = "ZZMARK-1";

/** The slice of an item of a spec, `null` if it does not read the same alone. */
export function sliceItem(spec: ParsedSpec, item: Item, options: ParseOptions): Slice | null {
  const source = spec.sources.get(item);
  if (source === undefined) return null;
  const text = spec.text.slice(lineStart(spec.lines, source.from), lineStart(spec.lines, source.to));
  const withMark = { ...options, idPattern: withMarkKey(options.idPattern) };
  // What runs to the end of the text (an open fence, an open comment) swallows the mark already.
  return readSlice(text, makeMark(spec, item, source), withMark) ?? readSlice(text, "", withMark);
}

/**
 * A heading of the form of the one that follows the item: an underlined one would join a text in front of it.
 * Behind an epic it is a story, behind a story an H1: neither changes what the item itself is.
 */
function makeMark(spec: ParsedSpec, item: Item, source: ItemSource): string {
  const end = lineEnd(spec.lines);
  const isLast = source.to >= spec.lines.starts.length;
  const isUnderlined = !isLast && !/^ {0,3}#/.test(lineText(spec.lines, source.to));
  const isEpic = item.type === "epic";
  const title = `${markKey}: end`;
  const heading = isUnderlined
    ? `${title}${end}${isEpic ? "---" : "==="}`
    : `${isEpic ? "##" : "#"} ${title}`;
  return `${isLast ? end : ""}${heading}${end}`;
}

function withMarkKey(pattern: RegExp | undefined): RegExp | undefined {
  return pattern === undefined ? undefined : new RegExp(`${pattern.source}|${markKey}`, pattern.flags);
}

/** Parses a slice again; `null` if it is not exactly one item with its subtasks. */
export function readSlice(text: string, mark: string, options: ParseOptions): Slice | null {
  const parsed = parseSpec(text + mark, options);
  const own = [...parsed.items];
  if (mark !== "" && own.pop()?.key !== markKey) return null;
  const [item, ...others] = own;
  const source = item === undefined ? undefined : parsed.sources.get(item);
  if (item === undefined || source === undefined || source.from !== 0) return null;
  const isWhole = mark === "" || lineStart(parsed.lines, source.to) >= text.length;
  if (!isWhole || others.some((other) => other.type !== "subtask")) return null;
  const subtasks = others.map((other) => ({ item: other, source: parsed.subtaskSources.get(other)! }));
  return { text, mark, lines: splitLines(text, options.file), options, item, source, subtasks };
}
