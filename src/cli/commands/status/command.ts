import type { Command } from "commander";
import { addCommonFlags, addTrackerFlags } from "../../options.ts";

export function addStatus(program: Command): void {
  addTrackerFlags(addCommonFlags(program.command("status")))
    .description("where the tracker and the synced specs stand")
    .addHelpText(
      "after",
      `
Examples:
  spectryn status
  spectryn status --json`,
    )
    .action(async (flags) => (await import("./impl.ts")).runStatus(flags));
}
