/** Keys in `epic`, `parent` and `links` that name nothing: neither an item of the run nor anything in the tracker. */
import { findEntry, itemKey } from "./desired.ts";
import type { Target } from "./field.ts";
import type { Match } from "./match.ts";
import { issueName, provisionalNumber } from "./mentions.ts";
import { planProblem } from "./plan-codes.ts";
import type { Problem } from "./problem.ts";
import { nearest } from "./suggest.ts";
import type { World } from "./world.ts";

export function auditTargets(matches: readonly Match[], world: World): Problem[] {
  const inRun = new Set(matches.map(({ owner }) => itemKey(owner, owner.key)));
  const isKnown = (match: Match, target: Target): boolean => {
    if (typeof target === "number") {
      const issue = world.byNumber.get(target);
      return issue !== undefined && issue.deleted === null;
    }
    const name = itemKey(match.owner, target);
    if (inRun.has(name) || findEntry(world.snapshot.milestones, match.owner.namespace, target) !== null)
      return true;
    const issue = world.byOwner.get(name) ?? world.byNumber.get(provisionalNumber(target) ?? 0);
    return issue !== undefined && issue.deleted === null;
  };
  return matches.flatMap((match) => {
    const { fields, item } = match.desired;
    const targets: [string, Target][] = [];
    if (fields.parent != null) targets.push(["parent", fields.parent]);
    if (fields.epic != null) targets.push(["epic", fields.epic]);
    for (const link of fields.links ?? []) targets.push(["links", link.to]);
    return targets
      .filter(([, target]) => !isKnown(match, target))
      .map(([field, target]): Problem => {
        const name = typeof target === "number" ? issueName(target) : target;
        const elsewhere = [...world.byOwner.values()].filter(({ owner, deleted }) => {
          return deleted === null && owner?.namespace === match.owner.namespace;
        });
        const keys = [...matches, ...elsewhere].flatMap(({ owner }) => owner?.key ?? []);
        const near = typeof target === "string" ? nearest(target, keys) : null;
        const guess = near === null ? "" : `; did you mean "${near}"?`;
        const message = `"${name}" is neither in the specs of this run nor in the tracker${guess}`;
        return planProblem("SP093", message, item.places[field] ?? item.place);
      });
  });
}
