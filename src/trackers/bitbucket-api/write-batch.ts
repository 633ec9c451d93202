/** A batch as requests: issues above before those below them, then changes, comments, and at last removals. */
import { type Owner, ownerSubject } from "../../core/issue/issue.ts";
import type { Batch, CreateIssue, IssueTarget, UpdateIssue, Write } from "../../core/issue/write.ts";
import { groupBy } from "../../core/match/world.ts";
import { numberOf, putComment, removeComment } from "./comments.ts";
import type { Session } from "./session.ts";
import { makeProgress, type Progress, runInOrder, runSteps, type Step } from "./steps.ts";
import { createIssue, deleteIssue, updateIssue } from "./write-issues.ts";

export interface Written {
  readonly progress: Progress;
  /** Of the creates, in their order. */
  readonly numbers: readonly number[];
}

export async function writeBatch(session: Session, { writes }: Pick<Batch, "writes">): Promise<Written> {
  const progress = makeProgress();
  const numbers = new Map<CreateIssue, number>();
  const creates = createSteps(session, writes, numbers);
  const updates = withFiles(writes).map((write): Step => {
    return { name: `update #${write.number}`, after: [], run: () => updateIssue(session, write) };
  });
  // People expect numbers in the order of their specification.
  await runInOrder(creates.values(), progress);
  await runSteps(updates, progress);
  await runSteps(commentSteps(session, writes, creates), progress);
  // What failed may be the reason why something looks as if nobody needed it.
  const mayRemove = progress.failed.size + progress.notTried.size === 0;
  const removals = removalSteps(session, writes);
  if (mayRemove) await runSteps(removals, progress);
  else for (const step of removals) progress.notTried.add(step);
  const ordered = writes.flatMap((write) => (write.op === "create" ? (numbers.get(write) ?? []) : []));
  return { progress, numbers: ordered };
}

/** An issue whose files alone change is written for them. */
function withFiles(writes: readonly Write[]): UpdateIssue[] {
  const updates = writes.filter((write) => write.op === "update");
  const written = new Set(updates.map(({ number }) => number));
  const others = writes.flatMap((write) => {
    const isFile = write.op === "attach" || write.op === "detach";
    return isFile && typeof write.issue === "number" && !written.has(write.issue) ? write.issue : [];
  });
  const empty = [...new Set(others)].map((number): UpdateIssue => ({ op: "update", number, set: {} }));
  return [...updates, ...empty];
}

function createSteps(
  session: Session,
  writes: readonly Write[],
  numbers: Map<CreateIssue, number>,
): Map<string, Step> {
  const steps = new Map<string, Step>();
  const wanted = new Set(
    writes.flatMap((write) =>
      write.op === "create" && write.owner !== null ? ownerSubject(write.owner) : [],
    ),
  );
  for (const [index, write] of writes.entries()) {
    if (write.op !== "create") continue;
    const { owner } = write;
    const above = [write.fields.parent, write.fields.epic].flatMap((target) =>
      typeof target === "string" && owner !== null
        ? (steps.get(ownerSubject({ ...owner, key: target })) ?? [])
        : [],
    );
    steps.set(owner === null ? `new ${index}` : ownerSubject(owner), {
      name: `create ${owner?.key ?? `"${write.fields.title}"`}`,
      after: above,
      async run() {
        numbers.set(write, await createIssue(session, write, wanted));
      },
    });
  }
  return steps;
}

/** Those of one issue one after the other: their order is what people read. */
function commentSteps(
  session: Session,
  writes: readonly Write[],
  creates: ReadonlyMap<string, Step>,
): Step[] {
  const comments = writes.flatMap((write) => (write.op === "comment" ? [write] : []));
  const nameOf = (target: IssueTarget) =>
    typeof target === "number" ? `#${target}` : ownerSubject(target as Owner);
  return [...groupBy(comments, ({ issue }) => nameOf(issue))].flatMap(([name, own]) => {
    const above = creates.get(name);
    let before: Step[] = above === undefined ? [] : [above];
    return own.map((write): Step => {
      const step: Step = {
        name: `comment on ${typeof write.issue === "number" ? name : write.issue.key}`,
        after: before,
        run: () => putComment(session, write),
      };
      before = [...(above === undefined ? [] : [above]), step];
      return step;
    });
  });
}

function removalSteps(session: Session, writes: readonly Write[]): Step[] {
  return writes.flatMap((write): Step[] => {
    if (write.op === "remove-comment") {
      const name = `remove a comment of #${numberOf(session, write)}`;
      return [{ name, after: [], run: () => removeComment(session, write) }];
    }
    if (write.op !== "delete") return [];
    return [{ name: `delete #${write.number}`, after: [], run: () => deleteIssue(session, write.number) }];
  });
}
