/**
 * Comments: `> **@user** (2025-01-15): text`, quoted, in a list or plain; text may run over lines.
 * A quote holds several comments if several of its lines name an author.
 */
import type { SpecComment } from "../core/item.ts";
import type { Problem } from "../core/problem.ts";
import { makeProblem } from "./codes.ts";
import { type Lines, lineStart, lineText, placeAt } from "./lines.ts";
import type { Block } from "./markdown.ts";
import type { Section } from "./sections.ts";
import type { LineRange } from "./source.ts";

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
}

function readOpening(text: string): Opening | null {
  const match = boldAuthor.exec(text);
  if (match !== null) {
    const [whole, at, author, inner, colon, outer, end] = match;
    const when = inner ?? outer ?? null;
    // Bold words alone are emphasis, not an author.
    if (at === "" && when === null && colon === "" && end === "") return null;
    return { author: author!.trim(), date: when?.trim() ?? null, length: whole.length };
  }
  const plain = plainAuthor.exec(text);
  if (plain === null) return null;
  return { author: plain[1]!, date: plain[2]?.trim() ?? null, length: plain[0].length };
}

export function readComments(lines: Lines, sections: readonly Section[]) {
  const comments: SpecComment[] = [];
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
  return { comments, problems };
}

/** The comments of a block: one, or one per line that names an author. */
function readRange(lines: Lines, range: LineRange | Block, mark: RegExp | null): SpecComment[] {
  const comments: { opening: Opening | null; offset: number; texts: string[] }[] = [];
  for (let line = range.from; line < range.to; line += 1) {
    const source = lineText(lines, line);
    const lead = mark?.exec(source)?.[0].length ?? 0;
    const text = lead > 0 ? source.slice(lead) : source.replace(/^[ \t]{1,4}/, "");
    const opening = mark === listMark && comments.length > 0 ? null : readOpening(text);
    if (opening !== null || comments.length === 0) {
      const offset = lineStart(lines, line) + lead;
      comments.push({ opening, offset, texts: [text.slice(opening?.length ?? 0)] });
    } else comments.at(-1)!.texts.push(text);
  }
  return comments.flatMap(({ opening, offset, texts }) => {
    const text = texts.join("\n").trim();
    const place = placeAt(lines, offset);
    return text === "" ? [] : [{ author: opening?.author ?? null, date: opening?.date ?? null, text, place }];
  });
}
