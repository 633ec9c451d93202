/** One commit's files before and after as what it did to issues and comments. Pure. */
import type { Comment, Issue } from "../../core/issue/issue.ts";
import type { CommentRevision, IssueRevision } from "../../ports/history.ts";
import { parseCommentFile } from "./comment-file.ts";
import { isReason } from "./field-values.ts";
import { fromPath } from "./layout.ts";
import { parseRecord } from "./state.ts";

export interface ChangedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface ChangedRecords {
  readonly issues: readonly IssueRevision[];
  readonly comments: readonly CommentRevision[];
}

export function toRecords(files: readonly ChangedFile[]): ChangedRecords {
  const issues: IssueRevision[] = [];
  const comments: CommentRevision[] = [];
  for (const { path, before, after } of files) {
    const place = fromPath(path);
    if (place.is === "issue" || place.is === "new-issue") {
      const number = place.is === "issue" ? place.number : null;
      const read = (text: string | null) =>
        readIssue(text, place.is === "issue" ? place : { number, name: place.name });
      issues.push({ number, before: read(before), after: read(after) });
    } else if (place.is === "comment" || place.is === "new-comment") {
      const read = (text: string | null) => readComment(text, place.name);
      const issue = place.is === "comment" ? place.number : place.issue;
      comments.push({ issue, before: read(before), after: read(after) });
    }
  }
  return { issues: joinIssues(issues), comments: joinComments(comments) };
}

/** An issue that got its number moved from one file to another. */
function joinIssues(issues: readonly IssueRevision[]): IssueRevision[] {
  const left = new Map(
    issues.flatMap((one) =>
      one.number === null && one.after === null ? [[one.before?.id ?? "", one] as const] : [],
    ),
  );
  const joined = issues.map((one) => {
    const id = one.before === null ? (one.after?.id ?? "") : "";
    const was = one.number === null ? undefined : left.get(id);
    if (was === undefined) return one;
    left.delete(id);
    return { ...one, before: was.before };
  });
  return joined.filter((one) => one.number !== null || one.after !== null || left.has(one.before?.id ?? ""));
}

function joinComments(comments: readonly CommentRevision[]): CommentRevision[] {
  const left = new Map(
    comments.flatMap((one) =>
      typeof one.issue === "string" && one.after === null && one.before !== null
        ? [[one.before.id, one] as const]
        : [],
    ),
  );
  const moved = new Set<CommentRevision>();
  const joined = comments.map((one) => {
    const was = one.before === null && one.after !== null ? left.get(one.after.id) : undefined;
    if (was === undefined || typeof one.issue === "string") return one;
    moved.add(was);
    return { ...one, before: was.before };
  });
  return joined.filter((one) => !moved.has(one));
}

function readIssue(
  text: string | null,
  place: { number: number } | { number: null; name: string },
): Issue | null {
  if (text === null) return null;
  const file = parseRecord(text, place);
  return isReason(file) ? null : file.issue;
}

function readComment(text: string | null, id: string): Comment | null {
  if (text === null) return null;
  const file = parseCommentFile(text, id);
  return isReason(file) ? null : file.comment;
}
