/**
 * The three-way reconcile of one field, and of one item with its issue. No clock decides anything.
 *
 *   spec      base      tracker             outcome
 *   S         any       = S                 same if base = S, else agree (only the base is written)
 *   S         = S       T                   pull      the tracker changed: kept, shown, brought back by a pull
 *   S         B         = B                 update    the spec changed
 *   S         B         T                   conflict  (sets and orders merge; texts merge line by line first)
 *   S         none      host's default      update    nothing is lost
 *   S         none      T                   conflict  (sets: the union)
 *   absent    none      host's default      same
 *   absent    none      T                   pull
 *   absent    B         host's default      agree     no word for it is the word for it
 *   absent    B         any                 as S = cleared; state, priority and kind are kept instead
 *
 * After an update, an agreement or a merge the base is the spec's value; after a pull or a conflict it
 * stays, so that what the tracker has and the spec lacks is still seen as the tracker's change.
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
  normalText,
} from "../issue/field.ts";
import type { Base } from "../issue/issue.ts";
import { mergeOrder, mergeSets, mergeTexts } from "./merge.ts";

export type FieldOutcome = "same" | "agree" | "update" | "pull" | "conflict";
export type Prefer = "spec" | "tracker" | null;

export interface FieldChange {
  readonly field: string;
  readonly outcome: FieldOutcome;
  /** The base's value; `undefined` without one; a text whose wording is lost is `undefined` too. */
  readonly base: FieldValue | undefined;
  /** The spec's value; `undefined` where it has no opinion. */
  readonly spec: FieldValue | undefined;
  readonly tracker: FieldValue;
  /** What the tracker shall hold. Equal to `tracker` unless the outcome is `update`. */
  readonly result: FieldValue;
  /** What a pull brings into the spec: both sides' changes where they could be merged. */
  readonly merged: boolean;
  /** Which comment it is, where the field is one. */
  readonly comment?: CommentName;
}

export interface CommentName {
  /** `null`: the tracker has none yet. */
  readonly id: string | null;
  /** As the spec names them, or would. */
  readonly author: string | null;
  readonly date: string | null;
  /** Which of the item's entries it is, from 0; `null`: the spec has none. */
  readonly index: number | null;
}

export interface ReconcileContext {
  /** Git blob id of a normalised text. */
  readonly hash: (text: string) => string;
  /** Texts that bases name, by blob id; a missing entry is asked for, `null` is lost. */
  readonly texts: ReadonlyMap<string, string | null>;
  readonly prefer: Prefer;
}

export interface Sides {
  readonly spec: Fields;
  readonly base: Base | null;
  readonly tracker: Fields;
}

export interface Reconciled {
  /** Every field that is not the same, in screen order. */
  readonly changes: readonly FieldChange[];
  /** Fields to write to the tracker. */
  readonly set: Fields;
  /** The base after the writes; `null` if nothing of it changes. */
  readonly base: Base | null;
  /** Blob ids of base texts without which the result is not final, by field. */
  readonly wanted: readonly { readonly field: string; readonly blob: string }[];
}

const keptWhenAbsent = new Set(["state", "priority", "kind"]);

/** Reconciles all fields of an item with its issue. Pure; repeat it with `texts` when `wanted` is not empty. */
export function reconcile(sides: Sides, context: ReconcileContext): Reconciled {
  const names = fieldNames(sides.spec, sides.tracker, sides.base ?? {}).filter((name) => name !== "sections");
  const wanted: { field: string; blob: string }[] = [];
  const changes: FieldChange[] = [];
  for (const name of names) {
    const change = reconcileField(name, sides, context);
    if (change.outcome === "same") continue;
    const blob = unreadBase(change, sides, context);
    if (blob !== null) wanted.push({ field: name, blob });
    changes.push(change);
  }
  const order = reconcileOrder(sides, changes);
  const set: Record<string, FieldValue> = {};
  for (const change of changes) if (change.outcome === "update") set[change.field] = change.result;
  // Along with other writes a new order says nothing of its own.
  const isSilent = order?.outcome === "update" && Object.keys(set).length > 0;
  if (order !== null && !isSilent) changes.push(order);
  if (order?.outcome === "update") set["sections"] = order.result;
  return { changes, set: set as Fields, base: nextBase(sides, changes, context), wanted };
}

function reconcileField(name: string, sides: Sides, context: ReconcileContext): FieldChange {
  const tracker = fieldValue(sides.tracker, name);
  const base = sides.base?.[name as FieldName];
  let spec = sides.spec[name as FieldName] as FieldValue | undefined;
  const text = (blob: FieldValue | undefined) =>
    fieldShape(name) === "text" && typeof blob === "string" ? (context.texts.get(blob) ?? undefined) : blob;
  const make = (outcome: FieldOutcome, result: FieldValue = tracker, merged = false): FieldChange => {
    return { field: name, outcome, base: text(base), spec, tracker, result, merged };
  };
  const isBase = (value: FieldValue) => base !== undefined && isSameAsBase(name, value, base, context);

  if (spec === undefined && (base === undefined || keptWhenAbsent.has(name))) {
    const isDefault = isSameValue(name, tracker, fieldValue({}, name));
    if (base == null || isBase(tracker)) return make(base != null || isDefault ? "same" : "pull");
    return make(isDefault ? "agree" : "pull");
  }
  if (spec === undefined) spec = fieldShape(name) === "set" ? [] : null;
  if (isSameValue(name, spec, tracker)) return make(isBase(spec) ? "same" : "agree");
  if (fieldShape(name) === "set") return reconcileSet(make, base, spec, tracker);
  if (isBase(spec)) return make("pull");
  if (isBase(tracker)) return make("update", spec);
  if (base === undefined && isEmptyOrDefault(name, tracker, sides.base !== null)) return make("update", spec);
  const merged = mergeChangedText(name, text(base), spec, tracker);
  if (merged !== null) return make(isSameValue(name, merged, tracker) ? "pull" : "update", merged, true);
  if (context.prefer === "spec") return make("update", spec);
  return make(context.prefer === "tracker" ? "pull" : "conflict");
}

/** The blob of a base text that was not read yet and that a merge of both sides' changes needs. */
function unreadBase(change: FieldChange, sides: Sides, context: ReconcileContext): string | null {
  const { field, spec, tracker } = change;
  const base = sides.base?.[field as FieldName];
  if (fieldShape(field) !== "text" || typeof base !== "string" || context.texts.has(base)) return null;
  if (spec === undefined || isSameValue(field, spec, tracker)) return null;
  const isOneSided = isSameAsBase(field, spec, base, context) || isSameAsBase(field, tracker, base, context);
  return isOneSided ? null : base;
}

type Make = (outcome: FieldOutcome, result?: FieldValue, merged?: boolean) => FieldChange;

function reconcileSet(
  make: Make,
  base: FieldValue | undefined,
  spec: FieldValue,
  tracker: FieldValue,
): FieldChange {
  const list = (value: FieldValue | undefined) => (value ?? []) as readonly Link[];
  const merged = mergeSets(list(base), list(spec), list(tracker)) as readonly Link[];
  const isUnchanged = isSameValue("labels", merged, tracker);
  if (!isUnchanged) return make("update", merged, !isSameValue("labels", merged, spec));
  return make("pull");
}

/** A field without a base: nothing is lost where the tracker holds nothing, or what hosts put there themselves. */
function isEmptyOrDefault(name: string, tracker: FieldValue, hasBase: boolean): boolean {
  if (tracker === null || tracker === "") return true;
  return hasBase && isSameValue(name, tracker, fieldValue({}, name));
}

function mergeChangedText(
  name: string,
  base: FieldValue | undefined,
  spec: FieldValue,
  tracker: FieldValue,
): string | null {
  if (fieldShape(name) !== "text") return null;
  if (typeof base !== "string" || typeof spec !== "string" || typeof tracker !== "string") return null;
  return mergeTexts(base, spec, tracker);
}

/** Whether a value is the one that a base holds, which of texts is a blob id. */
export function isSameAsBase(
  name: string,
  value: FieldValue,
  base: FieldValue,
  context: Pick<ReconcileContext, "hash">,
): boolean {
  if (fieldShape(name) !== "text") return isSameValue(name, value, base);
  return value === null || base === null ? value === base : context.hash(normalText(String(value))) === base;
}

/** The order of sections: the spec's, unless only the tracker moved one. Sections of one side only say nothing. */
function reconcileOrder(sides: Sides, changes: readonly FieldChange[]): FieldChange | null {
  const spec = sides.spec.sections ?? [];
  const tracker = sides.tracker.sections ?? [];
  const kept = (name: string) => {
    const change = changes.find((candidate) => candidate.field === `section.${name}`);
    const value = change === undefined ? sides.tracker[`section.${name}`] : change.result;
    return value !== null && value !== undefined;
  };
  const base = sides.base?.sections;
  const result = mergeOrder(base ?? null, spec, tracker).filter(kept);
  const make = (outcome: FieldOutcome): FieldChange => {
    return { field: "sections", outcome, base, spec, tracker, result, merged: false };
  };
  if (!isSameValue("sections", result, tracker)) return make("update");
  const common = (names: readonly string[], ...others: (readonly string[])[]) =>
    names.filter((name) => kept(name) && others.every((other) => other.includes(name)));
  if (!isSameValue("sections", common(spec, tracker), common(tracker, spec))) return make("pull");
  const isNews = base !== undefined && !isSameValue("sections", common(base, spec), common(spec, base));
  return isNews ? make("agree") : null;
}

/** The spec's value becomes the base wherever the spec's own change is done with. */
function nextBase(sides: Sides, changes: readonly FieldChange[], context: ReconcileContext): Base | null {
  const isSettled = ({ field, outcome, spec }: FieldChange) => {
    if (outcome === "agree" || outcome === "update") return true;
    const base = sides.base?.[field as FieldName] as FieldValue | undefined;
    const isSeen = spec === undefined || (base !== undefined && isSameAsBase(field, spec, base, context));
    return outcome === "pull" && !isSeen;
  };
  const settled = changes.filter(isSettled).map((change) => change.field);
  if (settled.length === 0) return null;
  const next: Record<string, FieldValue> = { ...sides.base };
  for (const field of settled) {
    const spec = sides.spec[field as FieldName] as FieldValue | undefined;
    if (spec === undefined) delete next[field];
    else Object.assign(next, makeBase({ [field]: spec } as Fields, context.hash));
  }
  // Later a base without the field would mean that the spec had no opinion, and the default would give way.
  const isOpen = ({ field, outcome }: FieldChange) => outcome === "conflict" && keptWhenAbsent.has(field);
  if (sides.base === null) for (const { field } of changes.filter(isOpen)) next[field] = null;
  if (sides.spec.sections !== undefined) next["sections"] = sides.spec.sections;
  else delete next["sections"];
  return next as Base;
}

/** The base that records these values as agreed: texts by their blob id. */
export function makeBase(fields: Fields, hash: (text: string) => string): Base {
  const base: Record<string, FieldValue> = {};
  for (const name of fieldNames(fields)) {
    const value = fields[name as FieldName] as FieldValue;
    base[name] = fieldShape(name) === "text" && value !== null ? hash(normalText(String(value))) : value;
  }
  return base as Base;
}
