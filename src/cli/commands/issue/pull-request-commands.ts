import type { Command } from "commander";
import { addCommonFlags, addTrackerFlags } from "../../options.ts";

const offline = "work with what this clone has; nothing is sent or asked";

export function addPullRequestCommands(issue: Command): void {
  addTrackerFlags(addCommonFlags(issue.command("link-pr")))
    .description("link pull requests to an issue")
    .argument("<ref>", "the issue: its number (#12 or 12) or its key (US-001)")
    .argument("<pr...>", "pull requests: 456, #456, or their address")
    .option("--remove", "take the links away")
    .option("--offline", offline)
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue link-pr 12 456
  spectryn issue link-pr US-001 https://bitbucket.org/acme/shop/pull-requests/456
  spectryn issue link-pr 12 456 --remove`,
    )
    .action(async (ref, prs, flags) => (await import("./link-pr.ts")).runLinkPullRequest(ref, prs, flags));
  addTrackerFlags(addCommonFlags(issue.command("prs")))
    .description("show the pull requests that are linked to an issue or name it")
    .argument("<ref>", "its number (#12 or 12) or its key (US-001)")
    .option("--offline", offline)
    .addHelpText(
      "after",
      `
Each line says where the pull request comes from: linked, or named in its title, description or source branch.

Examples:
  spectryn issue prs 12
  spectryn issue prs US-001 --json`,
    )
    .action(async (ref, flags) => (await import("./prs.ts")).runPullRequests(ref, flags));
}
