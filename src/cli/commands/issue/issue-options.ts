/** Flags that commands on issues share. */
import type { Command } from "commander";
import { addCommonFlags, addTrackerFlags, collect } from "../../options.ts";

export const refText = "the issue: #12, 12, US-001, new-1 or its address";

export function addIssueFlags(command: Command): Command {
  return addTrackerFlags(addCommonFlags(command)).option(
    "--offline",
    "work with what this clone has; spectryn push publishes it later",
  );
}

export function addTextFlags(command: Command): Command {
  return command
    .option("-b, --body <text>", "the text: description and sections in Markdown")
    .option("-F, --body-file <file>", "the text from a file; - for standard input")
    .option("-e, --editor", "write title and text in $VISUAL or $EDITOR");
}

/** `none` clears what can be empty. */
export function addFieldFlags(command: Command): Command {
  return command
    .option("--state <state>", "new, open, on hold, resolved, closed, ... or a status word of specs")
    .option("--kind <kind>", "bug, enhancement, proposal or task")
    .option("--priority <priority>", "low, medium, high, critical, ... as in specs")
    .option("--assignee <name>", "whose it is: a name, @me, or none")
    .option("--label <label>", "its labels; several with commas", collect)
    .option("--milestone <name>", "its milestone, or none")
    .option("--component <name>", "its component, or none")
    .option("--version <name>", "its version, or none")
    .option("--parent <ref>", "the issue that it is a part of, or none")
    .option("--epic <ref>", "the epic that it belongs to, or none")
    .option("--due <date>", "when it is due: 2026-03-31, or none")
    .option("--points <number>", "its story points, or none")
    .option("--force", "take names that nobody knows yet");
}
