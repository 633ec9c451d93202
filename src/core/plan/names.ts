/** Milestones, components and versions that writes refer to and the tracker lacks. */
import { namesOf, nearName } from "../issue/names.ts";
import type { NameKind, Write } from "../issue/write.ts";
import { planProblem } from "../item/plan-codes.ts";
import type { Problem } from "../item/problem.ts";
import type { Match } from "../match/match.ts";
import type { World } from "../match/world.ts";
import { type Change, changeOf, type Subject } from "./change.ts";
import type { PlannedItem } from "./item.ts";

export interface PlannedNames {
  readonly changes: readonly Change[];
  readonly writes: readonly Write[];
  /** Near misses; errors where the tracker cannot create what is missing. */
  readonly problems: readonly Problem[];
}

/** `planned` must hold the epics too: the milestones that they create or rename are known by their writes. */
export function planNames(planned: readonly PlannedItem[], world: World): PlannedNames {
  const known: Record<NameKind, Set<string>> = {
    milestone: new Set(namesOf(world.snapshot, "milestone")),
    component: new Set(namesOf(world.snapshot, "component")),
    version: new Set(namesOf(world.snapshot, "version")),
  };
  for (const write of planned.flatMap(({ writes }) => writes)) {
    if (write.op === "milestone" || write.op === "rename-name") known.milestone.add(write.name);
  }
  const changes: Change[] = [];
  const writes: Write[] = [];
  const problems: Problem[] = [];
  for (const { match, writes: own } of planned) {
    for (const [kind, name] of [...milestoneOf(match, world), ...own.flatMap(usedNames)]) {
      if (known[kind].has(name)) continue;
      const near = nearName(name, [...known[kind]]);
      known[kind].add(name);
      if (!world.abilities.createNames) {
        problems.push(missingName(kind, name, near, match, world));
        continue;
      }
      if (near !== null) problems.push(nearMiss(kind, name, near, match));
      changes.push(nameChange(kind, name, match));
      writes.push(kind === "milestone" ? { op: "milestone", name, from: null } : { op: kind, name });
    }
  }
  return { changes, writes, problems };
}

/** Where a milestone holds no epics, an epic is nothing but its milestone. */
function milestoneOf({ desired }: Match, { abilities }: World): [NameKind, string][] {
  if (desired.as !== "entry" || abilities.epicsInMilestones) return [];
  return [["milestone", desired.fields.milestone ?? desired.fields.title]];
}

function missingName(
  kind: NameKind,
  name: string,
  near: string | null,
  { desired: { item } }: Match,
  { trackerName }: World,
): Problem {
  const guess = near === null ? "" : `; did you mean "${near}"?`;
  const way = item.type === "epic" && kind === "milestone" ? ", or set epic_as: issue" : "";
  const message = `${trackerName} has no ${kind} "${name}" and cannot create it: add it in the web pages${way}${guess}`;
  return planProblem("SP095", message, item.places[kind] ?? item.place);
}

function usedNames(write: Write): [NameKind, string][] {
  const fields = write.op === "create" ? write.fields : write.op === "update" ? write.set : null;
  if (fields === null) return [];
  return (["milestone", "component", "version"] as const).flatMap((kind) => {
    const name = fields[kind];
    return typeof name === "string" ? [[kind, name] as [NameKind, string]] : [];
  });
}

function nameChange(kind: NameKind, name: string, match: Match): Change {
  const { item } = match.desired;
  const subject: Subject = { kind, number: null, namespace: "", key: null, title: name, type: null };
  return changeOf("create", subject, { place: item.places[kind] ?? item.place });
}

function nearMiss(kind: NameKind, name: string, near: string, match: Match): Problem {
  const { item } = match.desired;
  return planProblem(
    "SP082",
    `${kind} "${name}" is new; did you mean the existing "${near}"?`,
    item.places[kind] ?? item.place,
  );
}
