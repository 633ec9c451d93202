/** The order of changes on screens and of writes in a tracker: names first, then parents before children. */
import { type Change, changeOps } from "./change.ts";
import { foldKey } from "./item.ts";
import type { CreateIssue, Write } from "./write.ts";

const shownOrder = new Map(changeOps.map((op, index) => [op, index]));

/** Grouped by what happens; inside a group in the order of the specs. */
export function sortChanges(changes: readonly Change[]): Change[] {
  return [...changes].sort((a, b) => shownOrder.get(a.op)! - shownOrder.get(b.op)!);
}

const writeOrder: Readonly<Record<Write["op"], number>> = {
  milestone: 0,
  component: 0,
  version: 0,
  epic: 1,
  create: 2,
  update: 3,
  "remove-epic": 4,
  delete: 5,
};

/** Creates of parents come before those of their children, whatever the order of the spec. */
export function sortWrites(writes: readonly Write[]): Write[] {
  const creates = writes.filter((write): write is CreateIssue => write.op === "create");
  const byKey = new Map(creates.map((write) => [nameOf(write, write.owner.key), write]));
  const depths = new Map<CreateIssue, number>();
  const depthOf = (write: CreateIssue, seen: ReadonlySet<CreateIssue> = new Set()): number => {
    const known = depths.get(write);
    if (known !== undefined) return known;
    const above = [write.fields.parent, write.fields.epic].flatMap((target) => {
      const other = typeof target === "string" ? byKey.get(nameOf(write, target)) : undefined;
      return other === undefined || other === write || seen.has(other) ? [] : [other];
    });
    const next = new Set([...seen, write]);
    const depth = above.length === 0 ? 0 : 1 + Math.max(...above.map((other) => depthOf(other, next)));
    depths.set(write, depth);
    return depth;
  };
  return [...writes].sort((a, b) => {
    const byOp = writeOrder[a.op] - writeOrder[b.op];
    if (byOp !== 0 || a.op !== "create" || b.op !== "create") return byOp;
    return depthOf(a) - depthOf(b);
  });
}

function nameOf(write: CreateIssue, key: string): string {
  return `${write.owner.namespace}:${foldKey(key)}`;
}
