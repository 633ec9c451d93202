/** Values of known fields: source text to value, or what is wrong with it. Nothing is guessed. */
import type { Target } from "../core/issue/field.ts";
import { provisionalNumber } from "../core/issue/mentions.ts";
import { type Kind, kinds } from "../core/issue/words.ts";
import { fromWord, knownWords, type WordTable, withoutEmoji } from "../core/item/mapping.ts";
import { nearest } from "../core/suggest.ts";
import type { ProblemCode } from "./codes.ts";
import { plainText } from "./markdown.ts";
import { readTarget, readTargets, splitList } from "./targets.ts";

export type Reading<T> =
  | { readonly value: T; readonly problem?: never }
  | { readonly value?: never; readonly problem: { readonly code: ProblemCode; readonly message: string } };

/** Nobody estimates more; a larger number is a slip. */
const mostPoints = 1_000;
const longestLabel = 255;

/** `-`, `none` and an empty value clear a field. */
export function isCleared(source: string): boolean {
  const text = plainText(source).toLowerCase();
  return text === "" || text === "none" || /^[-–—]+$/.test(text);
}

function fail(code: ProblemCode, message: string): Reading<never> {
  return { problem: { code, message } };
}

export function readPoints(source: string): Reading<number> {
  const text = plainText(source);
  const match = /^(\d{1,12}(?:\.\d{1,12})?|\.\d{1,12})\s*(?:pts?|sp|points?|story points?)?\.?$/i.exec(text);
  if (match === null) {
    const comma = /^\d+,\d+$/.test(text) ? `; did you mean "${text.replace(",", ".")}"?` : "";
    return fail(
      "SP030",
      `story points "${text}" are not a number${comma || '; write a number, or "-" for none'}`,
    );
  }
  const points = Number(match[1]);
  if (points <= mostPoints) return { value: points };
  return fail("SP030", `story points ${text} are more than ${mostPoints}`);
}

export interface Word<T> {
  readonly value: T;
  /** The spec's own word. */
  readonly word: string;
}

/** A word of a table; the word wins over its emoji, which counts only alone. */
export function readWord<T extends string>(
  table: WordTable<T>,
  source: string,
  code: "SP031" | "SP032",
): Reading<Word<T>> {
  const text = plainText(source);
  const value = fromWord(table, text);
  const word = withoutEmoji(text) || text;
  if (value !== null) return { value: { value, word } };
  const known = knownWords(table);
  return fail(
    code,
    `${code === "SP031" ? "status" : "priority"} "${word}" is not known; ${suggest(word, known)}`,
  );
}

/** Words that people write and that are no word of ours: only ever suggested, never taken. */
const meanings: Readonly<Record<string, string>> = {
  almost: "in progress",
  active: "in progress",
  ongoing: "in progress",
  working: "in progress",
  testing: "in review",
  pending: "todo",
  ready: "todo",
  waiting: "on hold",
  paused: "on hold",
  finished: "done",
  fixed: "done",
  rejected: "cancelled",
  dropped: "cancelled",
  urgent: "critical",
  highest: "critical",
  normal: "medium",
  lowest: "trivial",
};

export function suggest(word: string, known: readonly string[]): string {
  const meant = meanings[word.toLowerCase()];
  if (word.length > longestLabel) return `known are ${known.join(", ")}`;
  const near = nearest(word, known) ?? (meant !== undefined && known.includes(meant) ? meant : null);
  return near === null ? `known are ${known.join(", ")}` : `did you mean "${near}"?`;
}

export function readKind(source: string): Reading<Kind> {
  const word = withoutEmoji(plainText(source));
  const kind = kinds.find((known) => known === word.toLowerCase());
  return kind === undefined
    ? fail("SP033", `kind "${word}" is not known; ${suggest(word, kinds)}`)
    : { value: kind };
}

export function readAssignee(source: string): Reading<string | null> {
  const text = plainText(source);
  if (text.toLowerCase() === "unassigned") return { value: null };
  const names = splitList(text);
  if (names.length > 1) {
    return fail("SP035", `assignee "${text}" names ${names.length} people; an item has one assignee`);
  }
  return { value: text.replace(/^@/, "").trim() };
}

export function readDue(source: string): Reading<string> {
  const text = plainText(source);
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/.exec(text);
  if (match !== null && !isDate(Number(match[1]), Number(match[2]), Number(match[3]))) {
    return fail("SP034", `the date ${match[0]} does not exist`);
  }
  return { value: text };
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= days[month - 1]!;
}

export function readLabels(source: string): Reading<string[]> {
  const labels = splitList(plainText(source));
  return { value: [...new Set(labels.map((label) => label.slice(0, longestLabel)))] };
}

export function readOneTarget(name: string, source: string): Reading<Target> {
  const text = plainText(source);
  const found = readTarget(text);
  return found === null
    ? fail("SP036", `${name} "${text}" is no id; write an id such as US-001 or an issue such as #12`)
    : { value: found };
}

export function readTargetSet(name: string, source: string): Reading<readonly Target[]> {
  const { targets, rest } = readTargets(source);
  return rest === null
    ? { value: targets }
    : fail("SP036", `${name}: "${rest}" is no id; write ids such as US-001 or #12 with commas between`);
}

export function readIssue(source: string): Reading<number> {
  const text = plainText(source);
  const match = /^#?([1-9]\d{0,8})$/.exec(text);
  const waiting = provisionalNumber(text);
  if (waiting !== null) return { value: waiting };
  return match === null
    ? fail("SP036", `issue "${text}" is no issue number; write it as #12`)
    : { value: Number(match[1]) };
}
