/** Words of a command line to the host's words and values; an unknown one is refused with what is known. */
import {
  type Kind,
  kinds,
  type LinkType,
  linkTypes,
  type Priority,
  type State,
  states,
} from "../../core/issue/words.ts";
import { fromWord, isSameWord, knownWords, writableStates } from "../../core/item/mapping.ts";
import type { Settings } from "../../core/settings.ts";
import { nearest } from "../../core/suggest.ts";
import { SpectrynError } from "../../errors.ts";

export interface ChosenState {
  readonly state: State;
  /** The spec's word where it is another than the host's. */
  readonly status: string | null;
}

/** A word of the host, else one that specs use for a state. */
export function toState(word: string, settings: Settings): ChosenState {
  const host = states.find((state) => isSameWord(state, word));
  if (host === "submitted") {
    throw new SpectrynError("usage", 'the state "submitted" is only ever read; issues start as "new"', {
      hint: `States are: ${writableStates.join(", ")}.`,
    });
  }
  if (host !== undefined) return { state: host, status: null };
  const state = fromWord(settings.statusWords, word);
  if (state === null) throw unknownWord("state", word, knownWords(settings.statusWords), writableStates);
  return { state, status: word.trim() };
}

/** As in specs: `critical` is the highest, the host's `blocker`. */
export function toPriority(word: string, settings: Settings): Priority {
  const priority = fromWord(settings.priorityWords, word);
  const known = knownWords(settings.priorityWords);
  if (priority === null) throw unknownWord("priority", word, known, known);
  return priority;
}

export function toKind(word: string): Kind {
  const kind = kinds.find((known) => isSameWord(known, word));
  if (kind === undefined) throw unknownWord("kind", word, kinds, kinds);
  return kind;
}

export function toLinkType(word: string): LinkType {
  const type = linkTypes.find((known) => isSameWord(known, word));
  if (type === undefined) throw unknownWord("link type", word, linkTypes, linkTypes);
  return type;
}

/** For a filter, where `submitted` counts too. */
export function toFilterStates(words: readonly string[], settings: Settings): State[] {
  return words.map((word) => (isSameWord(word, "submitted") ? "submitted" : toState(word, settings).state));
}

export function toPoints(word: string): number | null {
  const text = word.trim();
  if (/^(?:none|-|)$/i.test(text)) return null;
  if (/^\d{1,6}(?:\.\d{1,4})?$/.test(text)) return Number(text);
  throw new SpectrynError("usage", `story points "${word}" are no number`, {
    hint: "Write a number such as 5 or 0.5, or none.",
  });
}

export function toDue(word: string): string | null {
  const text = word.trim();
  if (/^(?:none|-|)$/i.test(text)) return null;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDate && new Date(text).toISOString().startsWith(text)) return text;
  throw new SpectrynError("usage", `the due date "${word}" is no date`, {
    hint: "Write it as 2026-03-31, or none.",
  });
}

function unknownWord(
  what: string,
  word: string,
  known: readonly string[],
  shown: readonly string[],
): SpectrynError {
  const near = nearest(word, known);
  const guess = near === null ? "" : `; did you mean "${near}"?`;
  const plural = what === "priority" ? "priorities" : `${what}s`;
  return new SpectrynError("usage", `the ${what} "${word}" is not known${guess}`, {
    hint: `${plural[0]!.toUpperCase()}${plural.slice(1)} are: ${shown.join(", ")}.`,
    data: { word, near },
  });
}
