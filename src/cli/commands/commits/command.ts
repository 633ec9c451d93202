import type { Command } from "commander";
import { addCommonFlags, addTrackerFlags } from "../../options.ts";

export function addCommits(program: Command): void {
  addTrackerFlags(addCommonFlags(program.command("commits")))
    .description("do what commits of the main branch say by keywords, such as fixes #12")
    .option("--since <rev>", "read from this commit on, also what was read before")
    .option("-n, --dry-run", "show what they would do and write nothing")
    .addHelpText(
      "after",
      `
Keywords, before #12, issue #12, bug #12, ticket #12 or US-001; several with commas or and:
  close, fix, resolve      resolved     reopen        open
  hold                     on hold      wontfix       wontfix
  invalidate               invalid      see, re, ref, references, addresses   link only
A commit acts at most once on an issue. spectryn sync does the same when the main branch has moved.

Examples:
  spectryn commits
  spectryn commits --dry-run
  spectryn commits --since v1.2 --json`,
    )
    .action(async (flags) => (await import("./impl.ts")).runCommitsCommand(flags));
}
