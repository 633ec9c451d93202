import { issueName } from "../../../core/issue/mentions.ts";
import { exitCodes } from "../../../errors.ts";
import { changeIssues } from "../../../sync/issues/change.ts";
import { refuseMissing, toPullRequestNumber } from "../../../sync/issues/pull-requests.ts";
import { findLiving } from "../../../sync/issues/ref.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { runCommand } from "../../session.ts";

export interface LinkFlags extends CommonFlags, TrackerFlags {
  readonly remove?: boolean;
  readonly offline?: boolean;
}

export async function runLinkPullRequest(
  ref: string,
  texts: readonly string[],
  flags: LinkFlags,
): Promise<void> {
  await runCommand("issue link-pr", flags, async ({ open, runtime }) => {
    const { tracker, forge } = await open(flags.offline ? "never" : "fallback");
    const numbers = texts.map((text) => toPullRequestNumber(text, tracker));
    if (!flags.remove && !flags.offline) await refuseMissing(numbers, forge);
    const { result, outcome } = await changeIssues(tracker, runtime, (snapshot) => {
      const { number, fields } = findLiving(snapshot, ref, tracker.repository);
      const before = fields.prs ?? [];
      const added = flags.remove ? [] : numbers.filter((one) => !before.includes(one));
      const kept = before.filter((one) => !flags.remove || !numbers.includes(one));
      const prs = [...new Set([...kept, ...added])].sort((a, b) => a - b);
      const isSame = prs.length === before.length && prs.every((one) => before.includes(one));
      const writes = isSame ? [] : [{ op: "update", number, set: { prs } } as const];
      return { writes, result: { number, pullRequests: prs } };
    });
    const list = result.pullRequests.map((number) => `#${number}`).join(", ") || "none";
    const kept = outcome?.isUnpublished ? " Kept in this clone; spectryn push publishes it." : "";
    const text = `${issueName(result.number)} ${outcome === null ? "had" : "has"} the pull requests: ${list}.${kept}\n`;
    return { text, data: result, exit: exitCodes.done };
  });
}
