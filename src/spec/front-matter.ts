/** YAML between two lines of `---` at the very start. Two keys are ours; all others belong to other programs. */
import { isMap, parseDocument } from "yaml";
import type { Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";
import { readItemHeading } from "./heading.ts";
import { type Lines, lineText, placeAt } from "./lines.ts";

export interface FrontMatter {
  readonly namespace: string;
  /** Key of the epic that stories without an epic above them belong to. */
  readonly epic: string | null;
  /** First line behind the front matter. */
  readonly bodyLine: number;
  readonly problems: readonly Problem[];
}

/** Front matter that is longer is taken for text between two rules. */
const longestFrontMatter = 1_000;

export function readFrontMatter(lines: Lines): FrontMatter {
  const none: FrontMatter = { namespace: "", epic: null, bodyLine: 0, problems: [] };
  const end = findEnd(lines);
  if (end === -1) return none;
  const start = lines.starts[1]!;
  const source = lines.text.slice(start, lines.starts[end]!);
  const document = parseYaml(source);
  if (document === null || !isMapping(document, source)) return none;
  const problems: Problem[] = [];
  const report = (offset: number, message: string) =>
    problems.push(makeProblem("SP006", message, placeAt(lines, start + offset)));
  for (const error of document.errors) report(error.pos[0], `front matter: ${error.message.split("\n")[0]}`);
  const word = (key: string): string | null => {
    if (document.errors.length > 0) return null;
    const value: unknown = readKey(document, key);
    if (value === undefined || value === null) return null;
    if (typeof value === "string" || typeof value === "number") return String(value).trim();
    report(0, `front matter: ${key} must be a word, not ${Array.isArray(value) ? "a list" : typeof value}`);
    return null;
  };
  return { namespace: word("namespace") ?? "", epic: word("epic") || null, bodyLine: end + 1, problems };
}

function findEnd(lines: Lines): number {
  if (lineText(lines, 0).trimEnd() !== "---") return -1;
  const last = Math.min(lines.starts.length, longestFrontMatter);
  for (let line = 1; line < last; line += 1) {
    const text = lineText(lines, line).trimEnd();
    if (text === "---" || text === "...") return line;
    if (isItemLine(text)) return -1;
  }
  return -1;
}

/** To YAML a heading is a comment; an item between two rules must not vanish in front matter. */
function isItemLine(text: string): boolean {
  const content = /^#{1,6}[ \t]+(\S.*)$/.exec(text)?.[1];
  const heading = content === undefined ? null : readItemHeading(content);
  return heading !== null && "key" in heading;
}

function isMapping(document: NonNullable<ReturnType<typeof parseYaml>>, source: string): boolean {
  if (document.errors.length > 0) return /^[\w"'-]+[ \t]*:/.test(source);
  return isMap(document.contents);
}

function parseYaml(source: string) {
  try {
    return parseDocument(source, { prettyErrors: false, logLevel: "silent" });
  } catch {
    return null;
  }
}

function readKey(document: NonNullable<ReturnType<typeof parseYaml>>, key: string): unknown {
  try {
    const value = document.get(key);
    return typeof value === "object" && value !== null && "toJSON" in value
      ? (value as { toJSON(): unknown }).toJSON()
      : value;
  } catch {
    return undefined;
  }
}
