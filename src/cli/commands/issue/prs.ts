import { exitCodes, SpectrynError } from "../../../errors.ts";
import { findPullRequests, type LinkedPullRequest } from "../../../sync/issues/pull-requests.ts";
import { findLiving } from "../../../sync/issues/ref.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { cutTo, padTo, widthOf } from "../../render/text.ts";
import { runCommand } from "../../session.ts";

export interface PullRequestFlags extends CommonFlags, TrackerFlags {
  readonly offline?: boolean;
}

export async function runPullRequests(ref: string, flags: PullRequestFlags): Promise<void> {
  await runCommand("issue prs", flags, async ({ open, terminal, paint }) => {
    const opened = await open(flags.offline ? "never" : "fallback");
    const { tracker, links } = opened;
    const index = await tracker.readIndex();
    const row = findLiving({ issues: index.rows, unreadable: index.unreadable }, ref, tracker.repository);
    const read = await tracker.readIssue(row.number);
    if (read === null) throw new SpectrynError("issue-unknown", `there is no issue ${ref} any more`, {});
    const host = { tracker, links, forge: flags.offline ? null : opened.forge };
    const { pulls, unasked } = await findPullRequests(read.issue, host);
    if (unasked !== null && (pulls.length > 0 || host.forge !== null)) {
      const lacks = pulls.length > 0 ? "only numbers are known" : "it is not known which ones name it";
      terminal.err(`${paint("yellow", "warning:")} ${lacks}: ${unasked}\n`);
    }
    const none = `No pull request is linked to it${unasked === null ? " or names it" : ""}.\n`;
    const text = pulls.length === 0 ? none : renderPullRequests(pulls, terminal.columns);
    return { text, data: { pullRequests: pulls, unasked }, exit: exitCodes.done };
  });
}

function renderPullRequests(pulls: readonly LinkedPullRequest[], columns: number): string {
  const rows = pulls.map(({ number, found, origins, url }) => [
    `#${number}`,
    found?.state ?? "",
    origins.join(", "),
    found === null ? "" : `${found.sourceBranch} -> ${found.targetBranch}`,
    found?.title ?? url ?? "",
  ]);
  const widths = rows[0]!.map((_, at) => Math.min(40, Math.max(...rows.map((row) => widthOf(row[at]!)))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => padTo(cutTo(cell, widths[at]!), widths[at]!))
      .filter((_, at) => widths[at]! > 0)
      .join("  ")
      .trimEnd();
  return `${rows.map((row) => cutTo(line(row), Math.max(60, columns))).join("\n")}\n`;
}
