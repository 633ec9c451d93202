/** Values of fields as they are written into a spec, close to how the spec wrote them before. */
import type { Target } from "../core/issue/field.ts";
import { fromWord, toWord, type WordTable, withoutEmoji } from "../core/item/mapping.ts";
import { inlineSource, plainText } from "./markdown.ts";
import { splitList, writeTarget } from "./targets.ts";

/** What clears a field. */
const cleared = "-";

/** A word of a table in place of the one in `source`: same capitals and bold type; an emoji only if it lies. */
export function wordSource<T extends string>(
  table: WordTable<T>,
  source: string,
  value: T,
  own: string | null,
): string {
  const before = withoutEmoji(plainText(source));
  const word =
    own !== null && fromWord(table, own) === value ? own : likeCapitals(toWord(table, value), before);
  const at = before === "" ? -1 : source.indexOf(before);
  const replaced = at === -1 ? word : source.slice(0, at) + word + source.slice(at + before.length);
  return withCircle(withEmoji(table, replaced, value), value).trim();
}

const circles: Readonly<Record<string, string>> = {
  blocker: "🔴",
  critical: "🔴",
  major: "🟡",
  minor: "🟢",
  trivial: "🟢",
};

/** A coloured circle beside a priority means nothing to us, and to people the priority. */
function withCircle(source: string, value: string): string {
  const own = circles[value];
  return own === undefined ? source : source.replace(/[🔴🟠🟡🟢🔵]/u, own);
}

function likeCapitals(word: string, before: string): string {
  if (before === "" || /^\p{Lu}/u.test(before)) {
    const isLoud = before.length > 1 && before === before.toUpperCase();
    return isLoud
      ? word.toUpperCase()
      : word.replace(/(?<![\p{L}'’])\p{Ll}/gu, (letter) => letter.toUpperCase());
  }
  return word;
}

/** Replaces emoji that stand for another value by one that stands for this, or by nothing. */
function withEmoji<T extends string>(table: WordTable<T>, source: string, value: T): string {
  const emoji = table.entries.filter(([word]) => withoutEmoji(word) === "");
  const own = emoji.find(([, mapped]) => mapped === value)?.[0] ?? "";
  let text = source;
  for (const [word, mapped] of emoji) {
    if (mapped === value) continue;
    const bare = word.replaceAll("\u{FE0F}", "");
    const at = text.indexOf(bare);
    if (at === -1) continue;
    const end = at + bare.length + (text[at + bare.length] === "\u{FE0F}" ? 1 : 0);
    const gap = own === "" && text[end] === " " ? 1 : 0;
    text = text.slice(0, at) + own + text.slice(end + gap);
  }
  return text;
}

/** A number in place of the one in `source`, with its unit (`5 pts`). */
export function pointsSource(source: string, points: number | null): string {
  if (points === null) return cleared;
  const number = /\d+(?:\.\d+)?|\.\d+/.exec(source);
  if (number === null) return String(points);
  return source.slice(0, number.index) + points + source.slice(number.index + number[0].length);
}

export function plainSource(value: string | null): string {
  return value === null ? cleared : inlineSource(value);
}

export function assigneeSource(source: string, name: string | null): string {
  if (name === null) return cleared;
  const isBare = source !== "" && !plainText(source).startsWith("@") && plainText(source) !== cleared;
  return (isBare ? "" : "@") + inlineSource(name);
}

export function listSource(values: readonly string[]): string {
  return values.length === 0 ? cleared : values.map(inlineSource).join(", ");
}

export function targetSource(to: Target | null): string {
  return to === null ? cleared : writeTarget(to);
}

/** Ids in place of those in `source`; parts that stay keep their titles. */
export function targetsSource(
  source: string,
  kept: (part: string) => boolean,
  added: readonly Target[],
): string {
  const parts = splitList(source).filter(kept);
  return [...parts, ...added.map(writeTarget)].join(", ") || cleared;
}

/** Pull requests by number; addresses that stood there stay. */
export function pullRequestsSource(source: string, numbers: readonly number[]): string {
  const urls = splitList(source).filter((part) => part.includes("://"));
  const mark = /\bPR\b/i.test(source) ? "PR #" : "#";
  return [...numbers.map((number) => `${mark}${number}`), ...urls].join(", ") || cleared;
}
