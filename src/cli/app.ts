/** The command line as a whole: one line per command; their code is loaded when they run. */
import { Command, CommanderError } from "commander";
import { exitCodes } from "../errors.ts";
import { version } from "../version.ts";
import { addBareForm } from "./bare-form.ts";
import { addApply } from "./commands/apply/command.ts";
import { addChanges } from "./commands/changes/command.ts";
import { addCommits } from "./commands/commits/command.ts";
import { addIssue } from "./commands/issue/command.ts";
import { addNames } from "./commands/name/command.ts";
import { addPlan } from "./commands/plan/command.ts";
import { addPush } from "./commands/push/command.ts";
import { addStatus } from "./commands/status/command.ts";
import { addSync } from "./commands/sync/command.ts";
import { addValidate } from "./commands/validate/command.ts";
import { allCommands, explainOption } from "./unknown-option.ts";

/** Runs one command line; gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  process.exitCode = exitCodes.done;
  try {
    await makeProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return Number(process.exitCode);
}

export function makeProgram(): Command {
  const program = new Command("spectryn")
    .description(
      "Keeps Markdown specifications and a team's issues the same: plan, apply exactly that, read back.",
    )
    .usage("[command] [flags]")
    .version(version, "-V, --version")
    .enablePositionalOptions()
    .showHelpAfterError("(spectryn --help shows the commands and flags)")
    .showSuggestionAfterError();
  addBareForm(program);
  const commands = [
    addValidate,
    addPlan,
    addApply,
    addSync,
    addPush,
    addStatus,
    addChanges,
    addCommits,
    addIssue,
    addNames,
  ];
  for (const add of commands) add(program);
  for (const command of [program, ...allCommands(program)]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) => write(explainOption(text, command, program)),
    });
  }
  return program;
}
