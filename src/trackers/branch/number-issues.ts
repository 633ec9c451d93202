/**
 * Numbers enter the world here and nowhere else: from `next`, never below an existing one, never again.
 * First what waited on the branch without one, then the creates of the batch. A commit that stays in this
 * clone gives none: its creates get provisional numbers, -1, -2, ..., and wait.
 */
import type { Fields, FieldValue, Target } from "../../core/issue/field.ts";
import { fieldShape } from "../../core/issue/field.ts";
import { type Issue, ownerSubject } from "../../core/issue/issue.ts";
import { issueName, replaceMentions } from "../../core/issue/mentions.ts";
import type { Write } from "../../core/issue/write.ts";
import { checkTombstone } from "./apply-issue.ts";
import { changeIssues, type Draft } from "./draft.ts";
import { renderIssueFile } from "./issue-file.ts";
import { commentPath, fromPath, issuePath, newCommentPath } from "./layout.ts";
import type { FreshIssue } from "./state.ts";
import { newTarget, resolveIssue, withoutTargets } from "./targets.ts";

export interface Numbered {
  /** Of the creates, in their order; provisional ones while offline. */
  readonly numbers: readonly number[];
  /** What references become, see targets.ts. */
  readonly byTarget: ReadonlyMap<string, Target>;
  /** The numbers that issues without one got, by their provisional number. */
  readonly given: ReadonlyMap<number, number>;
  /** How issues were named in this clone, and their numbers now. */
  readonly renamed: readonly Renamed[];
  /** References to issues that were deleted before anybody else saw them. */
  readonly gone: ReadonlySet<Target>;
}

/** `new-1`, or `#12` where another issue has that number on the shared branch. */
export interface Renamed {
  readonly from: string;
  readonly number: number;
}

export function numberIssues(draft: Draft, writes: readonly Write[]): Numbered {
  return draft.context.isOffline ? keepWaiting(draft, writes) : giveNumbers(draft, writes);
}

function giveNumbers(draft: Draft, writes: readonly Write[]): Numbered {
  const byTarget = new Map<string, Target>();
  const given = new Map<number, number>();
  const renamed: Renamed[] = [];
  const gone = new Set<Target>();
  let next = nextNumber(draft);
  for (const [index, fresh] of draft.state.fresh.entries()) {
    const provisional = -1 - index;
    const { issue } = fresh.file;
    draft.issues.delete(provisional);
    takeAway(draft, fresh, issue.deleted === null ? next : null);
    if (issue.deleted !== null) {
      gone.add(newTarget(issue.id));
      continue;
    }
    draft.issues.set(next, { ...fresh.file, issue: { ...issue, number: next } });
    byTarget.set(newTarget(issue.id), next).set(String(provisional), next);
    if (issue.owner !== null) byTarget.set(ownerSubject(issue.owner), next);
    given.set(provisional, next);
    const from = fresh.wasNumber == null ? issueName(provisional) : issueName(fresh.wasNumber);
    if (!renamed.some((other) => other.from === from)) renamed.push({ from, number: next });
    next += 1;
  }
  const numbers = writes.flatMap((write) => {
    if (write.op !== "create") return [];
    if (write.revive !== null) checkTombstone(draft, write.revive);
    const number = write.revive ?? next++;
    if (write.owner !== null) byTarget.set(ownerSubject(write.owner), number);
    return [number];
  });
  draft.tracker = { ...draft.tracker, next };
  return { numbers, byTarget, given, renamed, gone };
}

/** The files of an issue without a number go; its comments come along to its number. */
function takeAway(
  draft: Draft,
  { path, file, comments = new Map() }: FreshIssue,
  number: number | null,
): void {
  const remove = (old: string) => {
    if (draft.state.oids.has(old)) draft.files.set(old, null);
    else draft.files.delete(old);
  };
  remove(path);
  for (const [name, text] of comments) {
    remove(newCommentPath(file.issue.id, name));
    if (number !== null) draft.files.set(commentPath(number, name), text);
  }
}

function keepWaiting(draft: Draft, writes: readonly Write[]): Numbered {
  const byTarget = new Map<string, Target>();
  for (const [index, { path, file, comments = new Map() }] of draft.state.fresh.entries()) {
    byTarget.set(String(-1 - index), newTarget(file.issue.id));
    if (draft.state.oids.has(path)) continue;
    draft.files.set(path, renderIssueFile(file));
    for (const [name, text] of comments) draft.files.set(newCommentPath(file.issue.id, name), text);
  }
  let next = -1 - draft.state.fresh.length;
  const numbers = writes.flatMap((write) => (write.op === "create" ? [write.revive ?? next--] : []));
  return { numbers, byTarget, given: new Map(), renamed: [], gone: new Set() };
}

/** Never below what exists, whatever `next` says: people add files too. */
function nextNumber({ tracker, state }: Draft): number {
  let highest = 0;
  for (const number of state.issues.keys()) highest = Math.max(highest, number);
  for (const { number } of state.unreadable) highest = Math.max(highest, number ?? 0);
  return Math.max(tracker.next, highest + 1);
}

/** References and texts of this clone's own records follow the numbers that were given. */
export function followNumbers(draft: Draft, { byTarget, renamed, gone }: Numbered): void {
  if (gone.size > 0) changeIssues(draft, (issue) => withoutTargets(issue, gone));
  if (byTarget.size === 0) return;
  changeIssues(draft, (issue) => resolveIssue(issue, byTarget));
  const names = mentionNames(draft, renamed);
  if (names.size === 0) return;
  const isNew = new Set(renamed.map(({ number }) => number));
  const { ownPaths, textOf } = draft.context;
  changeIssues(draft, (issue) => {
    const isOwn = isNew.has(issue.number ?? 0) || ownPaths.has(issuePath(issue.number ?? 0));
    return isOwn ? withMentions(issue, names) : issue;
  });
  for (const path of new Set([...ownPaths, ...draft.files.keys()])) {
    if (fromPath(path).is !== "comment") continue;
    const text = draft.files.has(path) ? draft.files.get(path)! : textOf(path);
    if (text === null) continue;
    const next = replaceMentions(text, names);
    if (next !== text) draft.files.set(path, next);
  }
}

/** A key of a spec that reads like `new-1` means its item, in every text. */
function mentionNames({ issues }: Draft, renamed: readonly Renamed[]): Map<string, string> {
  const names = new Map(renamed.map(({ from, number }) => [from, `#${number}`]));
  for (const { issue } of issues.values()) names.delete(issue.owner?.key.toLowerCase() ?? "");
  return names;
}

/** What people write as they like, and so may name an issue in. */
function isProse(name: string): boolean {
  return name === "title" || name.startsWith("custom.") || fieldShape(name) === "text";
}

function withMentions(issue: Issue, names: ReadonlyMap<string, string>): Issue {
  const changed: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(issue.fields)) {
    if (!isProse(name) || typeof value !== "string") continue;
    const next = replaceMentions(value, names);
    if (next !== value) changed[name] = next;
  }
  if (Object.keys(changed).length === 0) return issue;
  return { ...issue, fields: { ...issue.fields, ...(changed as Fields) } };
}
