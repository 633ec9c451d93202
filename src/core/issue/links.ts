/**
 * Links between issues. Each stands with the issue that states it; the other issue shows it in words of its
 * own. `A blocks B`, `B blocked by A` and `B depends on A` are one relation, whoever states it.
 */
import type { Target } from "./field.ts";
import type { Issue } from "./issue.ts";
import type { LinkType } from "./words.ts";

/** A link as the other side says it. */
export type ReverseType = LinkType | "needed by" | "duplicated by";

const reverses: Readonly<Record<LinkType, ReverseType>> = {
  blocks: "blocked by",
  "blocked by": "blocks",
  "depends on": "needed by",
  "relates to": "relates to",
  duplicates: "duplicated by",
};

/** Which way a link blocks: who states it the other (`forth`), or the other who states it (`back`). */
export function blockingOf(type: LinkType): "forth" | "back" | null {
  if (type === "blocks") return "forth";
  return type === "blocked by" || type === "depends on" ? "back" : null;
}

export interface ReverseLink {
  readonly type: ReverseType;
  /** The issue that states it. */
  readonly from: number;
}

type Linked = Pick<Issue, "number" | "fields" | "deleted">;

/** What living issues say about one, by number; a relation that it states itself, or that was named already, is left out. */
export function reverseLinks(issues: readonly Linked[], number: number): ReverseLink[] {
  const own = issues.find((issue) => issue.number === number)?.fields.links ?? [];
  const seen = new Set(own.map(({ type, to }) => relationKey(number, type, to)));
  const links: ReverseLink[] = [];
  for (const issue of issues) {
    if (issue.number === null || issue.number === number || issue.deleted !== null) continue;
    for (const { type, to } of issue.fields.links ?? []) {
      const key = relationKey(issue.number, type, to);
      if (to !== number || seen.has(key)) continue;
      seen.add(key);
      links.push({ type: reverses[type], from: issue.number });
    }
  }
  return links;
}

function relationKey(from: number, type: LinkType, to: Target): string {
  const way = blockingOf(type);
  if (way === "back") return `${to} blocks ${from}`;
  if (way === "forth") return `${from} blocks ${to}`;
  return type === "relates to" ? [from, to].map(String).sort().join(" relates to ") : `${from} ${type} ${to}`;
}
