import type { Command } from "commander";
import { addPlanFlags } from "../../options.ts";

export function addPlan(program: Command): void {
  addPlanFlags(program.command("plan"))
    .description("show what a sync would change; writes nothing")
    .argument("[paths...]", "Markdown files or directories (default: EPIC.md at the root)")
    .option("-o, --out <file>", "save the plan for spectryn apply")
    .option("--detailed-exitcode", "exit 2 when changes are pending")
    .addHelpText(
      "after",
      `
Examples:
  spectryn plan EPIC.md
  spectryn plan specs/ -o plan.json        then: spectryn apply plan.json
  spectryn plan EPIC.md --story US-001`,
    )
    .action(async (paths, flags) => (await import("./impl.ts")).runPlan(paths, flags));
}
