/**
 * A comment that a specification wrote says so in its last line, for the API knows only whose token wrote it:
 *
 *   the text
 *
 *   ---
 *   spectryn: comment of @dana on 2026-01-15 · 3f9a1c07
 */
import { normalText } from "../../core/issue/field.ts";
import type { CommentEntry } from "../../core/issue/issue.ts";
import { blobId } from "../../git/oid.ts";
import { escapeRaw, fromWord, toWord, unescapeRaw } from "./escape.ts";

export interface CommentText {
  readonly text: string;
  /** `null`: a person wrote it. */
  readonly entry: Pick<CommentEntry, "author" | "date"> | null;
  /** The text is as a specification wrote it. */
  readonly isUnchanged: boolean;
}

const pattern = /(?:^|\n)---[ \t]*\nspectryn: comment(?: of @(\S+))?(?: on (\S+))? · ([0-9a-f]{8})\s*$/;

export function splitComment(raw: string): CommentText {
  const text = raw.replace(/\r\n?/g, "\n");
  const match = pattern.exec(text);
  if (match === null) return { text: normalText(text), entry: null, isUnchanged: false };
  const own = normalText(unescapeRaw(text.slice(0, match.index)));
  const [, author, date, hash] = match;
  const entry = {
    author: author === undefined ? null : fromWord(author),
    date: date === undefined ? null : fromWord(date),
  };
  return { text: own, entry, isUnchanged: hashOf(own) === hash };
}

export function joinComment(text: string, entry: CommentText["entry"]): string {
  const own = normalText(text);
  if (entry === null) return escapeRaw(own);
  const author = entry.author === null ? "" : ` of @${toWord(entry.author)}`;
  const date = entry.date === null ? "" : ` on ${toWord(entry.date)}`;
  return `${escapeRaw(own)}\n\n---\nspectryn: comment${author}${date} · ${hashOf(own)}`;
}

function hashOf(text: string): string {
  return blobId(text).slice(0, 8);
}
