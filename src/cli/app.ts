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
import type { Typed } from "./options.ts";
import { outputTerminal, writeOutput } from "./output.ts";
import { allCommands, explainOption, fullName } from "./unknown-option.ts";
import { usageDocument, wantsJson } from "./usage-error.ts";

const adds: Readonly<Record<string, (program: Command, typed: Typed) => void>> = {
  validate: addValidate,
  plan: addPlan,
  apply: addApply,
  sync: addSync,
  push: addPush,
  status: addStatus,
  changes: addChanges,
  commits: addCommits,
  issue: addIssue,
  milestone: addNames("milestone"),
  component: addNames("component"),
  version: addNames("version"),
};

/** Runs one command line; gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  process.exitCode = exitCodes.done;
  try {
    await makeProgram(args).parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return Number(process.exitCode);
}

/**
 * Declares the commands that `args` can mean, because declaring all takes longer than most of them run: the one that
 * is typed first, else all, those below a group where the group is typed. `null`: everything there is.
 */
function makeProgram(args: readonly string[] | null): Command {
  const isJson = wantsJson(args ?? []);
  const program = new Command("spectryn")
    .description(
      "Keeps Markdown specifications and a team's issues the same: plan, apply exactly that, read back.",
    )
    .usage("[command] [flags]")
    .version(version, "-V, --version")
    .enablePositionalOptions()
    .showHelpAfterError(isJson ? false : "(spectryn --help shows the commands and flags)")
    .showSuggestionAfterError();
  addBareForm(program);
  const first = args?.[0] ?? "";
  const names = Object.hasOwn(adds, first) ? [first] : Object.keys(adds);
  const typed: Typed = { has: (name) => args === null || args.includes(name) };
  for (const name of names) adds[name]!(program, typed);
  for (const command of [program, ...allCommands(program)]) {
    command.exitOverride().configureOutput({
      writeOut: writeOutput,
      getOutHelpWidth: () => outputTerminal()?.columns as number,
      getOutHasColors: () => outputTerminal() !== null,
      outputError: (text, write) => {
        const said = explainOption(text, command, () => makeProgram(null));
        if (isJson) writeOutput(usageDocument(fullName(command), said));
        else write(said);
      },
    });
  }
  return program;
}
