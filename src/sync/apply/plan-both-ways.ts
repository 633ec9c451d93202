/** The plan of a sync in its direction. Where changes come back, both sides agree on them in it. Writes nothing. */
import { besidePulls, broughtBack } from "../../core/plan/brought-back.ts";
import { type Change, withoutSpecChanges } from "../../core/plan/change.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { type PlannedRun, planRun } from "../plan/make.ts";
import type { PlanRequest } from "../plan/request.ts";
import type { Workspace } from "../workspace.ts";
import { editSpecs, type SpecEdit } from "./write-back.ts";

/** `push`: from the specs to the tracker; `pull`: back only; `both`. */
export type Direction = "push" | "pull" | "both";

export interface DirectedRun extends PlannedRun {
  /** What is written into the specs before the plan is applied. */
  readonly edits: readonly SpecEdit[];
  /** Changes of the tracker that come back by these edits. */
  readonly pulled: readonly Change[];
}

export async function planBothWays(
  workspace: Workspace,
  tracker: Tracker,
  request: PlanRequest & { readonly direction: Direction },
): Promise<DirectedRun> {
  const first = await planRun(workspace, tracker, request);
  if (request.direction === "push") return { ...first, edits: [], pulled: [] };
  const { planned, edits, problems } = await editSpecs(first, { workspace, tracker, request });
  const pulled = edits.length === 0 ? [] : broughtBack(first.plan, planned.plan);
  const whole = besidePulls(planned.plan, pulled);
  const plan = request.direction === "pull" ? withoutSpecChanges(whole) : whole;
  // Afterwards the spec says what the tracker does: that it said something else would be told by nobody.
  const told = edits.length === 0 ? [] : first.plan.problems.filter(({ code }) => code === "SP084");
  return { ...planned, plan: { ...plan, problems: [...told, ...plan.problems, ...problems] }, edits, pulled };
}
