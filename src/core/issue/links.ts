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

/** The shortest chain in which each living issue blocks the next, both ends included; `null`: there is none. */
export function blockingChain(issues: readonly Linked[], from: number, to: number): number[] | null {
  const blocked = new Map<number, number[]>();
  for (const { number, fields, deleted } of issues) {
    if (number === null || deleted !== null) continue;
    for (const link of fields.links ?? []) {
      const way = typeof link.to === "number" ? blockingOf(link.type) : null;
      if (way === null) continue;
      const [blocker, other] = way === "forth" ? [number, link.to as number] : [link.to as number, number];
      blocked.set(blocker, [...(blocked.get(blocker) ?? []), other]);
    }
  }
  const reached = new Map<number, number[]>([[from, [from]]]);
  for (const [issue, chain] of reached) {
    if (issue === to) return chain;
    for (const next of blocked.get(issue) ?? []) if (!reached.has(next)) reached.set(next, [...chain, next]);
  }
  return null;
}
