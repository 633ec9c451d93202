/** Problems that only a plan can see, for it knows the tracker: stable codes like those of specs, never reused. */
import type { Place, Problem, Severity } from "./problem.ts";

export const planCodes = {
  SP081: {
    severity: "warning",
    title: "An epic kept as a milestone has fields that a milestone cannot hold",
  },
  SP082: { severity: "warning", title: "A new name is almost an existing one" },
  SP083: { severity: "warning", title: "Parts of items stay in the spec" },
  SP084: { severity: "warning", title: "A person's comment is not changed by a spec" },
  SP085: { severity: "warning", title: "Nobody is known by the name of an assignee" },
  SP090: { severity: "error", title: "The issue that an item names is not there" },
  SP091: { severity: "error", title: "The issue belongs to another item" },
  SP092: { severity: "error", title: "An issue is claimed by two items" },
  SP093: { severity: "error", title: "A link, parent or epic names nothing" },
  SP094: { severity: "error", title: "The story to sync is not in the specs" },
  SP095: { severity: "error", title: "The tracker cannot do what the plan asks" },
  SP096: { severity: "warning", title: "Items and issues of the tracker block each other in a circle" },
} as const satisfies Record<string, { severity: Severity; title: string }>;

export type PlanCode = keyof typeof planCodes;

export function planProblem(code: PlanCode, message: string, place: Place, other?: Place): Problem {
  const { severity } = planCodes[code];
  return { severity, code, message, place, ...(other === undefined ? {} : { other }) };
}
