/** `spectryn --markdown EPIC.md [--execute]`: plan without `--execute`, sync with it. */
import type { Command } from "commander";
import { addPlanFlags, type PlanFlags } from "./options.ts";

interface BareFlags extends PlanFlags {
  readonly markdown?: readonly string[];
  readonly execute?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function addBareForm(program: Command): void {
  addPlanFlags(program)
    .option("-m, --markdown <path...>", "the spec: Markdown files or directories")
    .option("-x, --execute", "write the changes; without it they are only shown")
    .option("-n, --dry-run", "show the changes and write nothing, whatever else says otherwise")
    .option("-y, --yes", "answer guards with yes")
    .addHelpText(
      "after",
      `
Examples:
  spectryn --markdown EPIC.md                                  show what would change
  spectryn --markdown EPIC.md --tracker bitbucket --execute    change it
  spectryn validate EPIC.md                                    check the spec alone
  spectryn issue list --state open                             what is in the tracker`,
    )
    .action(async (flags: BareFlags) => {
      const paths = flags.markdown ?? [];
      if (flags.execute && !flags.dryRun) {
        const { runSync } = await import("./commands/sync/impl.ts");
        await runSync(paths, { ...flags, execute: true });
      } else {
        const { runPlan } = await import("./commands/plan/impl.ts");
        await runPlan(paths, flags);
      }
    });
}
