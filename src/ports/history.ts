/** What happened in a tracker, as its history knows it. */
import type { Comment, Issue } from "../core/issue/issue.ts";

export interface HistoryScope {
  /** One issue as a read gave it; `null`: all. */
  readonly issue: Pick<Issue, "number" | "id"> | null;
  /** An instant, or a version of the tracker that does not count itself; `null`: everything. */
  readonly since: Date | string | null;
}

/** One write: what it changed. */
export interface Revision {
  readonly version: string;
  readonly author: { readonly name: string; readonly email: string };
  /** ISO instant. */
  readonly date: string;
  readonly issues: readonly IssueRevision[];
  readonly comments: readonly CommentRevision[];
}

/** `null`: it was not there yet, is not there any more, or cannot be read. */
export interface IssueRevision {
  /** `null`: it had no number then. */
  readonly number: number | null;
  readonly before: Issue | null;
  readonly after: Issue | null;
}

export interface CommentRevision {
  /** The number of its issue, or the id of one that had none then. */
  readonly issue: number | string;
  readonly before: Comment | null;
  readonly after: Comment | null;
}
