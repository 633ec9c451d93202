/** Edits as (offset, length, text) on the original text. Everything outside of them stays as it is, byte by byte. */
import { SpectrynError } from "../errors.ts";

export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Applies edits in any order; insertions at one offset keep their order. Overlapping edits are an error. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.offset - b.offset);
  const parts: string[] = [];
  let at = 0;
  for (const { offset, length, text: inserted } of sorted) {
    if (offset < at || length < 0 || offset + length > text.length) {
      throw new SpectrynError("internal", `edits overlap or leave the text at offset ${offset}`, {
        data: { offset, length, behind: at, size: text.length },
      });
    }
    parts.push(text.slice(at, offset), inserted);
    at = offset + length;
  }
  return [...parts, text.slice(at)].join("");
}

/** Edits without what they would remove twice: neighbouring lines may share a line end. */
export function clipEdits(edits: readonly Edit[]): Edit[] {
  let at = 0;
  return [...edits]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, length, text }) => {
      const start = Math.max(at, offset);
      const end = Math.max(start, offset + length);
      at = end;
      return { offset: start, length: end - start, text };
    });
}

/** The one edit that turns `before` into `after`, without their common start and end. */
export function editBetween(before: string, after: string, offset: number): Edit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return {
    offset: offset + start,
    length: before.length - start - end,
    text: after.slice(start, after.length - end),
  };
}
