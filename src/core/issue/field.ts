/**
 * The fields of an item or issue: one flat record, so that reconcile, plan, content and trackers treat
 * every field alike. In a spec an absent field means "no opinion", `null` means "cleared".
 * In an issue an absent field means the same as `null` or the host's default.
 *
 *   scalar  title state kind priority points due milestone component version assignee epic parent custom.X
 *   set     labels links prs            (merged as sets)
 *   text    description criteria section.X   (merged line by line; compared after LF and trimmed ends)
 *   order   sections                    (names of the sections, in their order)
 *
 * In changes of a plan `comment.@dana (2026-01-15)` stands for a comment; no record holds such a field.
 */
import { issueName } from "./mentions.ts";
import type { Kind, LinkType, Priority, State } from "./words.ts";

/** An issue's number, or the key of an item (in the owner's namespace) whose number is not known yet. */
export type Target = number | string;

export interface Link {
  readonly type: LinkType;
  readonly to: Target;
}

export interface Fields {
  readonly title?: string;
  readonly state?: State;
  readonly kind?: Kind;
  readonly priority?: Priority;
  /** Story points; decimals allowed. */
  readonly points?: number | null;
  /** As written in the spec, normally an ISO date. */
  readonly due?: string | null;
  readonly milestone?: string | null;
  readonly component?: string | null;
  readonly version?: string | null;
  readonly assignee?: string | null;
  /** The epic: its key where epics are milestones, its issue where they are issues. */
  readonly epic?: Target | null;
  readonly parent?: Target | null;
  readonly labels?: readonly string[];
  readonly links?: readonly Link[];
  /** Pull requests of the tracker's own repository, by number. */
  readonly prs?: readonly number[];
  readonly sections?: readonly string[];
  readonly description?: string | null;
  readonly criteria?: string | null;
  readonly [custom: `custom.${string}`]: string | null;
  readonly [section: `section.${string}`]: string | null;
}

export type FieldName = keyof Fields;
export type FieldValue = string | number | readonly string[] | readonly number[] | readonly Link[] | null;
export type FieldShape = "scalar" | "set" | "text" | "order";

/** Fixed fields in the order of screens and files; custom fields and sections follow. */
const fixedFields: Readonly<Record<string, FieldShape>> = {
  title: "scalar",
  state: "scalar",
  kind: "scalar",
  priority: "scalar",
  points: "scalar",
  due: "scalar",
  epic: "scalar",
  milestone: "scalar",
  component: "scalar",
  version: "scalar",
  assignee: "scalar",
  parent: "scalar",
  labels: "set",
  links: "set",
  prs: "set",
  description: "text",
  criteria: "text",
  sections: "order",
};

const fixedNames = Object.keys(fixedFields);

/** What an absent field amounts to on a host. */
export const hostDefaults = { state: "new", kind: "task", priority: "major" } as const satisfies Fields;

export function fieldShape(name: string): FieldShape {
  if (name.startsWith("section.") || name.startsWith("comment.")) return "text";
  return fixedFields[name] ?? "scalar";
}

/** The value of a field, with `null`, an empty set or the host's default for an absent one. */
export function fieldValue(fields: Fields, name: string): FieldValue {
  const value = fields[name as FieldName];
  if (value !== undefined) return value;
  if (name in hostDefaults) return hostDefaults[name as keyof typeof hostDefaults];
  const shape = fieldShape(name);
  return shape === "set" || shape === "order" ? [] : null;
}

/** Names of the fields present in any of the records, in screen order. */
export function fieldNames(...records: readonly Fields[]): string[] {
  const isPresent = (name: string) => records.some((fields) => Object.hasOwn(fields, name));
  const more = new Set<string>();
  for (const fields of records) {
    for (const name of Object.keys(fields)) if (!Object.hasOwn(fixedFields, name)) more.add(name);
  }
  const fixed = fixedNames.filter(isPresent);
  return more.size === 0 ? fixed : [...fixed, ...[...more].sort()];
}

/** A text as it is compared and stored: LF line ends, no blank lines around it, no blanks at its end. */
export function normalText(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n");
  // Not one expression for all empty lines: thousands of them would overflow its stack.
  const first = lines.search(/[^ \t\n]/);
  return first === -1 ? "" : lines.slice(lines.lastIndexOf("\n", first) + 1).trimEnd();
}

/** One string per element, so that sets of links compare like sets of words. */
export function elementKey(element: string | number | Link): string {
  return typeof element === "object" ? `${element.type} ${targetKey(element.to)}` : String(element);
}

export function targetKey(target: Target): string {
  return typeof target === "number" ? issueName(target) : target.toUpperCase();
}

/** A value as one comparable string; equal values, and only those, give equal strings. */
export function valueKey(name: string, value: FieldValue): string {
  if (value === null) return "";
  switch (fieldShape(name)) {
    case "text":
      return normalText(String(value));
    case "set":
      return JSON.stringify([...(value as readonly (string | number | Link)[])].map(elementKey).sort());
    case "order":
      return (value as readonly string[]).length === 0 ? "" : JSON.stringify(value);
    case "scalar":
      return name === "epic" || name === "parent" ? targetKey(value as Target) : String(value);
  }
}

export function isSameValue(name: string, a: FieldValue, b: FieldValue): boolean {
  return valueKey(name, a) === valueKey(name, b);
}
