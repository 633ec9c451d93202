/**
 * Assignees whom nobody knows: a slip of the pen gives work to no one. Only names that a plan writes newly are
 * looked at, and none while the tracker knows nobody: its first sync is where it learns who there is.
 */
import type { Snapshot } from "./issue.ts";
import { planProblem } from "./plan-codes.ts";
import type { PlannedItem } from "./plan-item.ts";
import type { Place, Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { nearest } from "./suggest.ts";
import type { World } from "./world.ts";

export interface AuditedPeople {
  readonly problems: readonly Problem[];
  /** Names that the host could know: ask it and plan again with its answers in `people`. */
  readonly strangers: readonly string[];
}

export function auditPeople(planned: readonly PlannedItem[], world: World): AuditedPeople {
  const known = knownPeople(world.snapshot, world.settings);
  if (known.size === 0) return { problems: [], strangers: [] };
  const news = new Map<string, Place>();
  for (const { match, writes } of planned) {
    const { item } = match.desired;
    for (const write of writes) {
      const set = write.op === "create" ? write.fields : write.op === "update" ? write.set : {};
      const name = set.assignee;
      if (name == null || known.has(name) || news.has(name)) continue;
      news.set(name, item.places["assignee"] ?? item.place);
    }
  }
  const unknown = [...news].filter(([name]) => world.people.get(name) !== true);
  return {
    problems: unknown.map(([name, place]) => planProblem("SP085", messageOf(name, known, world), place)),
    strangers: unknown.map(([name]) => name).filter((name) => !world.people.has(name)),
  };
}

/** Accounts that the tracker has seen: whoever has or reported something, and everybody in `users`. */
function knownPeople({ issues }: Snapshot, { users }: Settings): Set<string> {
  const assignees = issues.flatMap(({ fields, deleted }) =>
    deleted === null ? (fields.assignee ?? []) : [],
  );
  const known = new Set([...assignees, ...Object.values(users)]);
  if (known.size > 0) for (const { reporter } of issues) if (reporter !== null) known.add(reporter);
  return known;
}

function messageOf(name: string, known: ReadonlySet<string>, { settings, people }: World): string {
  const near = nearest(name, [...known, ...Object.keys(settings.users)]);
  const guess = near === null ? "" : `; did you mean "${near}"?`;
  const where = people.has(name) ? "the host knows nobody called" : "nobody here is called";
  return `${where} "${name}"${guess}`;
}
