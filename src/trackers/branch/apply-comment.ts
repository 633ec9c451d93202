/** Writes that concern comments and attachments of one issue. */
import { normalText } from "../../core/issue/field.ts";
import { type Comment, ownerSubject } from "../../core/issue/issue.ts";
import { issueName, issueWord } from "../../core/issue/mentions.ts";
import type { Attach, Detach, IssueTarget, PutComment, RemoveComment } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";
import { findLive } from "./apply-issue.ts";
import { type CommentFile, parseCommentFile, renderCommentFile } from "./comment-file.ts";
import type { Draft } from "./draft.ts";
import { isReason } from "./field-values.ts";
import { commentPath, newCommentPath } from "./layout.ts";
import type { Numbers } from "./targets.ts";

/** The number, or the provisional one, that a write's issue has in the draft. */
export function numberOf(target: IssueTarget, numbers: Numbers, given: ReadonlyMap<number, number>): number {
  if (typeof target === "number") return given.get(target) ?? target;
  const number = numbers.get(ownerSubject(target));
  if (typeof number === "number") return number;
  throw new SpectrynError("internal", `no issue of ${ownerSubject(target)} is in this batch`);
}

export function applyComment(draft: Draft, number: number, write: PutComment): void {
  const { now, newId } = draft.context;
  findLive(draft, number);
  const text = normalText(write.text);
  const { entry } = write;
  if (write.id === null) {
    const id = newId().toLowerCase();
    const { author, isFromSpec } = write;
    const times = { created: now, updated: now, deleted: null };
    put(draft, number, { comment: { id, author, text, entry, isFromSpec, ...times }, kept: new Map() });
    return;
  }
  if (text === "" && textAt(draft, number, write.id) === null) {
    // A person removed its file; now the branch says so, too.
    const { author, isFromSpec } = write;
    const comment = {
      id: write.id,
      author,
      text,
      entry,
      isFromSpec,
      created: now,
      updated: now,
      deleted: now,
    };
    put(draft, number, { comment, kept: new Map() });
    return;
  }
  const file = findComment(draft, number, write.id);
  const isSame = file.comment.text === text;
  const updated = isSame ? file.comment.updated : now;
  put(draft, number, { ...file, comment: { ...file.comment, text, entry, updated } });
}

export function applyRemoveComment(draft: Draft, number: number, { id }: RemoveComment): void {
  const file = findComment(draft, number, id);
  const { now } = draft.context;
  const comment: Comment = { ...file.comment, text: "", updated: now, deleted: now };
  put(draft, number, { ...file, comment });
}

export function applyAttach(draft: Draft, number: number, { attachment, replaces }: Attach): void {
  const file = findLive(draft, number);
  const rest = file.issue.attachments.filter(({ id }) => id !== attachment.id && id !== replaces);
  const attachments = [...rest, attachment];
  draft.issues.set(number, { ...file, issue: { ...file.issue, attachments } });
}

export function applyDetach(draft: Draft, number: number, { id }: Detach): void {
  const file = findLive(draft, number);
  const attachments = file.issue.attachments.filter((one) => one.id !== id);
  draft.issues.set(number, { ...file, issue: { ...file.issue, attachments } });
}

function put(draft: Draft, number: number, file: CommentFile): void {
  draft.files.set(pathOf(draft, number, file.comment.id), renderCommentFile(file));
}

function pathOf(draft: Draft, number: number, id: string): string {
  return number < 0 ? newCommentPath(draft.issues.get(number)!.issue.id, id) : commentPath(number, id);
}

function textAt(draft: Draft, number: number, id: string): string | null {
  const path = pathOf(draft, number, id);
  return draft.files.has(path) ? draft.files.get(path)! : draft.context.textOf(path);
}

function findComment(draft: Draft, number: number, id: string): CommentFile {
  const path = pathOf(draft, number, id);
  const text = textAt(draft, number, id);
  if (text === null) {
    throw new SpectrynError("write-failed", `${issueName(number)} has no comment ${id}`, {
      hint: `Look at its comments: spectryn issue show ${issueWord(number)}`,
      data: { number, id },
    });
  }
  const file = parseCommentFile(text, id);
  if (!isReason(file)) return file;
  throw new SpectrynError("tracker-corrupt", `${path} cannot be read and was not changed: ${file.reason}`, {
    hint: `Mend ${path} on the tracker's branch, then run the same command again.`,
    data: { path, reason: file.reason },
  });
}
