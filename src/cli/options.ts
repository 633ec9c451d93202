/** Flags that several commands share, declared once. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Prefer } from "../core/reconcile.ts";
import type { TrackerChoice } from "../sync/open.ts";

export interface CommonFlags {
  readonly json?: boolean;
  readonly verbose?: boolean;
  /** commander's form of `--no-input`. */
  readonly input: boolean;
}

export interface TrackerFlags {
  readonly tracker?: "local" | "bitbucket";
  readonly bitbucketWorkspace?: string;
  readonly bitbucketRepo?: string;
}

export interface PlanFlags extends CommonFlags, TrackerFlags {
  readonly story?: string;
  readonly prefer?: "spec" | "tracker";
}

export function addCommonFlags(command: Command): Command {
  return command
    .option("--json", "print one JSON document on stdout")
    .option("-v, --verbose", "say on stderr what is done: settings, git commands, waits")
    .option("--no-input", "never ask; fail where a question would be needed");
}

export function addTrackerFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--tracker <name>",
        "where the issues live (default: bitbucket if a remote is one, else local)",
      ).choices(["local", "bitbucket"]),
    )
    .option(
      "--bitbucket-workspace <slug>",
      "workspace (Cloud) or project key (Server); default: the remote's",
    )
    .option("--bitbucket-repo <slug>", "repository; default: the remote's");
}

export function addPlanFlags(command: Command): Command {
  return addTrackerFlags(addCommonFlags(command))
    .option("--story <id>", "only this story, its subtasks and, if missing, its epic", parseStory)
    .addOption(
      new Option("--prefer <side>", "which side wins where both changed the same field").choices([
        "spec",
        "tracker",
      ]),
    );
}

function parseStory(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Expected an id such as US-001.");
  return text.trim();
}

export function toChoice(flags: TrackerFlags): TrackerChoice {
  return { tracker: flags.tracker, workspace: flags.bitbucketWorkspace, repo: flags.bitbucketRepo };
}

export function toPrefer(flags: Pick<PlanFlags, "prefer">): Prefer {
  return flags.prefer ?? null;
}
