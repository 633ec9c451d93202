/**
 * The texts of many issues in one string that is searched as a whole: `\u0001 NUMBER \u0002 TEXT` for each. A file
 * holds those of a thousand numbers, so that a change writes little; its first line are the commit and the
 * checksum.
 */
import { checksum } from "./checksum.ts";

const start = "\u0001";
const end = "\u0002";

export function segmentOf(number: number): string {
  return number < 0 ? "new" : String(Math.floor(number / 1000));
}

export function renderSegment(commit: string, texts: ReadonlyMap<number, string>): string {
  const records = [...texts].map(([number, text]) => `${start}${number}${end}${withoutMarks(text)}`);
  const body = `${records.join("")}${start}`;
  return `${commit} ${checksum(body)}\n${body}`;
}

/** `null` where the file is none of ours, damaged, or of another commit. */
export function openSegment(content: string | null, commit: string): string | null {
  const head = content?.indexOf("\n") ?? -1;
  if (content === null || !content.startsWith(`${commit} `)) return null;
  return content.slice(commit.length + 1, head) === checksum(content.slice(head + 1)) ? content : null;
}

export function parseSegment(content: string): Map<number, string> {
  const texts = new Map<number, string>();
  for (const record of content.split(start).slice(1, -1)) {
    const at = record.indexOf(end);
    texts.set(Number(record.slice(0, at)), record.slice(at + 1));
  }
  return texts;
}

/** Numbers whose text holds all words. */
export function searchSegment(content: string, words: readonly string[]): number[] {
  const [first = "", ...others] = words.map(withoutMarks);
  const found: number[] = [];
  let at = content.indexOf(start);
  while (at !== -1) {
    const hit = content.indexOf(first, at);
    if (hit === -1) break;
    const from = content.lastIndexOf(start, hit);
    const to = content.indexOf(start, from + 1);
    const text = content.slice(from, to === -1 ? content.length : to);
    if (to === -1) break;
    const head = text.indexOf(end);
    // A number is no text.
    const isInText = [first, ...others].every((word) => text.includes(word, head));
    if (isInText) found.push(Number(text.slice(1, head)));
    at = to;
  }
  return found;
}

function withoutMarks(text: string): string {
  return text.includes(start) || text.includes(end) ? text.replaceAll(start, " ").replaceAll(end, " ") : text;
}
