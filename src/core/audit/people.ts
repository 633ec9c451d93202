/**
 * Assignees whom nobody knows: a slip of the pen gives work to no one. Only names that a plan writes newly are
 * looked at. While nobody has an issue yet, the first sync is where the tracker learns who there is: then only a
 * name that is almost one of `users` is told.
 */
import { planProblem } from "../item/plan-codes.ts";
import type { Place, Problem } from "../item/problem.ts";
import type { World } from "../match/world.ts";
import type { PlannedItem } from "../plan/item.ts";
import { nearest } from "../suggest.ts";

export interface AuditedPeople {
  readonly problems: readonly Problem[];
  /** Names that the host could know: ask it and plan again with its answers in `people`. */
  readonly strangers: readonly string[];
}

export function auditPeople(planned: readonly PlannedItem[], world: World): AuditedPeople {
  const news = newAssignees(planned);
  if (news.size === 0) return { problems: [], strangers: [] };
  const known = knownPeople(world);
  const isFirst = !world.snapshot.issues.some(({ fields }) => fields.assignee != null);
  const unknown = [...news]
    .filter(([name]) => !known.accounts.has(name))
    .map(([name, place]) => ({ name, place, near: nearest(name, known.names) }))
    .filter(({ name, near }) => world.people.get(name) !== true && (!isFirst || near !== null));
  return {
    problems: unknown.map(({ name, place, near }) => {
      const where = world.people.has(name) ? "the host knows nobody called" : "nobody here is called";
      const guess = near === null ? "" : `; did you mean "${near}"?`;
      return planProblem("SP085", `${where} "${name}"${guess}`, place);
    }),
    strangers: isFirst ? [] : unknown.map(({ name }) => name).filter((name) => !world.people.has(name)),
  };
}

/** Names that the plan gives issues to, each with the first place that says so. */
function newAssignees(planned: readonly PlannedItem[]): Map<string, Place> {
  const news = new Map<string, Place>();
  for (const { match, writes } of planned) {
    const { item } = match.desired;
    for (const write of writes) {
      const set = write.op === "create" ? write.fields : write.op === "update" ? write.set : {};
      const name = set.assignee;
      if (name != null && !news.has(name)) news.set(name, item.places["assignee"] ?? item.place);
    }
  }
  return news;
}

interface Known {
  /** Whoever has or reported an issue, and everybody in `users`. */
  readonly accounts: ReadonlySet<string>;
  /** Those, and what specs call them. */
  readonly names: readonly string[];
}

function knownPeople({ snapshot: { issues }, settings: { users } }: World): Known {
  const living = issues.filter(({ deleted }) => deleted === null);
  const seen = living.flatMap(({ fields, reporter }) => [fields.assignee ?? [], reporter ?? []].flat());
  const accounts = new Set([...seen, ...Object.values(users)]);
  return { accounts, names: [...accounts, ...Object.keys(users)] };
}
