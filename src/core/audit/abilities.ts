/** What a plan asks of a tracker that cannot do it: found before anything is sent. */
import type { Abilities, Ability } from "../abilities.ts";
import { abilityTitles } from "../abilities.ts";
import type { Write } from "../issue/write.ts";
import type { Item } from "../item/item.ts";
import { planProblem } from "../item/plan-codes.ts";
import type { Place, Problem } from "../item/problem.ts";

export interface Asked {
  readonly items: readonly Item[];
  readonly writes: readonly Write[];
  readonly abilities: Abilities;
  readonly trackerName: string;
}

const needs: Readonly<Partial<Record<Write["op"], Ability>>> = {
  milestone: "createNames",
  component: "createNames",
  version: "createNames",
  "rename-name": "createNames",
  "remove-name": "createNames",
  epic: "epicsInMilestones",
  "remove-epic": "epicsInMilestones",
  delete: "deleteIssues",
  attach: "attachments",
  detach: "attachments",
};

/** Errors for writes that cannot be done; warnings for parts of items that stay out of the tracker. */
export function auditAbilities(asked: Asked): Problem[] {
  const { items, writes, abilities, trackerName } = asked;
  const start: Place = items[0]?.place ?? { file: "", line: 1, column: 1 };
  const missing = new Map<Ability, string[]>();
  for (const write of writes) {
    const ability = needs[write.op];
    if (ability === undefined || abilities[ability]) continue;
    missing.set(ability, [...(missing.get(ability) ?? []), nameOf(write)]);
  }
  const errors = [...missing].map(([ability, names]): Problem => {
    const message = `${trackerName} cannot ${abilityTitles[ability]}: ${names.join(", ")}`;
    return planProblem("SP095", message, start);
  });
  return [...errors, ...unsynced("comments", asked), ...unsynced("attachments", asked)];
}

function unsynced(part: "comments" | "attachments", { items, abilities }: Asked): Problem[] {
  const count = items.reduce((sum, item) => sum + item[part].length, 0);
  if (abilities[part] || count === 0) return [];
  const place = items.find((item) => item[part].length > 0)![part][0]!.place;
  const message = `${part} stay in the spec (${count}): this tracker does not sync them`;
  return [planProblem("SP083", message, place)];
}

function nameOf(write: Write): string {
  if (write.op === "epic" || write.op === "remove-epic") return write.owner.key;
  if (write.op === "delete") return `#${write.number}`;
  return "name" in write ? `${write.op} "${write.name}"` : write.op;
}
