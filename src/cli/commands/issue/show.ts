import { exitCodes } from "../../../errors.ts";
import { findIssue } from "../../../sync/find-issues.ts";
import { openTracker } from "../../../sync/open.ts";
import { type CommonFlags, type TrackerFlags, toChoice } from "../../options.ts";
import { renderIssue } from "../../render/issues.ts";
import { runCommand } from "../../session.ts";

export async function runShow(ref: string, flags: CommonFlags & TrackerFlags): Promise<void> {
  await runCommand("issue show", flags, async ({ workspace, runtime, settings, paint }) => {
    const { tracker } = await openTracker(workspace, toChoice(flags), runtime);
    const snapshot = await tracker.read();
    const issue = findIssue(snapshot, ref);
    return { text: renderIssue(issue, snapshot, settings, paint), data: { issue }, exit: exitCodes.done };
  });
}
