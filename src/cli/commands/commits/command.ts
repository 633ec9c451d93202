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
Keywords, in any case and form (fix, fixes, fixed, fixing), before #12, issue #12, bug #12, ticket #12 or US-001:
  close, fix, resolve                          resolved
  reopen                                       open
  hold                                         on hold
  wontfix                                      wontfix
  invalidate                                   invalid
  see, re, ref, refs, references, addresses    link only
Several ids go in a list: fixes #12, #15 and US-001. A commit acts at most once on an issue.
spectryn sync does the same when the main branch has moved.

Examples:
  spectryn commits
  spectryn commits --dry-run
  spectryn commits --since v1.2 --json`,
    )
    .action(async (flags) => (await import("./impl.ts")).runCommitsCommand(flags));
}
