import type { Command } from "commander";
import { addPlanFlags } from "../../options.ts";

export function addSync(program: Command): void {
  addPlanFlags(program.command("sync"))
    .description("show the plan, ask, and apply it")
    .argument("[paths...]", "Markdown files or directories (default: EPIC.md at the root)")
    .option("-x, --execute", "do not ask; needed where nobody can answer")
    .option("-y, --yes", "answer guards with yes")
    .addHelpText(
      "after",
      `
Examples:
  spectryn sync EPIC.md
  spectryn sync EPIC.md --execute --tracker bitbucket
  spectryn sync EPIC.md --execute --prefer tracker     settle conflicts in the tracker's favour`,
    )
    .action(async (paths, flags) => (await import("./impl.ts")).runSync(paths, flags));
}
