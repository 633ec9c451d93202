import type { Command } from "commander";
import { collect, type Typed } from "../../options.ts";
import { addAttachmentCommands } from "./attachment-commands.ts";
import { addIssueFlags, refText } from "./issue-options.ts";
import { addMoveCommands } from "./move-commands.ts";
import { addPullRequestCommands } from "./pull-request-commands.ts";
import { addWriteCommands } from "./write-commands.ts";

export function addIssue(program: Command, typed: Typed): void {
  const issue = program.command("issue").description("work with the issues of the tracker");
  if (!typed.has("issue")) return;
  addList(issue);
  addShow(issue);
  addLog(issue);
  addWriteCommands(issue);
  addMoveCommands(issue);
  addPullRequestCommands(issue);
  addAttachmentCommands(issue);
}

function addList(issue: Command): void {
  addIssueFlags(issue.command("list"))
    .description("list issues, closed ones too")
    .option("--open", "only issues on which work has not ended")
    .option("--state <state>", "only this state; several with commas", collect)
    .option("--kind <kind>", "only this kind; several with commas", collect)
    .option("--priority <priority>", "only this priority, as in specs; several with commas", collect)
    .option("--milestone <name>", "only this milestone; none: issues without one")
    .option("--component <name>", "only this component, or none")
    .option("--version <name>", "only this version, or none")
    .option("--assignee <name>", "only this assignee; @me, or none: nobody's")
    .option("--mine", "the same as --assignee @me")
    .option("--label <label>", "only with this label; several: all of them", collect)
    .option("--epic <ref>", "only of this epic: its key or number")
    .option("--parent <ref>", "only parts of this issue")
    .option("--text <words>", "only where title, texts and comments hold all these words")
    .option(
      "--sort <key>",
      "number, updated, created, priority or title; with - in front downwards",
      "number",
    )
    .option("--limit <count>", "at most so many")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue list --open --mine
  spectryn issue list --state new,open --assignee dana --sort=-priority
  spectryn issue list --text "gift card" --json
  spectryn issue list --epic EPIC-001 --sort=-updated --limit 20`,
    )
    .action(async (flags) => (await import("./list.ts")).runList(flags));
}

function addShow(issue: Command): void {
  addIssueFlags(issue.command("show"))
    .description("show one issue with its comments and the links of both sides")
    .argument("<ref>", refText)
    .option("--url", "print only the address of its file on the branch")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue show 12
  spectryn issue show US-001 --json
  spectryn issue show https://bitbucket.org/acme/shop/issues/12/refund
  spectryn issue show 12 --url`,
    )
    .action(async (ref, flags) => (await import("./show.ts")).runShow(ref, flags));
}

function addLog(issue: Command): void {
  addIssueFlags(issue.command("log"))
    .description("who changed what of an issue, newest first")
    .argument("<ref>", refText)
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue log 12
  spectryn issue log US-001 --json`,
    )
    .action(async (ref, flags) => (await import("./log.ts")).runLog(ref, flags));
}
