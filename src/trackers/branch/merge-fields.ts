/**
 * Three-way merge of one record's fields: what this clone changed, over what is published.
 *
 *   base   ours   theirs   result
 *   B      = B    any      theirs
 *   B      O      = B      ours
 *   B      O      = O      the same
 *   B      O      T        sets and orders merge, texts merge line by line, else a conflict: theirs stays
 *
 * A record without a common base has the host's defaults for one.
 */
import {
  type FieldName,
  type Fields,
  type FieldValue,
  fieldNames,
  fieldShape,
  fieldValue,
  isSameValue,
  type Link,
  valueKey,
} from "../../core/issue/field.ts";
import type { Base } from "../../core/issue/issue.ts";
import { mergeOrder, mergeSets, mergeTexts } from "../../core/reconcile/merge.ts";
import { isEmpty } from "./field-values.ts";

export type Taken = "same" | "ours" | "theirs" | "merged" | "conflict";

export interface FieldConflict {
  readonly field: string;
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

export interface Sided {
  readonly fields: Fields;
  readonly base: Base | null;
}

export interface MergedFields {
  readonly fields: Record<string, FieldValue>;
  readonly base: Base | null;
  /** Whose value each field has. */
  readonly taken: ReadonlyMap<string, Taken>;
  readonly conflicts: readonly FieldConflict[];
}

export function mergeRecords(base: Sided | null, ours: Sided, theirs: Sided): MergedFields {
  const fields: Record<string, FieldValue> = {};
  const taken = new Map<string, Taken>();
  const conflicts: FieldConflict[] = [];
  for (const name of fieldNames(base?.fields ?? {}, ours.fields, theirs.fields)) {
    const b = fieldValue(base?.fields ?? {}, name);
    const o = fieldValue(ours.fields, name);
    const t = fieldValue(theirs.fields, name);
    const [whose, value] = mergeValue(name, b, o, t);
    taken.set(name, whose);
    if (whose === "conflict") conflicts.push(toConflict(name, b, o, t));
    // What was absent, and is a default, stays absent.
    const source = whose === "ours" ? ours : theirs;
    const isAbsent = source.fields[name as FieldName] === undefined && whose !== "merged";
    if (!isAbsent && !isEmpty(value)) fields[name] = value;
  }
  return { fields, base: mergeBases(base?.base ?? null, ours.base, theirs.base, taken), taken, conflicts };
}

function mergeValue(name: string, b: FieldValue, o: FieldValue, t: FieldValue): [Taken, FieldValue] {
  if (isSameValue(name, o, t)) return ["same", t];
  if (isSameValue(name, o, b)) return ["theirs", t];
  if (isSameValue(name, t, b)) return ["ours", o];
  const shape = fieldShape(name);
  if (shape === "set") return ["merged", mergeSets(list(b), list(o), list(t)) as readonly Link[]];
  if (shape === "order") return ["merged", mergeOrder(words(b), words(o), words(t))];
  if (shape === "text" && typeof b === "string" && typeof o === "string" && typeof t === "string") {
    const merged = mergeTexts(b, o, t);
    if (merged !== null) return ["merged", merged];
  }
  return ["conflict", t];
}

/** A base follows its field; where the field does not say, a base that only we changed is ours. */
function mergeBases(
  b: Base | null,
  o: Base | null,
  t: Base | null,
  taken: ReadonlyMap<string, Taken>,
): Base | null {
  if (o === null || t === null) return t ?? o;
  const merged: Record<string, FieldValue> = {};
  for (const name of fieldNames(o, t)) {
    const [before, own, other] = [b, o, t].map((side) => side?.[name as FieldName] as FieldValue | undefined);
    const isOurs =
      taken.get(name) === "ours" || (taken.get(name) !== "conflict" && isSame(name, other, before));
    const value = isOurs ? own : other;
    if (value !== undefined) merged[name] = value;
  }
  return merged as Base;
}

function isSame(name: string, one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isSameValue(name, one, other);
}

/** Three-way for what is no field: equal JSON is equal. */
export function mergePlain<T>(base: T, ours: T, theirs: T): { whose: Taken; value: T } {
  const [b, o, t] = [base, ours, theirs].map((value) => JSON.stringify(value ?? null));
  if (o === t) return { whose: "same", value: theirs };
  if (o === b) return { whose: "theirs", value: theirs };
  if (t === b) return { whose: "ours", value: ours };
  return { whose: "conflict", value: theirs };
}

export function toConflict(field: string, b: FieldValue, o: FieldValue, t: FieldValue): FieldConflict {
  const shown = (value: FieldValue) => (isEmpty(value) ? null : valueKey(field, value));
  return { field, base: shown(b), ours: shown(o), theirs: shown(t) };
}

function list(value: FieldValue): readonly Link[] {
  return (value ?? []) as readonly Link[];
}

function words(value: FieldValue): readonly string[] {
  return (value ?? []) as readonly string[];
}
