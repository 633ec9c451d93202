/**
 * Guards against what looks like an accident. They refuse with what would have happened and the limit;
 * `--yes` or a person at the terminal overrides them. Below ten issues only what a file that is behind takes back is
 * guarded.
 */
import { fieldShape } from "../issue/field.ts";
import type { Change, Plan } from "./change.ts";

const limits = { smallest: 10, removedShare: 0.1, clearedShare: 0.3, lookAlikes: 5 } as const;
const mostNamed = 5;

/** One line for each reason to ask; empty for ordinary work. */
export function guardPlan(plan: Plan): string[] {
  return [...guardOlder(plan), ...guardRemovals(plan), ...guardClears(plan), ...guardLookAlikes(plan)];
}

function guardOlder({ specs }: Plan): string[] {
  return specs.flatMap(({ path, takesBack = [] }) =>
    takesBack.length === 0 ? [] : [olderLine(path, takesBack)],
  );
}

/** Also what a plan says of such a file. */
export function olderLine(path: string, takesBack: readonly string[]): string {
  const named = takesBack.slice(0, mostNamed).join(", ");
  const more = takesBack.length > mostNamed ? ` and ${takesBack.length - mostNamed} more` : "";
  return `${path} is older than its last sync: --prefer spec takes back what only the tracker changed since (${named}${more})`;
}

function guardRemovals(plan: Plan): string[] {
  const isRemoved = ({ op, subject: { kind } }: Change) =>
    (op === "delete" || op === "close") && kind !== "comment" && kind !== "attachment";
  const removed = plan.changes.filter(isRemoved).length;
  if (plan.existing < limits.smallest || removed <= plan.existing * limits.removedShare) return [];
  return [
    `${removed} of ${plan.existing} issues would be removed or closed (${percent(removed, plan.existing)}, the limit is 10 %)`,
  ];
}

function guardClears(plan: Plan): string[] {
  if (plan.existing < limits.smallest) return [];
  const cleared = new Map<string, number>();
  for (const { op, fields } of plan.changes) {
    if (op !== "update") continue;
    for (const { field, result } of fields) {
      const isEmpty =
        fieldShape(field) === "set" ? (result as readonly unknown[]).length === 0 : result === null;
      if (isEmpty) cleared.set(field, (cleared.get(field) ?? 0) + 1);
    }
  }
  for (const kind of ["comment", "attachment"] as const) {
    const removals = plan.changes.filter(({ op, subject }) => op === "delete" && subject.kind === kind);
    const bare = new Set(removals.map(({ subject }) => subject.number));
    if (bare.size > 0) cleared.set(`${kind}s`, bare.size);
  }
  return [...cleared]
    .filter(([, count]) => count > plan.existing * limits.clearedShare)
    .map(
      ([field, count]) =>
        `${field} would be cleared on ${count} of ${plan.existing} issues (${percent(count, plan.existing)}, the limit is 30 %)`,
    );
}

function guardLookAlikes(plan: Plan): string[] {
  const likes = plan.changes.filter(({ alike }) => alike !== null);
  if (likes.length <= limits.lookAlikes) return [];
  return [
    `${likes.length} new issues would have the titles of issues that no spec owns (the limit is 5); is this tracker's identity lost?`,
  ];
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`;
}
