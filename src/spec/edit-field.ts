/** Edits that give one field of an epic or story a new value, in order of preference. */
import type { FieldName, Fields, Link, Target } from "../core/issue/field.ts";
import { editLinks } from "./edit-links.ts";
import { addRow, editRow } from "./edit-rows.ts";
import { addSection, editText, removeLines } from "./edit-text.ts";
import {
  assigneeSource,
  listSource,
  plainSource,
  pointsSource,
  pullRequestsSource,
  targetSource,
  wordSource,
} from "./edit-words.ts";
import type { Edit } from "./edits.ts";
import { fieldTitle, type KnownField } from "./field-names.ts";
import { isBlankLine, type Lines, lineStart } from "./lines.ts";
import type { Slice } from "./slice.ts";
import type { SectionSource } from "./source.ts";
import type { Words } from "./subtasks.ts";

/** The spec's own words for state and priority, where they are known. */
export interface OwnWords {
  readonly status: string | null;
  readonly priority: string | null;
}

export function editField(slice: Slice, name: string, value: unknown, words: Words, own: OwnWords): Edit[][] {
  const { lines } = slice;
  const { source } = slice;
  if (name === "title") return editTitle(slice, String(value));
  if (name === "links") return [editLinks(lines, source, (value ?? []) as readonly Link[])];
  if (name === "sections") return [editSections(slice, (value ?? []) as readonly string[])];
  if (name === "description" || name === "criteria" || name.startsWith("section.")) {
    return editText(lines, source, name, String(value ?? ""));
  }
  const row = source.rows.get(name);
  const text = rowSource(name, row?.source ?? "", value, words, own);
  if (text === null) return [];
  if (row !== undefined) return [[editRow(lines, row, text)]];
  if (value === null || isEmpty(value)) return [[]];
  return addRow(lines, source, rowTitle(name), text).map((edit) => [edit]);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function editTitle(slice: Slice, title: string): Edit[][] {
  const { start, end } = slice.source.title;
  const write = (text: string): Edit[] => [{ offset: start, length: end - start, text }];
  // A heading of nothing but an id lacks the colon, too.
  return start < end ? [write(title)] : [write(title), write(`: ${title}`)];
}

function rowTitle(name: string): string {
  if (name.startsWith("custom.")) return name.slice("custom.".length);
  return fieldTitle(name === "state" ? "status" : (name as KnownField));
}

/** A value as it is written in a row that now holds `before`. */
function rowSource(name: string, before: string, value: unknown, words: Words, own: OwnWords): string | null {
  if (name.startsWith("custom.")) return value === null ? "-" : String(value);
  switch (name as FieldName | "issue") {
    case "state":
      return wordSource(words.statusWords, before, value as NonNullable<Fields["state"]>, own.status);
    case "priority":
      return wordSource(words.priorityWords, before, value as NonNullable<Fields["priority"]>, own.priority);
    case "points":
      return pointsSource(before, value as number | null);
    case "assignee":
      return assigneeSource(before, value as string | null);
    case "labels":
      return listSource((value ?? []) as readonly string[]);
    case "prs":
      return pullRequestsSource(before, (value ?? []) as readonly number[]);
    case "epic":
    case "parent":
    case "issue":
      return targetSource(value as Target | null);
    case "kind":
    case "due":
    case "milestone":
    case "component":
    case "version":
      return plainSource(value as string | null);
    default:
      return null;
  }
}

/** Takes away sections that are no longer named, adds empty ones, and puts the others into their order. */
function editSections(slice: Slice, names: readonly string[]): Edit[] {
  const { source, lines } = slice;
  const wanted = new Set(names.map((name) => `section.${name}`));
  const isText = (field: string | null) => field?.startsWith("section.") === true;
  const present = new Set(source.sections.flatMap(({ field }) => (field === null ? [] : [field])));
  const removed = source.sections
    .filter(({ field }) => isText(field) && !wanted.has(field!))
    .map((section) => removeLines(lines, section));
  const added = [...wanted]
    .filter((field) => !present.has(field))
    .map((field) => addSection(lines, source, field, []));
  const kept = source.sections.filter(({ field }) => isText(field) && wanted.has(field!));
  return [...removed, ...moveSections(lines, kept, [...wanted]), ...added];
}

/** Each section's lines take the place of those that stood where it is to stand. */
function moveSections(lines: Lines, sections: readonly SectionSource[], order: readonly string[]): Edit[] {
  const placed = [...sections].sort((a, b) => order.indexOf(a.field!) - order.indexOf(b.field!));
  const span = ({ from, to }: SectionSource) => {
    let last = to;
    while (isBlankLine(lines, last - 1)) last -= 1;
    return { start: lineStart(lines, from), end: lines.ends[last - 1]! };
  };
  return sections.flatMap((section, index) => {
    const next = placed[index]!;
    if (next === section) return [];
    const [here, there] = [span(section), span(next)];
    const text = lines.text.slice(there.start, there.end);
    return [{ offset: here.start, length: here.end - here.start, text }];
  });
}
