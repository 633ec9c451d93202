/**
 * Words of a spec to words of the host and back, by tables only: no substring guessing, and an unknown
 * word is never a default. The configuration's entries come before the built-in table.
 *
 * Source of the tables: the guide's "Default Mapping" sections; the host's words map to themselves
 * except `critical`, which in a spec means the highest priority (`blocker`).
 */
import { type Priority, priorities, type State, states } from "../issue/words.ts";

/** Accepted words in order of preference when a value goes back into a spec. */
export interface WordTable<T extends string> {
  readonly entries: readonly (readonly [word: string, value: T])[];
  readonly byFold: ReadonlyMap<string, T>;
}

const statusEntries: readonly (readonly [string, State])[] = [
  ["planned", "new"],
  ["todo", "new"],
  ["backlog", "new"],
  ["not started", "new"],
  ["new", "new"],
  ["open", "open"],
  ["in progress", "open"],
  ["wip", "open"],
  ["doing", "open"],
  ["started", "open"],
  ["in review", "open"],
  ["review", "open"],
  ["on hold", "on hold"],
  ["blocked", "on hold"],
  ["done", "resolved"],
  ["complete", "resolved"],
  ["completed", "resolved"],
  ["resolved", "resolved"],
  ["closed", "closed"],
  ["wontfix", "wontfix"],
  ["cancelled", "wontfix"],
  ["canceled", "wontfix"],
  ["won't fix", "wontfix"],
  ["duplicate", "duplicate"],
  ["invalid", "invalid"],
  ["📋", "new"],
  ["🔲", "new"],
  ["🔄", "open"],
  ["🚧", "open"],
  ["⛔", "on hold"],
  ["🚫", "on hold"],
  ["⏸️", "on hold"],
  ["✅", "resolved"],
  ["❌", "wontfix"],
];

const priorityEntries: readonly (readonly [string, Priority])[] = [
  ["critical", "blocker"],
  ["high", "critical"],
  ["medium", "major"],
  ["low", "minor"],
  ["trivial", "trivial"],
  ["minor", "minor"],
  ["major", "major"],
  ["blocker", "blocker"],
];

export type StatusWords = WordTable<State>;
export type PriorityWords = WordTable<Priority>;

/** Host words that a mapping of the configuration may name as a target. */
export const writableStates: readonly State[] = states.filter((state) => state !== "submitted");
export const writablePriorities: readonly Priority[] = priorities;

export function makeStatusWords(overrides: Readonly<Record<string, State>> = {}): StatusWords {
  return makeTable(Object.entries(overrides), statusEntries);
}

export function makePriorityWords(overrides: Readonly<Record<string, Priority>> = {}): PriorityWords {
  return makeTable(Object.entries(overrides), priorityEntries);
}

function makeTable<T extends string>(
  overrides: readonly (readonly [string, T])[],
  defaults: readonly (readonly [string, T])[],
): WordTable<T> {
  const own = new Set(overrides.map(([word]) => foldWord(word)));
  const entries = [...overrides, ...defaults.filter(([word]) => !own.has(foldWord(word)))];
  return { entries, byFold: new Map(entries.map(([word, value]) => [foldWord(word), value])) };
}

const emoji =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0F}|\u{200D}|\u{20E3}/gu;

/** Takes the emoji out of a text and the blanks around what is left. */
export function withoutEmoji(text: string): string {
  return text.replace(emoji, "").replace(/\s+/g, " ").trim();
}

/** Case, spaces, `-` and `_` are equal; emoji count only where there is no word. */
function foldWord(word: string): string {
  const plain = withoutEmoji(word);
  const kept = plain === "" ? word.trim().replaceAll("\u{FE0F}", "") : plain;
  return kept
    .toLowerCase()
    .replace(/[’`´]/g, "'")
    .replace(/[\s_-]+/g, " ")
    .trim();
}

/** The host's value of a spec's word, or `null` if the word is not known. */
export function fromWord<T extends string>(table: WordTable<T>, word: string): T | null {
  return table.byFold.get(foldWord(word)) ?? null;
}

/** The word that stands for a host's value in a spec: `own` if it still does, else the table's first. */
export function toWord<T extends string>(table: WordTable<T>, value: T, own: string | null = null): string {
  if (own !== null && fromWord(table, own) === value) return own;
  return table.entries.find(([, mapped]) => mapped === value)?.[0] ?? value;
}

/** All accepted words, without emoji, for messages. */
export function knownWords<T extends string>(table: WordTable<T>): string[] {
  return table.entries.map(([word]) => word).filter((word) => withoutEmoji(word) !== "");
}

/** Whether two words are the same but for case, blanks, dashes and emoji. */
export function isSameWord(a: string, b: string): boolean {
  return foldWord(a) === foldWord(b);
}
