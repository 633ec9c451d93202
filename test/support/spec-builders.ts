/** Parses small specs in tests: `read("### US-1: A", ...)` with the built-in words. */
import type { Item } from "../../src/core/item/item.ts";
import { makePriorityWords, makeStatusWords } from "../../src/core/item/mapping.ts";
import { type ParsedSpec, type ParseOptions, parseSpec } from "../../src/spec/parse.ts";

export const specOptions: ParseOptions = {
  file: "EPIC.md",
  statusWords: makeStatusWords(),
  priorityWords: makePriorityWords(),
};

export function read(...lines: readonly string[]): ParsedSpec {
  return parseSpec(lines.join("\n"), specOptions);
}

/** The only item that is no subtask. */
export function readOne(...lines: readonly string[]): Item {
  const items = read(...lines).items.filter((item) => item.type !== "subtask");
  if (items.length !== 1) throw new Error(`expected one item, found ${items.length}`);
  return items[0]!;
}

/** `57:15 SP031 message` of each problem. */
export function readProblems(...lines: readonly string[]): string[] {
  return read(...lines).problems.map(
    ({ place, code, message }) => `${place.line}:${place.column} ${code} ${message}`,
  );
}

/** `type key: title` of each item. */
export function outline(...lines: readonly string[]): string[] {
  return read(...lines).items.map((item) => `${item.type} ${item.key}: ${item.fields.title}`);
}
