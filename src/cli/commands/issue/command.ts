import type { Command } from "commander";
import { addCommonFlags, addTrackerFlags, collect } from "../../options.ts";
import { addMoveCommands } from "./move-commands.ts";
import { addPullRequestCommands } from "./pull-request-commands.ts";
import { addWriteCommands } from "./write-commands.ts";

export function addIssue(program: Command): void {
  const issue = program.command("issue").description("work with the issues of the tracker");
  addList(issue);
  addShow(issue);
  addWriteCommands(issue);
  addMoveCommands(issue);
  addPullRequestCommands(issue);
}

function addList(issue: Command): void {
  addTrackerFlags(addCommonFlags(issue.command("list")))
    .description("list issues")
    .option("--state <state>", "only this state; several with commas", collect)
    .option("--kind <kind>", "only this kind; several with commas", collect)
    .option("--milestone <name>", "only this milestone")
    .option("--assignee <name>", "only this assignee; none: nobody's")
    .option("--label <label>", "only with this label; several: all of them", collect)
    .option("--text <words>", "only where title or texts hold all these words")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue list
  spectryn issue list --state new,open --assignee dana
  spectryn issue list --text "gift card" --json`,
    )
    .action(async (flags) => (await import("./list.ts")).runList(flags));
}

function addShow(issue: Command): void {
  addTrackerFlags(addCommonFlags(issue.command("show")))
    .description("show one issue")
    .argument("<ref>", "its number (#12 or 12) or its key (US-001)")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue show 12
  spectryn issue show US-001 --json`,
    )
    .action(async (ref, flags) => (await import("./show.ts")).runShow(ref, flags));
}
