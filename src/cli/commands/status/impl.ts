import { exitCodes } from "../../../errors.ts";
import { readStatus, type Status } from "../../../sync/views/status.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { renderNotes } from "../../render/problems.ts";
import { plural } from "../../render/text.ts";
import { runCommand } from "../../session.ts";

export async function runStatus(flags: CommonFlags & TrackerFlags): Promise<void> {
  await runCommand("status", flags, async ({ workspace, open, show, terminal, paint }) => {
    const { tracker, notes } = await open("fallback");
    const status = await readStatus(workspace, tracker);
    if (status.offline !== null) {
      terminal.err(`${paint("yellow", "warning:")} what is here may be old: ${status.offline}\n`);
    }
    const isBroken = status.unreadable.length > 0;
    const isConflict = status.conflicts.length > 0;
    const exit = isBroken ? exitCodes.failed : isConflict ? exitCodes.conflict : exitCodes.done;
    terminal.err(renderNotes(status.notes, paint));
    return { text: statusText(status, notes, show), data: status, exit };
  });
}

const words = {
  synced: "as at its last sync",
  changed: "changed since its last sync; spectryn plan shows how",
  missing: "not in this folder",
} as const;

function statusText(status: Status, notes: readonly string[], show: (path: string) => string): string {
  const byState = Object.entries(status.byState).map(([state, count]) => `${count} ${state}`);
  const lines = [...notes];
  if (status.tracker.tip === null)
    lines.push("nothing was synced yet; spectryn sync EPIC.md makes the tracker");
  else {
    lines.push(`at ${status.tracker.tip.slice(0, 7)}`);
    const count = plural(status.issues, "issue");
    lines.push(
      `${count}${byState.length === 0 ? "" : ` (${byState.join(", ")})`}, ${plural(status.milestones, "milestone")}`,
    );
  }
  for (const { path, is } of status.specs) lines.push(`  ${show(path)}  ${words[is]}`);
  if (status.unpublished > 0)
    lines.push(`${plural(status.unpublished, "change")} not published yet; spectryn push publishes`);
  for (const conflict of status.conflicts) {
    lines.push(
      `  ! conflict  ${conflict.path} ${conflict.field}: base ${conflict.base ?? "(none)"} | here ${conflict.ours ?? "(none)"} | published ${conflict.theirs ?? "(none)"}`,
    );
  }
  for (const { path, reason } of status.unreadable) lines.push(`  ! cannot be read  ${path}: ${reason}`);
  return `${lines.join("\n")}\n`;
}
