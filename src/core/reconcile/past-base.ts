/**
 * The base of an item whose spec is behind. What such a spec says as the last sync had it is nobody's change, wherever
 * the file seems to stand: a version that was synced and never committed is in no history. And what the tracker turned
 * back since to what the older sync had is a change that an edit here contradicts. Else the older sync counts.
 */
import {
  elementKey,
  type FieldName,
  type Fields,
  type FieldValue,
  fieldNames,
  fieldShape,
  fieldValue,
  isSameValue,
  type Link,
} from "../issue/field.ts";
import type { Base } from "../issue/issue.ts";
import { isSameAsBase } from "./reconcile.ts";

/** The base at the older sync, and the one of now; `null`: there was none. */
export interface Bases {
  readonly past: Base | null;
  readonly latest: Base | null;
}

export function pastBase(
  { past, latest }: Bases,
  { spec, tracker }: { readonly spec: Fields; readonly tracker: Fields },
  context: { readonly hash: (text: string) => string },
): Base | null {
  if (past === null || latest === null) return past;
  const base: Record<string, FieldValue> = {};
  for (const name of fieldNames(spec, past, latest)) {
    const [wanted, then, now] = [spec, past, latest].map(
      (fields) => fields[name as FieldName] as FieldValue | undefined,
    );
    const isSame = (agreed: FieldValue | undefined) =>
      wanted === undefined || agreed === undefined
        ? wanted === agreed
        : isSameAsBase(name, wanted, agreed, context);
    const there = fieldValue(tracker, name);
    const isThere = (agreed: FieldValue | undefined) =>
      agreed === undefined
        ? isSameValue(name, there, fieldValue({}, name))
        : isSameAsBase(name, there, agreed, context);
    const isTurnedBack = fieldShape(name) !== "set" && isThere(then) && !isThere(now);
    const isNow = isSame(now) || (isTurnedBack && !isSame(then));
    const value = isNow ? now : withAgreed(name, then, now, wanted);
    if (value !== undefined) base[name] = value;
  }
  return base as Base;
}

/** Of a set each element counts for itself: one that the spec has and that was agreed on since is nothing new. */
function withAgreed(
  name: string,
  then: FieldValue | undefined,
  now: FieldValue | undefined,
  wanted: FieldValue | undefined,
): FieldValue | undefined {
  if (fieldShape(name) !== "set" || now == null || wanted == null) return then;
  const keys = (value: FieldValue | undefined) =>
    new Set(((value ?? []) as readonly (string | number | Link)[]).map(elementKey));
  const [known, named] = [keys(then), keys(wanted)];
  const more = (now as readonly string[]).filter(
    (one) => named.has(elementKey(one)) && !known.has(elementKey(one)),
  );
  return more.length === 0 ? then : [...((then ?? []) as readonly string[]), ...more];
}
