/**
 * Positions of subtasks, which matching goes by. They ride along where their parent's list is written
 * anyway; alone they are no change. A subtask that left the list loses its position, so that it never
 * comes before one that stayed, and the parent that was agreed on, so that no later row takes its place. The list
 * of a spec that is behind says nothing of where its subtasks stand now.
 */
import type { Issue } from "../issue/issue.ts";
import type { UpdateIssue, Write } from "../issue/write.ts";
import { itemKey } from "../match/desired.ts";
import type { Match } from "../match/match.ts";
import { isBehind, type World } from "../match/world.ts";
import type { PlannedItem } from "./item.ts";

/** What is written of a subtask's place in its list. */
type Place = Pick<UpdateIssue, "row" | "base">;

/**
 * What a sync writes, once, of a subtask whose row left its spec; `null`: nothing, because it knew already, or because
 * the spec is behind or the tracker does not know rows.
 */
export function leaveList({ owner, row, base }: Issue, world: World): Place | null {
  if (row === null || base?.parent == null || owner === null || isBehind(world, owner.spec)) return null;
  const { parent: _, ...rest } = base;
  return { row: null, base: rest };
}

export function withRows(
  writes: readonly Write[],
  planned: readonly PlannedItem[],
  matches: readonly Match[],
  world: World,
): Write[] {
  const touched = new Set(
    planned
      .filter((one) => one.writes.length > 0)
      .map(({ match }) => match.desired.item)
      .filter(({ row, spec }) => row !== null && !isBehind(world, spec))
      .map((item) => itemKey(item, item.parent!)),
  );
  const wanted = new Map<number, Place>();
  const parents = new Set<number>();
  const matched = new Set<number>();
  for (const { desired, issue, owner } of matches) {
    // One that is brought back keeps its number, and its subtasks.
    if (issue?.number != null && touched.has(itemKey(owner, owner.key))) parents.add(issue.number);
    const number = issue?.deleted === null ? issue.number : null;
    if (number === null) continue;
    matched.add(number);
    const { item } = desired;
    const isListed = item.row !== null && touched.has(itemKey(item, item.parent!));
    if (isListed && issue!.row !== item.row) wanted.set(number, { row: item.row });
  }
  const removed = new Set(writes.map(removedBy));
  for (const issue of world.snapshot.issues) {
    const { number, fields, row, deleted } = issue;
    if (number === null || deleted !== null || row === null || matched.has(number)) continue;
    if (removed.has(number) || typeof fields.parent !== "number" || !parents.has(fields.parent)) continue;
    wanted.set(number, leaveList(issue, world) ?? { row: null });
  }
  return addPlaces(writes, wanted);
}

/** The issue whose leaving a write tells already. */
function removedBy(write: Write): number | null {
  const isTold = write.op === "delete" || (write.op === "update" && write.row !== undefined);
  return isTold ? write.number : null;
}

function addPlaces(writes: readonly Write[], places: Map<number, Place>): Write[] {
  const next = writes.map((write): Write => {
    const place = write.op === "update" ? places.get(write.number) : undefined;
    if (place === undefined) return write;
    places.delete((write as UpdateIssue).number);
    return { ...(write as UpdateIssue), ...place };
  });
  return [
    ...next,
    ...[...places].map(([number, place]): Write => ({ op: "update", number, set: {}, ...place })),
  ];
}
