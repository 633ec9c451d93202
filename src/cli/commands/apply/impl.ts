import { applyRun } from "../../../sync/apply.ts";
import { loadPlan, requestOf } from "../../../sync/saved-plan.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { renderProblems } from "../../render/problems.ts";
import { runCommand } from "../../session.ts";
import { resultData, resultExit, resultText } from "../sync/impl.ts";

export interface ApplyFlags extends CommonFlags, TrackerFlags {
  readonly yes?: boolean;
}

export async function runApply(file: string, flags: ApplyFlags): Promise<void> {
  await runCommand("apply", flags, async (session) => {
    const { workspace, settings, runtime } = session;
    const saved = await loadPlan(workspace, file);
    const { tracker } = await session.open();
    const request = await requestOf(saved, file, workspace, tracker, settings);
    const applied = await applyRun(
      workspace,
      tracker,
      { ...request, isGuardAnswered: flags.yes === true, direction: "push" },
      runtime,
    );
    session.terminal.err(renderProblems(applied.plan.problems, session.paint, session.show));
    return { text: resultText(applied, session), data: resultData(applied), exit: resultExit(applied) };
  });
}
