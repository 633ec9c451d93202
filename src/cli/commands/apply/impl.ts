import { applyRun } from "../../../sync/apply/apply.ts";
import { loadPlan, requestOf } from "../../../sync/apply/saved-plan.ts";
import { makeKeywordSource } from "../../../sync/commits/main-branch.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { runCommand } from "../../session.ts";
import { resultData, resultExit, resultText, tellProblems } from "../sync/impl.ts";

export interface ApplyFlags extends CommonFlags, TrackerFlags {
  readonly yes?: boolean;
}

export async function runApply(file: string, flags: ApplyFlags): Promise<void> {
  await runCommand("apply", flags, async (session) => {
    const { workspace, settings, runtime, config } = session;
    const saved = await loadPlan(workspace, file);
    const opened = await session.open();
    const { tracker } = opened;
    const keywords = makeKeywordSource(workspace, config, opened);
    const request = await requestOf(saved, file, workspace, tracker, settings, keywords);
    const applied = await applyRun(
      workspace,
      tracker,
      { ...request, isGuardAnswered: flags.yes === true, direction: "push" },
      runtime,
    );
    tellProblems(applied.plan, session);
    return { text: resultText(applied, session), data: resultData(applied), exit: resultExit(applied) };
  });
}
