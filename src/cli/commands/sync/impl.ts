import { issueName } from "../../../core/issue/mentions.ts";
import { withBroughtBack } from "../../../core/plan/brought-back.ts";
import { isEmpty, type Plan } from "../../../core/plan/change.ts";
import { guardPlan } from "../../../core/plan/guard.ts";
import { type ExitCode, exitCodes, SpectrynError } from "../../../errors.ts";
import type { AppliedRun, ApplyRequest } from "../../../sync/apply/apply.ts";
import { makeKeywordSource, untilPlan } from "../../../sync/commits/main-branch.ts";
import { recallPlan } from "../../../sync/plan/settled.ts";
import { findSpecs } from "../../../sync/specs/find.ts";
import { ask } from "../../ask.ts";
import { type PlanFlags, toPrefer } from "../../options.ts";
import { countLines, renderPlan } from "../../render/plan.ts";
import { renderNotes, renderProblems } from "../../render/problems.ts";
import { plural } from "../../render/text.ts";
import { type Ended, runCommand, type Session } from "../../session.ts";
import { tellNames } from "../../tell-names.ts";
import { planExit, planText } from "../plan/impl.ts";
import { commentPullRequests, nothingCommented } from "./pull-requests.ts";

export interface SyncFlags extends PlanFlags {
  readonly execute?: boolean;
  readonly yes?: boolean;
}

export async function runSync(paths: readonly string[], flags: SyncFlags): Promise<void> {
  await runCommand("sync", flags, (session) => syncWork(session, paths, flags));
}

export async function syncWork(session: Session, paths: readonly string[], flags: SyncFlags): Promise<Ended> {
  const { workspace, settings, runtime, config } = session;
  const opened = await session.open();
  const { tracker } = opened;
  const specs = await findSpecs(workspace, config, paths);
  const { direction } = config.sync;
  const keywords = makeKeywordSource(workspace, config, opened);
  const story = flags.story ?? null;
  const prefer = toPrefer(flags);
  const { forge } = opened;
  const wanted = { paths: specs, settings, story, prefer, direction, keywords, forge };
  const recalled = config.pull_requests.comment ? null : await recallPlan(workspace, tracker, wanted);
  if (recalled !== null)
    return endOf({ ...nothingApplied, plan: recalled, tip: recalled.tracker.tip }, session);
  // Parsers and all that reads and writes a tracker: loaded when they are needed.
  const [{ planBothWays }, { applyRun }] = await Promise.all([
    import("../../../sync/apply/plan-both-ways.ts"),
    import("../../../sync/apply/apply.ts"),
  ]);
  const answered = flags.yes === true;
  let request: ApplyRequest = { ...wanted, confirmed: null, isGuardAnswered: answered };
  if (!flags.execute) {
    const { plan, snapshot, edits, pulled } = await planBothWays(workspace, tracker, wanted);
    if (!isEmpty(plan) || snapshot.unpublished > 0 || edits.length > 0) {
      await confirm(withBroughtBack(plan, pulled), session, answered);
      const confirmed = [...pulled, ...plan.changes];
      request = { ...wanted, confirmed, isGuardAnswered: true, keywords: untilPlan(keywords, plan) };
    }
  }
  const applied = await applyRun(workspace, tracker, request, runtime);
  tellProblems(applied.plan, session);
  return endOf(applied, session, await commentPullRequests(applied, opened, session));
}

/** A run without anything to do, which read nothing for it. */
const nothingApplied = {
  ...{ tries: 1, published: 0, numbers: new Map(), earlier: new Map() },
  ...{ broughtBack: [], pulled: [], renamed: [], renamedIn: [] },
} satisfies Omit<Result, "plan" | "tip">;

type Result = Omit<AppliedRun, "snapshot">;

function endOf(applied: Result, session: Session, commented = nothingCommented): Ended {
  const exit = resultExit(applied);
  return {
    text: resultText(applied, session) + commented.text,
    data: { ...resultData(applied), pullRequestComments: commented.written },
    exit: exit === exitCodes.done && commented.hasFailed ? exitCodes.failed : exit,
  };
}

export function tellProblems({ problems, notes }: Plan, { terminal, paint, show }: Session): void {
  terminal.err(renderProblems(problems, paint, show) + renderNotes(notes, paint));
}

/** Shows the plan and asks; with nobody to ask nothing is written. */
async function confirm(plan: Plan, session: Session, isGuardAnswered: boolean): Promise<void> {
  const reasons = isGuardAnswered ? [] : guardPlan(plan);
  const { terminal } = session;
  if (!terminal.canAsk) {
    throw new SpectrynError("unconfirmed", "nobody can confirm the plan here; nothing was written", {
      hint: "Add --execute to write without a question, or look first: spectryn plan",
    });
  }
  terminal.err(planText(plan, session, ""));
  for (const reason of reasons) terminal.err(`${session.paint("yellow", "careful:")} ${reason}\n`);
  if (await ask("Write these changes?", session.runtime.signal)) return;
  throw new SpectrynError("unconfirmed", "not confirmed; nothing was written", {});
}

export function resultText(applied: Result, session: Session): string {
  tellNames(applied, session);
  const { tip, numbers, earlier, published, broughtBack, pulled } = applied;
  const plan = withBroughtBack(applied.plan, pulled);
  const { settings, terminal, paint, show } = session;
  const done = isEmpty(plan) ? null : { tip, numbers };
  const shown =
    plan.unpublished.length + plan.unreadable.length > 0 || plan.changes.some(({ op }) => op !== "agree");
  const screen = shown ? renderPlan({ plan, settings, done, columns: terminal.columns, paint, show }) : "";
  const { written } = countLines(plan);
  const { left } = countLines(applied.plan);
  const rest = left === "" ? "" : ` Left as they are: ${left}.`;
  const back =
    broughtBack.length === 0
      ? ""
      : ` Brought back into ${broughtBack.map(show).join(", ")}: ${plural(pulled.length, "pull")}.`;
  const own = published === 0 ? "" : ` Published ${plural(published, "change")} of this clone.`;
  const created = [...earlier.values()].map(issueName).join(", ");
  const before = created === "" ? "" : ` Created before another run was faster: ${created}.`;
  const others = before + own + back;
  if (isEmpty(plan) && others !== "") return `${screen}Done.${others}${rest}\n`;
  if (isEmpty(plan)) return `${screen}Nothing to do. ${plural(plan.items, "item")}, 0 changes.${rest}\n`;
  const did = written === "" && back === "" ? "bookkeeping" : written;
  const where = `${plan.tracker.name} @ ${tip?.slice(0, 7)}`;
  return `${screen}Done${did === "" ? "" : `: ${did}`}.${others}${rest} Written and read back: ${where}\n`;
}

export function resultData({
  plan,
  tip,
  numbers,
  tries,
  published,
  broughtBack,
  pulled,
  renamed,
  renamedIn,
}: Result) {
  const names = { numbers: Object.fromEntries(numbers), renamed, renamedIn };
  return { plan, tip, ...names, tries, published, broughtBack, pulled };
}

export function resultExit({ plan }: Pick<AppliedRun, "plan">): ExitCode {
  const exit = planExit(plan, false);
  return exit === exitCodes.pending ? exitCodes.done : exit;
}
