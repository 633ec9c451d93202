/** What a spec that is behind takes back when it shall win: writes of a plan that a careful one would not make. */
import { fieldLabel } from "../issue/field-label.ts";
import { issueName } from "../issue/mentions.ts";
import type { Change, Plan } from "./change.ts";

const taking: ReadonlySet<string> = new Set(["update", "close", "delete"]);

/** `careful`: the plan that reverts nobody, `null` where it cannot be made. */
export function withTakenBack(plan: Plan, careful: Plan | null): Plan {
  if (careful === null || careful === plan) return plan;
  const meant = new Set(careful.changes.flatMap(namesOf));
  const specs = plan.specs.map((spec) => {
    const own = plan.changes.filter(({ place }) => place === null || place.file === spec.path);
    const takesBack = [...new Set(own.flatMap(namesOf))].filter((name) => !meant.has(name));
    return takesBack.length === 0 ? spec : { ...spec, takesBack };
  });
  return { ...plan, specs };
}

/** `US-1 story points` for each field that a change writes; `US-1` where it removes. */
function namesOf({ op, subject, fields }: Change): string[] {
  if (!taking.has(op)) return [];
  const { number, key } = subject;
  const name = key ?? (number === null ? subject.title : issueName(number));
  return op === "update"
    ? fields.filter(isWritten).map(({ field }) => `${name} ${fieldLabel(field)}`)
    : [name];
}

function isWritten({ outcome }: Change["fields"][number]): boolean {
  return outcome === "update";
}
