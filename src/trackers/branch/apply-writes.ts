/** A batch of writes as file changes of one commit. Pure. */
import type { Target } from "../../core/issue/field.ts";
import { type Issue, ownerSubject } from "../../core/issue/issue.ts";
import type { Batch, IssueTarget, Write } from "../../core/issue/write.ts";
import { applyAttach, applyComment, applyDetach, applyRemoveComment, numberOf } from "./apply-comment.ts";
import { applyCreate, applyDelete, applyUpdate } from "./apply-issue.ts";
import { applyEpic, applyMilestone, applyName, takeEpic } from "./apply-meta.ts";
import { applyRemoveName, applyRenameName } from "./apply-names.ts";
import {
  type Counts,
  type Draft,
  finishDraft,
  makeDraft,
  type TextChange,
  type WriteContext,
} from "./draft.ts";
import { followNumbers, numberIssues, type Renamed } from "./number-issues.ts";
import type { BranchState } from "./state.ts";
import type { Numbers } from "./targets.ts";

export interface AppliedWrites {
  readonly changes: readonly TextChange[];
  /** Numbers of the batch's creates, in their order; provisional ones while offline. */
  readonly numbers: readonly number[];
  readonly renamed: readonly Renamed[];
  readonly counts: Counts;
}

export function applyWrites(
  state: BranchState,
  batch: Omit<Batch, "tip">,
  context: WriteContext,
): AppliedWrites {
  const isIdle = batch.writes.length === 0 && Object.keys(batch.specs).length === 0;
  const isWaiting = state.fresh.length > 0 && !context.isOffline;
  if (isIdle && !isWaiting && state.pending.size === 0) {
    return { changes: [], numbers: [], renamed: [], counts: { created: 0, updated: 0, deleted: 0 } };
  }
  const draft = makeDraft(state, context);
  const numbered = numberIssues(draft, batch.writes);
  const entries = entrySubjects(draft, batch.writes);
  const known = [...knownNumbers(draft)].filter(([subject]) => !entries.has(subject));
  const numbers = new Map<string, Target>([...known, ...numbered.byTarget]);
  let index = 0;
  for (const write of batch.writes) {
    if (write.op === "create") applyCreate(draft, write, numbered.numbers[index++]!, numbers);
    else applyWrite(draft, write, numbers, numbered.given);
  }
  followNumbers(draft, numbered);
  const { numbers: created, renamed } = numbered;
  return { ...finishDraft(draft, batch), numbers: created, renamed };
}

function applyWrite(
  draft: Draft,
  write: Exclude<Write, { op: "create" }>,
  numbers: Numbers,
  given: ReadonlyMap<number, number>,
): void {
  const number = (target: IssueTarget) => numberOf(target, numbers, given);
  switch (write.op) {
    case "update":
      applyUpdate(draft, number(write.number), write, numbers);
      break;
    case "delete":
      applyDelete(draft, number(write.number));
      break;
    case "comment":
      applyComment(draft, number(write.issue), write);
      break;
    case "remove-comment":
      applyRemoveComment(draft, number(write.issue), write);
      break;
    case "attach":
      applyAttach(draft, number(write.issue), write);
      break;
    case "detach":
      applyDetach(draft, number(write.issue), write);
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
    case "rename-name":
      applyRenameName(draft, write);
      break;
    case "remove-name":
      applyRemoveName(draft, write);
      break;
  }
}

/** Keys that are those of epics in milestones when the batch is done: no issue that once had one is meant. */
function entrySubjects({ state }: Draft, writes: readonly Write[]): Set<string> {
  const owners = state.milestones.flatMap(({ epics }) => epics.map(({ owner }) => owner));
  const subjects = new Set(owners.map(ownerSubject));
  for (const write of writes) {
    if (write.op === "remove-epic") subjects.delete(ownerSubject(write.owner));
    else if (write.op === "epic") subjects.add(ownerSubject(write.owner));
  }
  return subjects;
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
export function commitMessage({ counts, changes }: AppliedWrites): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  const rest = changes.some(({ path }) => path.startsWith("meta/")) ? "lists updated" : "sync recorded";
  return `spectryn: ${parts.length > 0 ? parts.join(", ") : rest} [skip ci]\n`;
}
