import type { Command } from "commander";
import { addIssueFlags, refText } from "./issue-options.ts";

const types = '"blocks", "blocked by", "depends on", "relates to" or "duplicates"';

export function addMoveCommands(issue: Command): void {
  addClose(issue);
  addReopen(issue);
  addAssign(issue);
  addLink(issue);
  addUnlink(issue);
}

function addClose(issue: Command): void {
  addIssueFlags(issue.command("close"))
    .description("close an issue")
    .argument("<ref>", refText)
    .option("--as <state>", "resolved, closed, invalid, duplicate or wontfix", "resolved")
    .option("-c, --comment <text>", "say why")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue close 12
  spectryn issue close 12 --as wontfix --comment "Nobody asks for it any more"`,
    )
    .action(async (ref, flags) => (await import("./state.ts")).runClose(ref, flags));
}

function addReopen(issue: Command): void {
  addIssueFlags(issue.command("reopen"))
    .description("open a closed issue again")
    .argument("<ref>", refText)
    .addHelpText("after", "\nExamples:\n  spectryn issue reopen 12")
    .action(async (ref, flags) => (await import("./state.ts")).runReopen(ref, flags));
}

function addAssign(issue: Command): void {
  addIssueFlags(issue.command("assign"))
    .description("give an issue to somebody")
    .argument("<ref>", refText)
    .argument("<name>", "a name, @me, or none")
    .option("--force", "take a name that nobody knows yet")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue assign 12 @me
  spectryn issue assign US-001 dana
  spectryn issue assign 12 none`,
    )
    .action(async (ref, name, flags) => (await import("./state.ts")).runAssign(ref, name, flags));
}

function addLink(issue: Command): void {
  addIssueFlags(issue.command("link"))
    .description("link an issue to another; issue show tells it on both")
    .argument("<ref>", refText)
    .argument("<type>", types)
    .argument("<other>", "the other issue")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue link 12 blocks 15
  spectryn issue link US-001 "depends on" US-002`,
    )
    .action(async (ref, type, other, flags) => (await import("./link.ts")).runLink(ref, type, other, flags));
}

function addUnlink(issue: Command): void {
  addIssueFlags(issue.command("unlink"))
    .description("take links between two issues away")
    .argument("<ref>", refText)
    .argument("<type>", `${types}; or the other issue, then all links between the two go`)
    .argument("[other]", "the other issue")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue unlink 12 blocks 15
  spectryn issue unlink 12 15`,
    )
    .action(async (ref, type, other, flags) =>
      (await import("./link.ts")).runUnlink(ref, type, other, flags),
    );
}
