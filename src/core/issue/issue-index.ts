/**
 * What lists and searches need of all issues: rows without their long texts, and a search over all texts.
 * A store answers from an index where it keeps one; else from everything it holds, with the same answers.
 */
import { type FieldName, type Fields, fieldShape } from "./field.ts";
import type { Comment, Issue, IssueComments, Snapshot, Unreadable } from "./issue.ts";

/** An issue without texts, base, attachments and commits. */
export interface IssueRow extends Omit<Issue, "base" | "attachments" | "commits"> {
  /** All but description, criteria and sections. */
  readonly fields: Issue["fields"];
}

export interface IssueIndex {
  readonly tip: string | null;
  /** All issues with tombstones, by number; unpublished ones last. */
  readonly rows: readonly IssueRow[];
  /**
   * At least the rows that hold one of these as a value: numbers of issues, or words such as a key, in any case.
   * Cheaper than all `rows` where the store keeps an index.
   */
  rowsNaming(values: readonly (number | string)[]): readonly IssueRow[];
  readonly unreadable: readonly Unreadable[];
  readonly offline: string | null;
  /** Numbers of the living issues whose title, texts and comments together hold all words, in any case. */
  search(words: readonly string[]): Promise<ReadonlySet<number>>;
}

export function toRow({ base: _, attachments: __, commits: ___, ...issue }: Issue): IssueRow {
  const isText = (name: string) => fieldShape(name) === "text" || name === "sections";
  const kept = Object.entries(issue.fields).filter(([name]) => !isText(name));
  return { ...issue, fields: Object.fromEntries(kept) as Fields & { readonly title: string } };
}

/** Everything of an issue that can be searched, in lower case. */
export function searchText({ fields }: Issue, comments: readonly Comment[]): string {
  const standing = comments.filter((comment) => comment.deleted === null);
  const texts = Object.keys(fields)
    .filter((name) => name === "title" || fieldShape(name) === "text")
    .map((name) => fields[name as FieldName]);
  return [...texts, ...standing.map(({ text }) => text)].join("\n").toLowerCase();
}

export function toWords(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** An index made of everything; `readComments` is asked by a search. */
export function indexOf(
  { tip, issues, unreadable, offline }: Snapshot,
  readComments: (issues: readonly number[]) => Promise<ReadonlyMap<number, IssueComments>>,
): IssueIndex {
  const rows = issues.map(toRow);
  return {
    tip,
    rows,
    rowsNaming: () => rows,
    unreadable,
    offline,
    search: async (words) => {
      const wanted = words.map((word) => word.toLowerCase());
      const living = issues.filter(({ deleted, number }) => deleted === null && number !== null);
      const numbers = living.map(({ number }) => number!);
      const comments = await readComments(numbers);
      const hasWords = (issue: Issue) => {
        const own = comments.get(issue.number!)?.comments ?? [];
        const text = searchText(issue, own);
        return wanted.every((word) => text.includes(word));
      };
      return new Set(living.filter(hasWords).map(({ number }) => number!));
    },
  };
}
