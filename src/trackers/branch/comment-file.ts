/** The canonical text of a comment, and back: front matter for programs, then the text itself. */
import type { Comment, CommentEntry } from "../../core/issue/issue.ts";
import { asText, isReason, isRecord, type Reason } from "./field-values.ts";
import { parseFrontMatter, renderFrontMatter, toJson } from "./front-matter.ts";

export interface CommentFile {
  readonly comment: Comment;
  /** Keys that mean nothing to us, as JSON texts, in the order of the file. */
  readonly kept: ReadonlyMap<string, string>;
}

const knownKeys = new Set(["schema", "author", "from_spec", "entry", "created", "updated", "deleted"]);

/** Never throws: an unreadable file is a reason. `id` is the file's name. */
export function parseCommentFile(text: string, id: string): CommentFile | Reason {
  const front = parseFrontMatter(text);
  if (isReason(front)) return front;
  const { values, json, body } = front;
  const entry = parseEntry(values.get("entry"));
  if (entry !== null && isReason(entry)) return entry;
  const word = (key: string) => {
    const value = values.get(key);
    return value === undefined || value === null ? null : (asText(value, json.get(key)) ?? null);
  };
  const deleted = word("deleted");
  const created = word("created") ?? "";
  const comment: Comment = {
    id,
    author: word("author"),
    text: deleted === null ? body.trim() : "",
    entry,
    isFromSpec: values.get("from_spec") === true,
    created,
    updated: word("updated") ?? created,
    deleted,
  };
  return { comment, kept: new Map([...json].filter(([key]) => !knownKeys.has(key))) };
}

function parseEntry(value: unknown): CommentEntry | null | Reason {
  if (value === undefined || value === null) return null;
  const reason = { reason: `entry ${JSON.stringify(value)} names no entry of a spec` };
  if (!isRecord(value)) return reason;
  const [author, date, base] = [value["author"] ?? null, value["date"] ?? null, value["base"] ?? null];
  const isText = (part: unknown): part is string | null => part === null || typeof part === "string";
  return isText(author) && isText(date) && isText(base) ? { author, date, base } : reason;
}

export function renderCommentFile({ comment, kept }: CommentFile): string {
  const { author, isFromSpec, entry, created, updated, deleted, text } = comment;
  const values: [string, unknown][] = [
    ["schema", 1],
    ["author", author],
    ["from_spec", isFromSpec ? true : null],
    ["entry", entry],
    ["created", created],
    ["updated", updated],
    ["deleted", deleted],
  ];
  const lines = values
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, toJson(value)] as const);
  const body = text === "" ? "" : `\n${text}\n`;
  return `${renderFrontMatter([...lines, ...kept])}${body}`;
}
