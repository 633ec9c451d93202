/** What of a plan's pulls the specs took: told as pulls, whose `result` is what the spec says now. */
import { type FieldValue, fieldValue, isSameValue } from "../issue/field.ts";
import { comesBack } from "../reconcile/comes-back.ts";
import type { FieldChange } from "../reconcile/reconcile.ts";
import type { Change, Plan, Subject } from "./change.ts";
import { sortChanges } from "./order.ts";

/** `next` is the plan of the specs once they are edited: what it still lists was not taken, or only in part. */
export function broughtBack(first: Plan, next: Plan): Change[] {
  const left = new Map<string, FieldChange>();
  for (const { subject, fields } of next.changes) {
    for (const field of fields.filter(comesBack)) left.set(fieldKey(subject, field), field);
  }
  return first.changes.flatMap((change): Change[] => {
    const fields = change.fields.filter(comesBack).flatMap((field): FieldChange[] => {
      const open = left.get(fieldKey(change.subject, field));
      if (open === undefined) return [{ ...field, outcome: "pull" }];
      const [before, now] = [specValue(field), specValue(open)];
      const isTaken = !isSameValue(field.field, before, now);
      return isTaken ? [{ ...field, outcome: "pull", result: now }] : [];
    });
    return fields.length === 0 ? [] : [{ ...change, op: "pull", fields, note: null, causes: [] }];
  });
}

function specValue({ field, spec }: FieldChange): FieldValue {
  return spec === undefined ? fieldValue({}, field) : spec;
}

/** The plan of the edited specs beside what came back: what did not says so, and what did is not "the same". */
export function besidePulls(next: Plan, pulled: readonly Change[]): Plan {
  const changed = new Set(next.changes.map(({ subject }) => subjectKey(subject)));
  const silent = new Set(pulled.map(({ subject }) => subjectKey(subject)).filter((key) => !changed.has(key)));
  const changes = next.changes.map((change) => {
    if (change.op !== "pull" || change.note !== null) return change;
    const isMove = !change.fields.some(comesBack);
    return {
      ...change,
      note: isMove ? "not brought back; move the item in its spec by hand" : "not brought back",
    };
  });
  return { ...next, changes, same: next.same - silent.size };
}

/** For people: pulls that come back instead of the agreements that they lead to. */
export function withBroughtBack(plan: Plan, pulled: readonly Change[]): Plan {
  const subjects = new Set(pulled.map(({ subject }) => subjectKey(subject)));
  const others = plan.changes.filter(
    ({ op, subject }) => op !== "agree" || !subjects.has(subjectKey(subject)),
  );
  return { ...plan, changes: sortChanges([...pulled, ...others]) };
}

/** Pulls that nobody saw and confirmed, one line each. */
export function unseenPulls(confirmed: readonly Change[], pulled: readonly Change[]): string[] {
  const keyOf = (subject: Subject, field: FieldChange) =>
    JSON.stringify([fieldKey(subject, field), specValue(field), field.tracker]);
  const seen = new Set(
    confirmed.flatMap(({ subject, fields }) => fields.map((field) => keyOf(subject, field))),
  );
  return pulled.flatMap(({ subject, fields }) =>
    fields
      .filter((field) => !seen.has(keyOf(subject, field)))
      .map(({ field }) => `now also   pull ${subject.key ?? subject.kind} ${subject.title}: ${field}`),
  );
}

function fieldKey(subject: Subject, { field, comment }: FieldChange): string {
  return JSON.stringify([subjectKey(subject), field, comment?.id ?? null]);
}

function subjectKey({ kind, number, namespace, key }: Subject): string {
  return JSON.stringify([kind, number, namespace, key]);
}
