import type { Command } from "commander";
import { addCommonFlags, addTrackerFlags } from "../../options.ts";

export function addPush(program: Command): void {
  addTrackerFlags(addCommonFlags(program.command("push")))
    .description("publish what only this clone has: issues, comments and changes made offline")
    .addHelpText(
      "after",
      `
Issues that were created offline get their numbers: new-1 becomes #57 in texts, comments and specs.
What others wrote meanwhile stays; the same field changed on both sides is a conflict. spectryn sync publishes too.

Examples:
  spectryn push
  spectryn push --json`,
    )
    .action(async (flags) => (await import("./impl.ts")).runPush(flags));
}
