/** Attachments: `- [name](./path): description`; the path is that of a file, seen from the spec. */
import type { SpecAttachment } from "../core/item/item.ts";
import type { Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";
import { isBlankLine, type Lines, lineStart, lineText, placeAt } from "./lines.ts";
import type { Section } from "./sections.ts";

const attachment =
  /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+!?\[((?:[^\]\\]|\\.){0,500})\]\([ \t]*(?:<([^<>]{1,1000})>|([^\s()]{1,1000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,5}))[ \t]*(?:"[^"]{0,500}")?[ \t]*\)[ \t]*[:–—-]?[ \t]*(.*)$/u;
/** What no file's path starts with: `https:`, `data:`, `//host`. */
export const address = /^(?:[a-z][a-z0-9+.-]+:|\/\/)/i;

export function readAttachments(lines: Lines, sections: readonly Section[]) {
  const attachments: SpecAttachment[] = [];
  const problems: Problem[] = [];
  for (const block of sections.flatMap((section) => section.blocks)) {
    if (block.type === "html" || block.type === "rule") continue;
    if (block.type !== "list") {
      const message = 'this is not read as an attachment; write "- [name](./path): description"';
      problems.push(makeProblem("SP045", message, placeAt(lines, lineStart(lines, block.from))));
      continue;
    }
    for (const item of block.listItems) {
      const { found, problem } = readItem(lines, item.from, item.to);
      if (found !== null) attachments.push(found);
      if (problem !== null) problems.push(problem);
    }
  }
  return { attachments, problems };
}

interface ReadItem {
  readonly found: SpecAttachment | null;
  readonly problem: Problem | null;
}

function readItem(lines: Lines, from: number, to: number): ReadItem {
  const text = lineText(lines, from);
  const place = placeAt(lines, lineStart(lines, from) + text.length - text.trimStart().length);
  const match = attachment.exec(text);
  if (match === null) {
    const message = `"${text.trim().slice(0, 80)}" names no file; write "- [name](./path): description"`;
    return { found: null, problem: makeProblem("SP055", message, place) };
  }
  const path = decodePath(match[2] ?? match[3]!);
  if (address.test(path)) {
    const message = `${path} is an address, not a file beside the spec, and is not attached`;
    return { found: null, problem: makeProblem("SP056", message, place) };
  }
  const below: string[] = [];
  for (let line = from + 1; line < to; line += 1) {
    if (!isBlankLine(lines, line)) below.push(lineText(lines, line).trim());
  }
  const description = [match[4]!.trim(), ...below].filter((part) => part !== "").join(" ");
  const name = match[1]!.replace(/\\([!-/:-@[-`{-~])/g, "$1").trim() || path.slice(path.lastIndexOf("/") + 1);
  const found = { name, path, description: description || null, isImage: false, place };
  return { found, problem: null };
}

/** A file that cannot be attached, and why. An image's text stays as it is, so that does not stop a sync. */
export function attachmentFault({ path, place, isImage }: SpecAttachment, why: string): Problem {
  if (isImage) return makeProblem("SP058", `the image ${path} ${why}; it is not attached`, place);
  return makeProblem("SP057", `${path} ${why}`, place);
}

/** A path may be written as in an address (`my%20file.pdf`). */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
