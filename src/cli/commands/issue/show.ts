import { exitCodes } from "../../../errors.ts";
import { findIssue } from "../../../sync/find-issues.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { renderIssue } from "../../render/issues.ts";
import { runCommand } from "../../session.ts";

export async function runShow(ref: string, flags: CommonFlags & TrackerFlags): Promise<void> {
  await runCommand("issue show", flags, async ({ open, settings, paint }) => {
    const { tracker } = await open();
    const snapshot = await tracker.read();
    const issue = findIssue(snapshot, ref);
    return { text: renderIssue(issue, snapshot, settings, paint), data: { issue }, exit: exitCodes.done };
  });
}
