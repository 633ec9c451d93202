/** Clones whose commits act on issues: real git, the library's calls, the use case of `spectryn commits`. */
import { causeText } from "../../src/core/commits/commits.ts";
import type { Issue } from "../../src/core/issue/issue.ts";
import type { Plan } from "../../src/core/plan/change.ts";
import { type CommitsRun, runCommits } from "../../src/sync/commits/commits.ts";
import { makeKeywordSource } from "../../src/sync/commits/main-branch.ts";
import { configure } from "../../src/sync/configure.ts";
import { type ApplyOptions, apply, openTracker, plan } from "../../src/sync/library.ts";
import { openTracker as openChosen } from "../../src/sync/open/open.ts";
import { makeRuntime } from "../../src/sync/runtime.ts";
import { openWorkspace } from "../../src/sync/workspace.ts";
import type { GitSandbox } from "./git-sandbox.ts";

export const twoStories = "# EPIC-1: Shop\n\n### US-1: Cards\n\n### US-2: Invoices\n";

export interface CommitClone {
  readonly cwd: string;
  /** git commands that this run has used. */
  readonly commands: string[];
  git(...args: string[]): string;
  online(...args: string[]): Promise<string>;
  /** Commits with this message; gives the short id. */
  commit(message: string): string;
  plan(): Promise<Plan>;
  sync(more?: ApplyOptions): Promise<Plan>;
  commits(more?: {
    since?: string;
    isDryRun?: boolean;
    variables?: Record<string, string>;
  }): Promise<CommitsRun>;
  issue(number: number): Promise<Issue>;
  setState(number: number, state: "new" | "open" | "closed"): Promise<void>;
  /** The mark that travels with the tracker. */
  mark(): Promise<string | undefined>;
}

export function useClone(
  sandbox: GitSandbox,
  cwd: string,
  variables: Record<string, string> = {},
): CommitClone {
  const commands: string[] = [];
  const git = (...args: string[]) => sandbox.git(args, cwd);
  const env = { ...sandbox.env, ...variables };
  const options = { cwd, env, paths: ["EPIC.md"], log: (line: string) => commands.push(line) };
  const read = async () => (await openTracker(options)).read();
  return {
    cwd,
    commands,
    git,
    online: (...args) => sandbox.gitOnline(args, cwd),
    commit: (message) => {
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "--short=7", "HEAD");
    },
    plan: () => plan(options),
    sync: async (more = {}) => {
      commands.length = 0;
      return (await apply({ ...options, ...more })).plan;
    },
    commits: async ({ since, isDryRun = false, variables: more = {} } = {}) => {
      const runtime = makeRuntime({ cwd, env: { ...env, ...more } });
      const workspace = await openWorkspace(runtime);
      const { config } = await configure(workspace, runtime, {});
      const opened = await openChosen(
        workspace,
        config,
        { trustedHosts: [], allowsPlainHttp: false },
        runtime,
      );
      const source = makeKeywordSource(workspace, config, opened);
      return runCommits(workspace, opened.tracker, { source, since: since ?? null, isDryRun }, runtime);
    },
    issue: async (number) => (await read()).issues.find((issue) => issue.number === number)!,
    setState: async (number, state) => {
      const tracker = await openTracker(options);
      const { tip } = await tracker.read();
      await tracker.commit({ tip, writes: [{ op: "update", number, set: { state } }], specs: {} });
    },
    mark: async () => (await read()).scanned["main"]?.slice(0, 7),
  };
}

/** A repository with its own tracker; its first commit holds the spec, and names an issue before there is any. */
export function makeLocalClone(sandbox: GitSandbox, name: string): CommitClone {
  const cwd = sandbox.init(name);
  sandbox.write(`${cwd}/EPIC.md`, twoStories);
  sandbox.git(["add", "."], cwd);
  sandbox.git(["commit", "--quiet", "--message", "spec, fixes #1"], cwd);
  return useClone(sandbox, cwd);
}

/** `#1 4f0c2a9 fixes #1` for everything that commits did. */
export function causesOf({ changes }: Pick<Plan, "changes">): string[] {
  return changes.flatMap(({ subject, causes }) =>
    causes.map((cause) => `#${subject.number} ${causeText(cause)}`),
  );
}
