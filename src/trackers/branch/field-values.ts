/**
 * Fields as JSON values, both ways: in an issue's front matter, in an epic entry and in a base.
 * A wrong type or an unknown word is a reason, never a default.
 */
import {
  type FieldName,
  type Fields,
  type FieldValue,
  fieldNames,
  fieldShape,
  type Link,
  type Target,
} from "../../core/issue/field.ts";
import type { Base } from "../../core/issue/issue.ts";
import { kinds, linkTypes, priorities, states } from "../../core/issue/words.ts";

export interface Reason {
  readonly reason: string;
}

/** Returns the value in our type, or `undefined` if it has none. `source`: a plain scalar as it is written. */
export type Check<T> = (value: unknown, source?: string) => T | undefined;

export const asText: Check<string> = (value, source) => {
  if (typeof value === "string") return value;
  // A version written 1.0 or a title written 2024 is a number only to YAML.
  return typeof value === "number" || typeof value === "boolean" ? (source ?? String(value)) : undefined;
};
export const asNumber: Check<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
export const asCount: Check<number> = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
const asTarget: Check<Target> = (value) =>
  typeof value === "string" && value !== "" ? value : asCount(value);

export function asWord<T extends string>(words: readonly T[]): Check<T> {
  return (value) => words.find((word) => word === value);
}

export function asList<T>(check: Check<T>): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const list = value.map((element) => check(element));
    return list.includes(undefined) ? undefined : (list as T[]);
  };
}

const asLink: Check<Link> = (value) => {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, to } = value as { type?: unknown; to?: unknown };
  const word = linkTypes.find((known) => known === type);
  const target = asTarget(to);
  return word === undefined || target === undefined ? undefined : { to: target, type: word };
};

const checks: Readonly<Record<string, { readonly check: Check<FieldValue>; readonly is: string }>> = {
  title: { check: asText, is: "text" },
  state: { check: asWord(states), is: "a state" },
  kind: { check: asWord(kinds), is: "a kind" },
  priority: { check: asWord(priorities), is: "a priority" },
  points: { check: asNumber, is: "a number" },
  due: { check: asText, is: "text" },
  epic: { check: asTarget, is: "a number or a key" },
  milestone: { check: asText, is: "text" },
  component: { check: asText, is: "text" },
  version: { check: asText, is: "text" },
  assignee: { check: asText, is: "text" },
  parent: { check: asTarget, is: "a number or a key" },
  labels: { check: asList(asText), is: "a list of words" },
  links: { check: asList(asLink), is: "a list of links" },
  prs: { check: asList(asCount), is: "a list of numbers" },
  sections: { check: asList(asText), is: "a list of names" },
};

/** Fields that stand as values beside the content, with their own key. */
export const valueFields = Object.keys(checks).filter((name) => name !== "sections");

/** Reads the fields that have a key of their own, and `custom`. */
export function fromValues(
  values: ReadonlyMap<string, unknown>,
  sources: ReadonlyMap<string, string>,
): Record<string, FieldValue> | Reason {
  const fields: Record<string, FieldValue> = {};
  for (const name of valueFields) {
    const value = values.get(name);
    if (value === undefined || value === null) continue;
    const { check, is } = checks[name]!;
    const typed = check(value, sources.get(name));
    if (typed === undefined) return { reason: `${name} ${shown(value)} is not ${is}` };
    if (!isEmpty(typed)) fields[name] = typed;
  }
  const custom = values.get("custom") ?? {};
  if (!isRecord(custom)) return { reason: `custom ${shown(custom)} is not a list of fields` };
  for (const [name, value] of Object.entries(custom)) {
    if (value === null) continue;
    const text = asText(value);
    if (text === undefined) return { reason: `custom field ${name} ${shown(value)} is not text` };
    if (text !== "") fields[`custom.${name}`] = text;
  }
  return fields;
}

/** The values of a record's fields by key; empty ones are left out, custom fields are one record. */
export function toValues(fields: Fields): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const name of valueFields) {
    const value = fields[name as FieldName] as FieldValue | undefined;
    if (value === undefined || isEmpty(value)) continue;
    values.set(name, name === "links" ? (value as readonly Link[]).map(toLink) : value);
  }
  const custom = fieldNames(fields).filter((name) => name.startsWith("custom."));
  const entries = custom.map((name) => [name.slice("custom.".length), fields[name as FieldName]] as const);
  const filled = entries.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (filled.length > 0) values.set("custom", Object.fromEntries(filled));
  return values;
}

/** Reads a base; `null` for none. Fields of a newer version are kept as they are. */
export function fromBase(value: unknown): Base | null | Reason {
  if (value === null || value === undefined) return null;
  if (!isRecord(value)) return { reason: `synced ${shown(value)} is not a list of fields` };
  const base: Record<string, FieldValue> = {};
  for (const [name, agreed] of Object.entries(value)) {
    const isText = fieldShape(name) === "text" || name.startsWith("custom.");
    const check = isText ? asText : checks[name]?.check;
    const typed = agreed === null || check === undefined ? (agreed as FieldValue) : check(agreed);
    if (typed === undefined) return { reason: `synced ${name} ${shown(agreed)} is not ${checks[name]?.is}` };
    base[name] = typed;
  }
  return base as Base;
}

/** A base as a record in screen order, `null` of a cleared field included. */
export function toBase(base: Base): Record<string, unknown> {
  const entries = fieldNames(base).map((name) => [name, base[name as FieldName]] as const);
  const present = entries.filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    present.map(([name, value]) => [name, name === "links" ? (value as readonly Link[]).map(toLink) : value]),
  );
}

function toLink({ to, type }: Link): Link {
  return { to, type };
}

export function isEmpty(value: FieldValue): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isReason(value: object | null): value is Reason {
  return value !== null && typeof (value as { reason?: unknown }).reason === "string";
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
