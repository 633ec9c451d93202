import { exitCodes } from "../../../errors.ts";
import { filterIssues, toKinds, toStates } from "../../../sync/find-issues.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { renderIssueList } from "../../render/issues.ts";
import { runCommand } from "../../session.ts";

export interface ListFlags extends CommonFlags, TrackerFlags {
  readonly state?: readonly string[];
  readonly kind?: readonly string[];
  readonly milestone?: string;
  readonly assignee?: string;
  readonly label?: readonly string[];
  readonly text?: string;
}

export async function runList(flags: ListFlags): Promise<void> {
  await runCommand("issue list", flags, async ({ open, settings, terminal, paint }) => {
    const filter = {
      states: toStates(flags.state ?? []),
      kinds: toKinds(flags.kind ?? []),
      milestone: flags.milestone ?? null,
      assignee: flags.assignee?.replace(/^@/, "") ?? null,
      labels: flags.label ?? [],
      text: flags.text ?? null,
    };
    const { tracker } = await open();
    const snapshot = await tracker.read();
    const issues = filterIssues(snapshot, filter);
    for (const { path, reason } of snapshot.unreadable) {
      terminal.err(`${paint("yellow", "warning:")} ${path} cannot be read and is not listed: ${reason}\n`);
    }
    const exit = snapshot.unreadable.length > 0 ? exitCodes.failed : exitCodes.done;
    return { text: renderIssueList(issues, settings, terminal.columns, paint), data: { issues }, exit };
  });
}
