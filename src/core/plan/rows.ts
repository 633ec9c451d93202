/**
 * Positions of subtasks, which matching goes by. They ride along where their parent's list is written
 * anyway; alone they are no change. A subtask that left the list loses its position, so that it never
 * comes before one that stayed. The list of a spec that is behind says nothing of where its subtasks stand now.
 */
import type { UpdateIssue, Write } from "../issue/write.ts";
import { itemKey } from "../match/desired.ts";
import type { Match } from "../match/match.ts";
import { isBehind, type World } from "../match/world.ts";
import type { PlannedItem } from "./item.ts";

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
  const wanted = new Map<number, number | null>();
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
    if (isListed && issue!.row !== item.row) wanted.set(number, item.row);
  }
  for (const { number, fields, row, deleted } of world.snapshot.issues) {
    if (number === null || deleted !== null || row === null || matched.has(number)) continue;
    if (typeof fields.parent === "number" && parents.has(fields.parent)) wanted.set(number, null);
  }
  return addRows(writes, wanted);
}

function addRows(writes: readonly Write[], rows: Map<number, number | null>): Write[] {
  const next = writes.map((write): Write => {
    const row = write.op === "update" ? rows.get(write.number) : undefined;
    if (row === undefined) return write;
    rows.delete((write as UpdateIssue).number);
    return { ...(write as UpdateIssue), row };
  });
  return [...next, ...[...rows].map(([number, row]): Write => ({ op: "update", number, set: {}, row }))];
}
