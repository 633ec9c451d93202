/** `spectryn --markdown EPIC.md [--execute]`: plan without `--execute` (or `sync.execute: true`), sync with it. */
import type { Command } from "commander";
import { shellWord } from "../core/shell.ts";
import { nearest } from "../core/suggest.ts";
import { exitCodes } from "../errors.ts";
import { addPlanFlags, type PlanFlags } from "./options.ts";

export interface BareFlags extends PlanFlags {
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
    .argument("[command...]")
    .action(async (words: readonly string[], flags: BareFlags) => {
      if (words.length > 0) program.error(unknownCommand(words[0]!, program), { exitCode: exitCodes.failed });
      const { runBare } = await import("./commands/bare/impl.ts");
      await runBare(flags);
    });
}

function unknownCommand(word: string, program: Command): string {
  const names = program.commands.map((command) => command.name());
  const near = nearest(word, names);
  const isSpec = /\.md$|\/$/i.test(word);
  const way = isSpec
    ? `to look at a spec: spectryn plan ${shellWord(word)}`
    : near === null
      ? `commands: ${names.join(", ")}`
      : `did you mean ${near}?`;
  return `error: unknown command "${word}"; ${way}`;
}
