import type { Command } from "commander";
import { addIssueFlags } from "../issue/issue-options.ts";

export function addChanges(program: Command): void {
  addIssueFlags(program.command("changes"))
    .description("what happened in the tracker, newest first")
    .option("--since <when>", "2d, 3h, 2026-01-31, or a commit of the tracker's branch", "7d")
    .option("--mine", "only what I did")
    .addHelpText(
      "after",
      `
Examples:
  spectryn changes
  spectryn changes --since 2d --mine
  spectryn changes --since 2026-01-01 --json
  spectryn changes --since spectryn~5`,
    )
    .action(async (flags) => (await import("./impl.ts")).runChanges(flags));
}
