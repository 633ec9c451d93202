import type { Command } from "commander";
import { addCommonFlags } from "../../options.ts";

export function addValidate(program: Command): void {
  addCommonFlags(program.command("validate"))
    .description("check specs; needs no tracker and no git")
    .argument("[paths...]", "Markdown files or directories (default: EPIC.md here)")
    .addHelpText(
      "after",
      `
Examples:
  spectryn validate EPIC.md
  spectryn validate specs/ --json`,
    )
    .action(async (paths, flags) => (await import("./impl.ts")).runValidate(paths, flags));
}
