/**
 * Ids in headings: `ID: Title`, `ID - Title`, `[ID] Title`, `**ID**: Title`, `#12: Title`, `Epic: KEY - Title`,
 * each after optional emoji. An id stands at the very start; elsewhere it is only text.
 */
import { oneLine } from "./cells.ts";

export interface ItemHeading {
  /** As written; `#12` for an existing issue. */
  readonly key: string;
  readonly ref: number | null;
  readonly isEpic: boolean;
  readonly title: string;
  /** Where the title stands in the heading's source text. */
  readonly titleStart: number;
}

/** A heading that starts like an item but lacks what an item needs. */
export interface NearMiss {
  readonly word: string;
}

const emoji =
  /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0F}|\u{200D}|[0-9#*]\u{FE0F}?\u{20E3}|:[a-z0-9_+-]{2,40}:|\s)*/uy;
const bold = /\*\*|__/y;
const epicWord = /epic(?:\s*[:：]|\s+[-–—])\s+/iy;
const epicKey = /[A-Z][A-Z0-9_-]*(?=\s*:|\s+[-–—]\s)/y;
const itemId = /#[1-9]\d{0,8}|EPIC-[A-Z0-9]+(?:-[A-Z0-9]+)*|(?=\d*[A-Za-z])[A-Za-z0-9]+-\d+/y;
const idEnd = /(?![\p{L}\p{N}_])(?!-[\p{L}\p{N}])/uy;
const linkTarget = /\([^()\s]*\)/y;
const separator = /\s*[:：]\s*|\s*[-–—](?:\s+|$)/y;
const almostId = /(?=\S*[a-z])[a-z0-9]+(?:[_.-][a-z0-9]+)*[_.-]?\d+[a-z]?(?=[\s:：–—]|$)/iy;

/** Length of the emoji and blanks a text starts with. */
export function leadingEmoji(text: string): number {
  return take(emoji, text, 0);
}

/** Length of what a sticky expression matches at an offset, 0 if it does not match. */
function take(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.exec(text)?.[0].length ?? 0;
}

export function readItemHeading(content: string): ItemHeading | NearMiss | null {
  let at = leadingEmoji(content);
  const boldStart = take(bold, content, at);
  const mark = content.slice(at, at + boldStart);
  at += boldStart;
  const epicLength = take(epicWord, content, at);
  at += epicLength;
  const isBracketed = content[at] === "[";
  if (isBracketed) at += 1;
  const key = readKey(content, at, epicLength > 0);
  if (key === "") return isBracketed ? null : nearMiss(content, at);
  at += key.length;
  if (isBracketed) {
    if (content[at] !== "]") return null;
    at += 1;
    at += take(linkTarget, content, at);
  }
  const rest = readTitleStart(content, at, mark, isBracketed);
  if (rest === null) return nearMiss(content, at - key.length);
  const title = trimTitle(content.slice(rest.at), mark, rest.isClosed);
  return {
    key,
    ref: key.startsWith("#") ? Number(key.slice(1)) : null,
    isEpic: epicLength > 0 || /^epic-/i.test(key),
    title,
    titleStart: rest.at,
  };
}

function readKey(content: string, at: number, isEpic: boolean): string {
  const length = take(itemId, content, at);
  idEnd.lastIndex = at + length;
  if (length > 0 && idEnd.test(content)) return content.slice(at, at + length);
  return isEpic ? content.slice(at, at + take(epicKey, content, at)) : "";
}

/** Skips the end of bold type and the separator, in either order; `null` without a separator. */
function readTitleStart(content: string, from: number, mark: string, isBracketed: boolean) {
  let at = from;
  const skipMark = () => {
    const isHere = mark !== "" && content.startsWith(mark, at);
    if (isHere) at += mark.length;
    return isHere;
  };
  let isClosed = skipMark();
  const length = take(separator, content, at);
  at += length;
  if (!isClosed) isClosed = skipMark();
  if (length === 0 && !isBracketed && at < content.length) return null;
  while (content[at] === " " || content[at] === "\t") at += 1;
  return { at, isClosed };
}

function trimTitle(text: string, mark: string, isClosed: boolean): string {
  const title = text.trim();
  const isOpen = mark !== "" && !isClosed && title.endsWith(mark);
  return oneLine(isOpen ? title.slice(0, -mark.length) : title);
}

/** No id is longer; the bound keeps the search linear. */
const longestId = 60;

function nearMiss(content: string, at: number): NearMiss | null {
  const start = content.slice(at, at + longestId);
  const word = start.slice(0, take(almostId, start, 0));
  return /[-_.]/.test(word) ? { word } : null;
}
