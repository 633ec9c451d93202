/** The rows of all issues at one commit, as a file. Derived; always safe to lose. */
import type { Unreadable } from "../../../core/issue.ts";
import type { IssueRow } from "../../../core/issue-index.ts";
import { isRecord } from "../field-values.ts";

/** Raise it with every change of what an issue or a comment is read as. */
const listVersion = 1;

export interface ListFile {
  readonly commit: string;
  readonly rows: readonly IssueRow[];
  readonly unreadable: readonly Unreadable[];
  /** For each segment of the texts the commit at which it was written; nothing of it changed since. */
  readonly segments: Readonly<Record<string, string>>;
}

export function renderList({ commit, segments, rows, unreadable }: ListFile): string {
  return JSON.stringify({ version: listVersion, commit, segments, unreadable, rows });
}

export function parseList(text: string | null): ListFile | null {
  if (text === null) return null;
  try {
    const content: unknown = JSON.parse(text);
    const isOurs = isRecord(content) && content["version"] === listVersion;
    return isOurs ? (content as unknown as ListFile) : null;
  } catch {
    // A file that something cut short is one we do not have.
    return null;
  }
}
