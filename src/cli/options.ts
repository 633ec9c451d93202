/** Flags that several commands share, declared once, and what they set in the configuration. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Prefer } from "../core/reconcile/reconcile.ts";

/** The words of a command line: what stands below a group is declared only where the group is among them. */
export interface Typed {
  has(name: string): boolean;
}

export interface CommonFlags {
  readonly json?: boolean;
  readonly verbose?: boolean;
  /** commander's form of `--no-input`. */
  readonly input: boolean;
  readonly config?: string;
}

export interface TrackerFlags {
  readonly tracker?: "local" | "bitbucket";
  readonly bitbucketUsername?: string;
  readonly bitbucketAppPassword?: string;
  readonly bitbucketWorkspace?: string;
  readonly bitbucketRepo?: string;
  readonly bitbucketBaseUrl?: string;
  readonly trustHost?: readonly string[];
  readonly insecureHttp?: boolean;
}

export interface PlanFlags extends CommonFlags, TrackerFlags {
  readonly story?: string;
  readonly prefer?: "spec" | "tracker";
  readonly direction?: "push" | "pull" | "both";
}

export function addCommonFlags(command: Command): Command {
  return command
    .option("--json", "print one JSON document on stdout")
    .option("-v, --verbose", "say on stderr what is done: settings, requests, git commands, waits")
    .option("--no-input", "never ask; fail where a question would be needed")
    .option("--config <file>", "this configuration instead of the one that is found");
}

export function addTrackerFlags(command: Command): Command {
  const where = "where the issues live (default: bitbucket if something here names one, else local)";
  return command
    .addOption(new Option("--tracker <name>", where).choices(["local", "bitbucket"]))
    .option("--bitbucket-username <name>", "Bitbucket user name")
    .option("--bitbucket-app-password <token>", "token; process lists show it, a variable is better")
    .option("--bitbucket-workspace <slug>", "workspace (Cloud) or project key (Server)")
    .option("--bitbucket-repo <slug>", "repository")
    .option("--bitbucket-base-url <url>", "the REST API's address")
    .option(
      "--trust-host <host>",
      "send credentials there although a file of the repository names it",
      collect,
    )
    .option("--insecure-http", "send credentials over plain http");
}

export function addPlanFlags(command: Command): Command {
  return addTrackerFlags(addCommonFlags(command))
    .option("--story <id>", "only this story, its subtasks and, if missing, its epic", parseStory)
    .addOption(
      new Option("--prefer <side>", "which side wins where both changed the same field").choices([
        "spec",
        "tracker",
      ]),
    )
    .addOption(
      new Option(
        "--direction <way>",
        "spec to tracker (push, default), back into the spec (pull), or both",
      ).choices(["push", "pull", "both"]),
    );
}

function parseStory(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Expected an id such as US-001.");
  return text.trim();
}

/** Values with commas, and the flag given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(",")];
}

/** What flags say, by the configuration's keys. */
export function toFlagValues(
  flags: TrackerFlags & Partial<CommonFlags> & Partial<Pick<PlanFlags, "direction">>,
): Record<string, string | boolean | undefined> {
  return {
    tracker: flags.tracker,
    "bitbucket.username": flags.bitbucketUsername,
    "bitbucket.app_password": flags.bitbucketAppPassword,
    "bitbucket.workspace": flags.bitbucketWorkspace,
    "bitbucket.repo": flags.bitbucketRepo,
    "bitbucket.base_url": flags.bitbucketBaseUrl,
    "sync.verbose": flags.verbose,
    "sync.direction": flags.direction,
  };
}

export function toPrefer(flags: Pick<PlanFlags, "prefer">): Prefer {
  return flags.prefer ?? null;
}
