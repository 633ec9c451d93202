/**
 * The rows of all issues at one commit, as a file: a head, then one row a line, so that who asks for few rows
 * parses few. Derived; always safe to lose.
 */
import type { Unreadable } from "../../../core/issue/issue.ts";
import type { IssueRow } from "../../../core/issue/issue-index.ts";
import { isRecord } from "../field-values.ts";
import { checksum } from "./checksum.ts";

/** Raise it with every change of what an issue or a comment is read as. */
const listVersion = 3;

export interface ListFile {
  readonly commit: string;
  readonly unreadable: readonly Unreadable[];
  /** For each segment of the texts the commit at which it was written; nothing of it changed since. */
  readonly segments: Readonly<Record<string, string>>;
  /** All of them. */
  rows(): readonly IssueRow[];
  /** At least those that hold one of these numbers or, in any case, words as a value. */
  rowsNaming(values: readonly (number | string)[]): readonly IssueRow[];
}

type Head = Pick<ListFile, "commit" | "segments" | "unreadable">;

export function makeList(head: Head, rows: readonly IssueRow[]): ListFile {
  return { ...head, rows: () => rows, rowsNaming: () => rows };
}

export function renderList({ commit, segments, unreadable, rows }: ListFile): string {
  const body = rows()
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");
  const head = { version: listVersion, commit, segments, unreadable, checksum: checksum(body) };
  return `${JSON.stringify(head)}\n${body}`;
}

/** `null` where it is not ours, or something damaged it: a file that we do not have. */
export function parseList(text: string | null): ListFile | null {
  const end = text?.indexOf("\n") ?? -1;
  if (text === null || end === -1) return null;
  const head = parseHead(text.slice(0, end));
  if (head === null || head.checksum !== checksum(text.slice(end + 1))) return null;
  let all: readonly IssueRow[] | null = null;
  return {
    ...head,
    rows: () => {
      all ??= parseRows(text.slice(end + 1).split("\n"));
      return all;
    },
    rowsNaming: (values) => (values.length === 0 ? [] : parseRows(linesWith(text, end + 1, values))),
  };
}

function parseHead(line: string): (Head & { readonly checksum: string }) | null {
  try {
    const head: unknown = JSON.parse(line);
    const isOurs = isRecord(head) && head["version"] === listVersion;
    return isOurs ? (head as unknown as Head & { checksum: string }) : null;
  } catch {
    return null;
  }
}

function parseRows(lines: readonly string[]): IssueRow[] {
  return lines.flatMap((line) => (line === "" ? [] : [JSON.parse(line) as IssueRow]));
}

/** Whole lines from `start` on in which a value stands as JSON writes it: after a colon, or in quotes. */
function linesWith(text: string, start: number, values: readonly (number | string)[]): string[] {
  const patterns = values.map((value) =>
    typeof value === "number" ? `:${value}[,}]` : escapeRegExp(JSON.stringify(value)),
  );
  const pattern = new RegExp(patterns.join("|"), "gi");
  const lines: string[] = [];
  pattern.lastIndex = start;
  while (pattern.test(text)) {
    const from = text.lastIndexOf("\n", pattern.lastIndex - 1) + 1;
    const to = text.indexOf("\n", pattern.lastIndex);
    lines.push(text.slice(from, to));
    pattern.lastIndex = to;
  }
  return lines;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
