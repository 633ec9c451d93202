/** Names of fields as people write them. Case, blanks, `-` and `_` are equal. */
import type { LinkType } from "../core/issue/words.ts";

export type KnownField =
  | "points"
  | "priority"
  | "status"
  | "milestone"
  | "component"
  | "version"
  | "assignee"
  | "labels"
  | "kind"
  | "parent"
  | "epic"
  | "due"
  | "issue"
  | "prs"
  | LinkType;

/** The first name of each field is the one that is written into a spec. */
const names: Readonly<Record<KnownField, readonly string[]>> = {
  points: ["Story Points", "Story Point", "SP", "Points", "Estimate"],
  priority: ["Priority"],
  status: ["Status", "State"],
  milestone: ["Milestone"],
  component: ["Component", "Components"],
  version: ["Version", "Versions", "Fix Version"],
  assignee: ["Assignee", "Assigned to"],
  labels: ["Labels", "Label", "Tags"],
  kind: ["Kind"],
  parent: ["Parent"],
  epic: ["Epic"],
  due: ["Due", "Due date", "Deadline"],
  issue: ["Issue"],
  prs: ["Pull requests", "Pull request", "PRs", "PR"],
  blocks: ["Blocks"],
  "blocked by": ["Blocked by", "Is blocked by"],
  "depends on": ["Depends on"],
  "relates to": ["Relates to", "Related to"],
  duplicates: ["Duplicates", "Duplicate of"],
};

const byFold: ReadonlyMap<string, KnownField> = new Map(
  Object.entries(names).flatMap(([field, words]) =>
    words.map((word) => [foldFieldName(word), field as KnownField] as const),
  ),
);

export function foldFieldName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}

export function knownField(name: string): KnownField | null {
  return byFold.get(foldFieldName(name)) ?? null;
}

/** The name a field gets when it is written into a spec. */
export function fieldTitle(field: KnownField): string {
  return names[field][0]!;
}

/** All names, for "did you mean". */
export const knownFieldNames: readonly string[] = Object.values(names).flat();
