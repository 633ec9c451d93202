/**
 * Comments: `> **@user** (2025-01-15): text`, quoted, in a list or plain; text may run over lines.
 * A quote holds several comments if several of its lines name an author, by an `@`, a date, or in the form of
 * its first line; other lines in bold type are text.
 */
import type { SpecComment } from "../core/item/item.ts";
import type { Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";
import { type Lines, lineStart, lineText, placeAt } from "./lines.ts";
import type { Section } from "./sections.ts";
import type { CommentSource, LineRange } from "./source.ts";

const quoteMark = /^[ \t]{0,3}>[ \t]?/;
const listMark = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/;
const date = String.raw`\(([^()\n]{1,60})\)`;
const boldAuthor = new RegExp(
  String.raw`^(?:\*\*|__)(@?)([^*\n():]{1,100}?)[ \t]*(?:${date})?(:?)(?:\*\*|__)[ \t]*(?:${date})?[ \t]*(:?)[ \t]*`,
  "u",
);
const plainAuthor = new RegExp(String.raw`^@([\p{L}\p{N}._{}-]{1,100})[ \t]*(?:${date})?[ \t]*:[ \t]*`, "u");

interface Opening {
  readonly author: string;
  readonly date: string | null;
  readonly length: number;
  /** `sure`: bold, with an `@` or a date. */
  readonly form: "sure" | "bold" | "plain";
}

function readOpening(text: string): Opening | null {
  const match = boldAuthor.exec(text);
  if (match !== null) {
    const [whole, at, author, inner, colon, outer, end] = match;
    const when = inner ?? outer ?? null;
    // Bold words alone are emphasis, not an author.
    if (at === "" && when === null && colon === "" && end === "") return null;
    const form = at === "" && when === null ? "bold" : "sure";
    return { author: author!.trim(), date: when?.trim() ?? null, length: whole.length, form };
  }
  const plain = plainAuthor.exec(text);
  if (plain === null) return null;
  return { author: plain[1]!, date: plain[2]?.trim() ?? null, length: plain[0].length, form: "plain" };
}

export function readComments(lines: Lines, sections: readonly Section[]) {
  const comments: ReadComment[] = [];
  const problems: Problem[] = [];
  for (const block of sections.flatMap((section) => section.blocks)) {
    if (block.type === "html" || block.type === "rule") continue;
    if (block.type === "quote" || block.type === "paragraph") {
      comments.push(...readRange(lines, block, block.type === "quote" ? quoteMark : null));
    } else if (block.type === "list") {
      for (const item of block.listItems) comments.push(...readRange(lines, item, listMark));
    } else {
      const message = 'this is not read as a comment; write "> **@user** (2025-01-15): text"';
      problems.push(makeProblem("SP045", message, placeAt(lines, lineStart(lines, block.from))));
    }
  }
  return {
    comments: comments.map(({ comment }) => comment),
    sources: comments.map(({ source }) => source),
    problems,
  };
}

interface ReadComment {
  readonly comment: SpecComment;
  readonly source: CommentSource;
}

interface Draft {
  readonly opening: Opening | null;
  readonly offset: number;
  readonly mark: string;
  readonly from: number;
  readonly texts: { readonly start: number; readonly text: string }[];
}

/** The comments of a block: one, or one per line that names an author. */
function readRange(lines: Lines, range: LineRange, mark: RegExp | null): ReadComment[] {
  const drafts: Draft[] = [];
  for (let line = range.from; line < range.to; line += 1) {
    const source = lineText(lines, line);
    const lead = mark?.exec(source)?.[0] ?? "";
    const indent = lead === "" ? /^[ \t]{0,4}/.exec(source)![0].length : lead.length;
    const text = source.slice(indent);
    const start = lineStart(lines, line) + indent;
    const first = drafts[0];
    const opening = mark === listMark && first !== undefined ? null : readOpening(text);
    if (first === undefined || (opening !== null && isAnother(opening, first.opening))) {
      const { length } = opening ?? { length: 0 };
      const own = [{ start: start + length, text: text.slice(length) }];
      const offset = lineStart(lines, line) + lead.length;
      drafts.push({ opening, offset, mark: lead, from: line, texts: own });
    } else drafts.at(-1)!.texts.push({ start, text });
  }
  return drafts.flatMap((draft, index) => finish(lines, draft, drafts[index + 1]?.from ?? range.to, mark));
}

/** Whether a later line of a quote begins a comment of its own. */
function isAnother({ form }: Opening, first: Opening | null): boolean {
  return form === "sure" || first === null || form === first.form;
}

function finish(lines: Lines, draft: Draft, to: number, mark: RegExp | null): ReadComment[] {
  const { opening, offset, texts, from } = draft;
  const text = texts
    .map((one) => one.text)
    .join("\n")
    .trim();
  if (text === "") return [];
  const filled = texts.filter((one) => one.text.trim() !== "");
  const [first, last] = [filled[0]!, filled.at(-1)!];
  const start = first.start + first.text.length - first.text.trimStart().length;
  const end = last.start + last.text.trimEnd().length;
  const quote = draft.mark.trimEnd();
  const lead = mark === quoteMark ? `${quote} ` : mark === listMark ? " ".repeat(draft.mark.length) : "";
  const comment = {
    author: opening?.author ?? null,
    date: opening?.date ?? null,
    text,
    place: placeAt(lines, offset),
  };
  return [{ comment, source: { from, to, text: { start, end }, lead, isQuote: mark === quoteMark } }];
}
