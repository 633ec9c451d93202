/**
 * An epic that changes its form, entry of a milestone or issue (`epic_as`): what the tracker has of it goes
 * along, so that a person's change is still one, and a pull afterwards.
 */
import type { FieldName, Fields, FieldValue } from "../issue/field.ts";
import type { Base, EpicEntry, Issue, Milestone } from "../issue/issue.ts";
import { ownerSubject } from "../issue/issue.ts";
import { findEntry, issueOnly } from "../match/desired.ts";
import type { Match } from "../match/match.ts";
import type { World } from "../match/world.ts";
import { makeBase, reconcile } from "../reconcile/reconcile.ts";

/** The entry that an epic had before it became an issue. */
export function formerEntry(
  { desired, owner }: Match,
  world: World,
): { readonly milestone: Milestone; readonly entry: EpicEntry } | null {
  const isEpicIssue = desired.as === "issue" && desired.item.type === "epic";
  return isEpicIssue ? findEntry(world.snapshot.milestones, owner.namespace, owner.key) : null;
}

/** The issue that an epic was before it became an entry. */
export function formerIssue({ desired, owner }: Match, world: World): Issue | null {
  const issue = desired.as === "entry" ? world.byOwner.get(ownerSubject(owner)) : undefined;
  return issue?.deleted === null && issue.type === "epic" ? issue : null;
}

export interface Carried {
  readonly fields: Fields & { readonly title: string };
  readonly base: Base;
  /** Fields that hold what the spec lacks. */
  readonly kept: readonly string[];
  readonly status: string | null;
}

/** What the new form starts with: the spec's fields, and the tracker's where only it, or both, changed them. */
export function carryOver(
  { desired }: Match,
  spec: Fields & { readonly title: string },
  former: Pick<Issue | EpicEntry, "fields" | "base" | "status"> | null,
  world: World,
): Carried {
  const fields: Record<string, FieldValue | undefined> & { title: string } = { ...spec };
  const base: Record<string, FieldValue | undefined> = { ...makeBase(spec, world.hash) };
  const kept: string[] = [];
  if (former !== null) {
    const sides = {
      spec: common(spec),
      base: former.base && common(former.base),
      tracker: common(former.fields),
    };
    for (const { field, outcome, tracker, result } of reconcile(sides, world).changes) {
      const isTrackers = outcome === "pull" || outcome === "conflict";
      fields[field] = isTrackers ? tracker : result;
      if (!isTrackers) continue;
      kept.push(field);
      const agreed = former.base?.[field as FieldName];
      if (agreed === undefined) delete base[field];
      else base[field] = agreed;
    }
  }
  const status = kept.includes("state") ? former!.status : desired.item.status;
  return { fields: fields as Carried["fields"], base: base as Base, kept, status };
}

/** What both forms hold. */
function common(fields: Fields): Fields {
  const others = new Set<string>([...issueOnly, "milestone", "epic"]);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !others.has(name))) as Fields;
}
