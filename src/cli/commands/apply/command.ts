import type { Command } from "commander";
import { addCommonFlags, addTrackerFlags } from "../../options.ts";

export function addApply(program: Command): void {
  addTrackerFlags(addCommonFlags(program.command("apply")))
    .description("write exactly the changes of a saved plan")
    .argument("<file>", "a plan of spectryn plan -o")
    .option("-y, --yes", "answer guards with yes")
    .addHelpText(
      "after",
      `
Examples:
  spectryn plan EPIC.md -o plan.json
  spectryn apply plan.json`,
    )
    .action(async (file, flags) => (await import("./impl.ts")).runApply(file, flags));
}
