import { countOps, isEmpty, type Plan } from "../../../core/plan/change.ts";
import { shellWord } from "../../../core/shell.ts";
import { type ExitCode, exitCodes } from "../../../errors.ts";
import { makeKeywordSource } from "../../../sync/commits/main-branch.ts";
import type { planRun } from "../../../sync/plan/make.ts";
import { recallPlan } from "../../../sync/plan/settled.ts";
import { findSpecs } from "../../../sync/specs/find.ts";
import { type PlanFlags, toPrefer } from "../../options.ts";
import { countLines, renderPlan } from "../../render/plan.ts";
import { renderNotes, renderProblems } from "../../render/problems.ts";
import { plural } from "../../render/text.ts";
import { type Ended, runCommand, type Session } from "../../session.ts";

export interface PlanOnlyFlags extends PlanFlags {
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

export async function runPlan(paths: readonly string[], flags: PlanOnlyFlags): Promise<void> {
  await runCommand("plan", flags, (session) => planWork(session, paths, flags));
}

export async function planWork(
  session: Session,
  paths: readonly string[],
  flags: PlanOnlyFlags,
): Promise<Ended> {
  const { workspace, settings, runtime, config, terminal, paint, show } = session;
  const prefer = toPrefer(flags);
  const opened = await session.open();
  const { tracker } = opened;
  const specs = await findSpecs(workspace, config, paths);
  const keywords = makeKeywordSource(workspace, config, opened);
  const { forge } = opened;
  const wanted = { paths: specs, settings, story: flags.story ?? null, prefer, keywords, forge };
  const plan = (await recallPlan(workspace, tracker, wanted)) ?? (await makePlan(workspace, tracker, wanted));
  runtime.log(`${plan.existing} existing issues in ${tracker.name}`);
  terminal.err(renderProblems(plan.problems, paint, show) + renderNotes(plan.notes, paint));
  if (flags.out !== undefined) {
    const { savePlan } = await import("../../../sync/apply/saved-plan.ts");
    await savePlan(workspace, flags.out, plan, prefer);
  }
  const end =
    flags.out === undefined
      ? "Nothing written."
      : `Saved to ${flags.out}; apply it with: spectryn apply ${shellWord(flags.out)}`;
  return {
    text: planText(plan, session, end),
    data: plan,
    exit: planExit(plan, flags.detailedExitcode === true),
  };
}

/** Parsers and all that reads a tracker: loaded when they are needed. */
async function makePlan(...[workspace, tracker, wanted]: Parameters<typeof planRun>): Promise<Plan> {
  const { planRun } = await import("../../../sync/plan/make.ts");
  return (await planRun(workspace, tracker, wanted)).plan;
}

export function planText(plan: Plan, session: Session, end: string): string {
  const { settings, terminal, paint, show } = session;
  const { written, left } = countLines(plan);
  const counts = [written, left].filter((line) => line !== "").join(", ");
  const last =
    counts === ""
      ? `Nothing to do. ${plural(plan.items, "item")}, 0 changes.`
      : `Plan: ${counts}. ${end}`.trimEnd();
  return `${renderPlan({ plan, settings, done: null, columns: terminal.columns, paint, show })}${last}\n`;
}

/**
 * Withheld items and records that cannot be read are failures, conflicts need a decision, pending changes are news
 * only when asked for.
 */
export function planExit(plan: Plan, isDetailed: boolean): ExitCode {
  const counts = countOps(plan);
  if (counts.withheld > 0 || plan.unreadable.length > 0) return exitCodes.failed;
  if (counts.conflict > 0 || plan.unpublished.length > 0) return exitCodes.conflict;
  return isDetailed && !isEmpty(plan) ? exitCodes.pending : exitCodes.done;
}
