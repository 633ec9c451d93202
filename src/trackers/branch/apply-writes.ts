/**
 * A batch of writes as file changes of one commit. Pure. Numbers enter the world here and nowhere else:
 * from `next`, never below an existing one, never again.
 */
import { type Issue, ownerSubject } from "../../core/issue.ts";
import type { Batch, Write } from "../../core/write.ts";
import { applyCreate, applyDelete, applyUpdate, checkTombstone } from "./apply-issue.ts";
import { applyEpic, applyMilestone, applyName, takeEpic } from "./apply-meta.ts";
import {
  type Counts,
  changeIssues,
  type Draft,
  finishDraft,
  makeDraft,
  type TextChange,
  type WriteContext,
} from "./draft.ts";
import { commentPath } from "./layout.ts";
import type { BranchState } from "./state.ts";
import { newTarget, resolveIssue } from "./targets.ts";

export interface Applied {
  readonly changes: readonly TextChange[];
  /** Numbers of the batch's creates, in their order. */
  readonly numbers: readonly number[];
  readonly counts: Counts;
}

export function applyWrites(
  state: BranchState,
  batch: Pick<Batch, "writes" | "specs">,
  context: WriteContext,
): Applied {
  const isIdle = batch.writes.length === 0 && Object.keys(batch.specs).length === 0;
  if (isIdle && state.fresh.length === 0 && state.pending.size === 0) {
    return { changes: [], numbers: [], counts: { created: 0, updated: 0, deleted: 0 } };
  }
  const draft = makeDraft(state, context);
  const created = numberIssues(draft, batch.writes);
  const numbers = new Map([...knownNumbers(draft), ...created.byTarget]);
  let index = 0;
  for (const write of batch.writes) {
    if (write.op === "create") applyCreate(draft, write, created.numbers[index++]!, numbers);
    else applyWrite(draft, write, numbers);
  }
  // Others may have waited for an issue that exists only now.
  if (created.byTarget.size > 0) changeIssues(draft, (issue) => resolveIssue(issue, created.byTarget));
  return { ...finishDraft(draft, batch.specs), numbers: created.numbers };
}

function applyWrite(
  draft: Draft,
  write: Exclude<Write, { op: "create" }>,
  numbers: ReadonlyMap<string, number>,
): void {
  switch (write.op) {
    case "update":
      applyUpdate(draft, write, numbers);
      break;
    case "delete":
      applyDelete(draft, write);
      break;
    case "milestone":
      applyMilestone(draft, write);
      break;
    case "epic":
      applyEpic(draft, write, numbers);
      break;
    case "remove-epic":
      takeEpic(draft, write.owner);
      break;
    case "component":
    case "version":
      applyName(draft, write);
      break;
  }
}

interface Numbered {
  /** Of the creates, in their order. */
  readonly numbers: readonly number[];
  readonly byTarget: ReadonlyMap<string, number>;
}

/** Numbers for what waited on the branch without one, then for the creates. */
function numberIssues(draft: Draft, writes: readonly Write[]): Numbered {
  const byTarget = new Map<string, number>();
  let next = nextNumber(draft);
  for (const { path, file, comments = new Map() } of draft.state.fresh) {
    const { issue } = file;
    byTarget.set(newTarget(issue.id), next);
    if (issue.owner !== null) byTarget.set(ownerSubject(issue.owner), next);
    draft.issues.set(next, { ...file, issue: { ...issue, number: next } });
    draft.files.set(path, null);
    for (const [name, text] of comments) draft.files.set(commentPath(next, name), text);
    next += 1;
  }
  const numbers: number[] = [];
  for (const write of writes) {
    if (write.op !== "create") continue;
    if (write.revive !== null) checkTombstone(draft, write.revive);
    const number = write.revive ?? next++;
    numbers.push(number);
    byTarget.set(ownerSubject(write.owner), number);
  }
  draft.tracker = { ...draft.tracker, next };
  return { numbers, byTarget };
}

/** Never below what exists, whatever `next` says: people add files too. */
function nextNumber({ tracker, state }: Draft): number {
  let highest = 0;
  for (const number of state.issues.keys()) highest = Math.max(highest, number);
  for (const { number } of state.unreadable) highest = Math.max(highest, number ?? 0);
  return Math.max(tracker.next, highest + 1);
}

function knownNumbers({ state }: Draft): Map<string, number> {
  const numbers = new Map<string, number>();
  const add = (issue: Pick<Issue, "owner" | "number">) => {
    if (issue.owner !== null && issue.number !== null) numbers.set(ownerSubject(issue.owner), issue.number);
  };
  for (const { issue } of state.issues.values()) if (issue.deleted === null) add(issue);
  for (const record of state.unreadable) add(record);
  return numbers;
}

/** Counts only: hosts scan messages of all branches for issue keys. */
export function commitMessage({ counts, changes }: Applied): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  const rest = changes.some(({ path }) => path.startsWith("meta/")) ? "lists updated" : "sync recorded";
  return `spectryn: ${parts.length > 0 ? parts.join(", ") : rest} [skip ci]\n`;
}
