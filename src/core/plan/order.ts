/** The order of changes on screens and of writes in a tracker: names first, then parents before children. */
import type { Owner } from "../issue/issue.ts";
import type { CreateIssue, Write } from "../issue/write.ts";
import { foldKey } from "../item/item.ts";
import { type Change, changeOps } from "./change.ts";

const shownOrder = new Map(changeOps.map((op, index) => [op, index]));

/** Grouped by what happens; inside a group in the order of the specs. */
export function sortChanges(changes: readonly Change[]): Change[] {
  return [...changes].sort((a, b) => shownOrder.get(a.op)! - shownOrder.get(b.op)!);
}

const writeOrder: Readonly<Record<Write["op"], number>> = {
  milestone: 0,
  component: 0,
  version: 0,
  "rename-name": 0,
  epic: 1,
  create: 2,
  update: 3,
  attach: 4,
  detach: 4,
  comment: 5,
  "remove-comment": 5,
  "remove-epic": 6,
  delete: 7,
  "remove-name": 8,
};

/** Otherwise the order of the specs; a create comes after those that it names as parent or epic. */
export function sortWrites(writes: readonly Write[]): Write[] {
  const creates = writes.filter((write): write is CreateIssue => write.op === "create");
  const byKey = new Map(
    creates.flatMap((write) => (write.owner === null ? [] : [[nameOf(write.owner, write.owner.key), write]])),
  );
  const sorted = new Set<CreateIssue>();
  const begun = new Set<CreateIssue>();
  const add = (write: CreateIssue): void => {
    if (begun.has(write)) return;
    begun.add(write);
    for (const target of [write.fields.epic, write.fields.parent]) {
      const isKey = typeof target === "string" && write.owner !== null;
      const above = isKey ? byKey.get(nameOf(write.owner, target)) : undefined;
      if (above !== undefined) add(above);
    }
    sorted.add(write);
  };
  creates.forEach(add);
  const others = writes.filter((write) => write.op !== "create");
  return [...others, ...sorted].sort((a, b) => writeOrder[a.op] - writeOrder[b.op]);
}

function nameOf({ namespace }: Owner, key: string): string {
  return `${namespace}:${foldKey(key)}`;
}
