/** Keys in `epic`, `parent` and `links` that name nothing: neither an item of the run nor anything in the tracker. */
import type { Target } from "../issue/field.ts";
import type { Issue } from "../issue/issue.ts";
import { issueName, provisionalNumber } from "../issue/mentions.ts";
import type { LinkType } from "../issue/words.ts";
import { planProblem } from "../item/plan-codes.ts";
import type { Problem } from "../item/problem.ts";
import { findEntry, itemKey } from "../match/desired.ts";
import type { Match } from "../match/match.ts";
import { issueBase, type World } from "../match/world.ts";
import { nearest } from "../suggest.ts";

interface Reference {
  readonly field: "parent" | "epic" | "links";
  readonly type: LinkType | null;
  readonly to: Target;
}

export function auditTargets(matches: readonly Match[], world: World): Problem[] {
  const inRun = new Map(matches.map((match) => [itemKey(match.owner, match.owner.key), match]));
  const numberOf = (match: Match, target: Target): number | null => {
    if (typeof target === "number") return target;
    const name = itemKey(match.owner, target);
    const issue = inRun.get(name)?.issue ?? world.byOwner.get(name);
    return issue?.number ?? provisionalNumber(target);
  };
  const isKnown = (match: Match, target: Target, field: Reference["field"]): boolean => {
    // An epic that is only a milestone leaves nothing in the tracker by which its key could be known.
    const isBareEpic =
      field === "epic" && !world.abilities.epicsInMilestones && world.settings.epicAs === "milestone";
    if (typeof target === "number") return world.byNumber.get(target)?.deleted === null;
    const name = itemKey(match.owner, target);
    if (isBareEpic) return true;
    if (inRun.has(name) || findEntry(world.snapshot.milestones, match.owner.namespace, target) !== null)
      return true;
    const issue = world.byOwner.get(name) ?? world.byNumber.get(provisionalNumber(target) ?? 0);
    return issue?.deleted === null;
  };
  return matches.flatMap((match) => {
    const references = referencesOf(match);
    const unknown = references.filter(({ to, field }) => !isKnown(match, to, field));
    return unknown.map((reference): Problem => {
      const { item } = match.desired;
      const known = references
        .filter(({ to, field }) => isKnown(match, to, field))
        .map(({ to }) => numberOf(match, to));
      const renamed = findRenamed(match, reference, unknown, new Set(known), world);
      const message = renamed ?? unknownMessage(match, reference.to, matches, world);
      return planProblem("SP093", message, item.places[reference.field] ?? item.place);
    });
  });
}

function referencesOf({ desired: { fields } }: Match): Reference[] {
  const one = (field: "parent" | "epic"): Reference[] =>
    fields[field] == null ? [] : [{ field, type: null, to: fields[field] }];
  const links = (fields.links ?? []).map(({ type, to }): Reference => ({ field: "links", type, to }));
  return [...one("parent"), ...one("epic"), ...links];
}

/**
 * What a lost key is called now. At the last sync it was an issue of this item's base; if that stands there and the
 * spec says nothing else of it, its owner's key is the new one. Several lost ones are told apart by their order.
 */
function findRenamed(
  match: Match,
  { field, type, to }: Reference,
  unknown: readonly Reference[],
  known: ReadonlySet<number | null>,
  world: World,
): string | null {
  const base = match.issue === null ? null : issueBase(world, match.issue, match.owner.spec);
  const agreed: readonly Target[] =
    field === "links"
      ? (base?.links ?? []).filter((link) => link.type === type).map((link) => link.to)
      : [base?.[field]].flatMap((target) => target ?? []);
  const candidates = agreed.flatMap((target): Issue[] => {
    const issue = typeof target === "number" && !known.has(target) ? world.byNumber.get(target) : undefined;
    return issue === undefined ? [] : [issue];
  });
  const lost = unknown.filter((other) => other.field === field && other.type === type);
  const issue = candidates[lost.findIndex((other) => other.to === to)];
  if (candidates.length !== lost.length || issue?.owner == null || issue.deleted !== null) return null;
  const { key, spec } = issue.owner;
  return `"${to}" is now ${key} (${issueName(issue.number!)}) in ${spec}; write ${key}`;
}

function unknownMessage(match: Match, to: Target, matches: readonly Match[], world: World): string {
  const name = typeof to === "number" ? issueName(to) : to;
  const elsewhere = [...world.byOwner.values()].filter(({ owner, deleted }) => {
    return deleted === null && owner?.namespace === match.owner.namespace;
  });
  const keys = [...matches, ...elsewhere].flatMap(({ owner }) => owner?.key ?? []);
  const near = typeof to === "string" ? nearest(to, keys) : null;
  const guess = near === null ? "" : `; did you mean "${near}"?`;
  return `"${name}" is neither in the specs of this run nor in the tracker${guess}`;
}
