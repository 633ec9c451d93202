/** A machine with a real clone, which syncs as the command does, in this process: faults and races reach it at git's own doors. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Prefer } from "../../../src/core/reconcile.ts";
import { defaultSettings } from "../../../src/core/settings.ts";
import { SpectrynError } from "../../../src/errors.ts";
import type { Tracker } from "../../../src/ports/tracker.ts";
import { applyRun } from "../../../src/sync/apply.ts";
import { planRun } from "../../../src/sync/make-plan.ts";
import { makeRuntime } from "../../../src/sync/runtime.ts";
import { openWorkspace } from "../../../src/sync/workspace.ts";
import { openRemoteTracker } from "../../../src/trackers/branch/adapter.ts";
import type { GitSandbox } from "../git-sandbox.ts";
import { branchOptions } from "../tracker-worlds.ts";
import type { Fault, Machine, SyncOptions } from "./machine.ts";
import { file } from "./values.ts";
import { viewOf } from "./view.ts";

class Killed extends Error {}

const requestOf = (prefer: Prefer) => ({
  paths: [file],
  settings: defaultSettings,
  story: null,
  prefer,
  keywords: null,
});

/** `dir`: a clone whose remote `origin` is the shared repository. */
export async function makeGitMachine(name: string, sandbox: GitSandbox, dir: string): Promise<Machine> {
  const git = (...args: string[]) => sandbox.gitOnline(args, dir);
  const path = join(dir, file);
  const shared = join(dir, "..", "shared.git");
  const textOf = () => readFileSync(path, "utf8");
  let committed = textOf();
  let fault: Fault | null = null;
  const runtime = makeRuntime({ cwd: dir, env: sandbox.env, log: (line) => meet(line) });
  /** Git tells each command that ended. */
  const meet = (line: string) => {
    const met = fault;
    const isPush = line.startsWith("git push");
    const isCommit = line.startsWith("git fast-import");
    if (met === null || !(met === "refused" ? isCommit : isPush && met !== "edited")) return;
    fault = null;
    if (met === "doubted") throw new SpectrynError("network", "the connection ended before the answer");
    throw new Killed();
  };
  const options = branchOptions({ clock: runtime.clock, newId: runtime.newId, reporter: null });
  const workspace = await openWorkspace(runtime);
  const open = (network: "required" | "never") =>
    openRemoteTracker(workspace.repository!, "origin", { ...options, network });
  return {
    name,
    text: async () => textOf(),
    write: async (text) => writeFileSync(path, text),
    commit: async () => {
      if (committed === textOf()) return;
      await git("commit", "--quiet", "--all", "--message", "edit");
      committed = textOf();
    },
    fetch: async () => {
      const theirs = headOf(shared);
      const head = headOf(join(dir, ".git"));
      if (head === theirs) return null;
      await git("fetch", "--quiet", "origin", "main");
      const base = await git("merge-base", head, theirs);
      if (base === theirs) return null;
      if (base === head) {
        await git("merge", "--quiet", "--ff-only", theirs);
        committed = textOf();
        return null;
      }
      const textAt = async (commit: string) => `${await git("show", `${commit}:${file}`)}\n`;
      return { base: await textAt(base), theirs: await textAt(theirs) };
    },
    merge: async (text, isRebase) => {
      if (isRebase) await git("reset", "--quiet", "--soft", "FETCH_HEAD");
      else await git("merge", "--quiet", "--strategy=ours", "--no-commit", "FETCH_HEAD");
      writeFileSync(path, text);
      await git("add", file);
      await git("commit", "--quiet", "--allow-empty", "--message", "merge");
      committed = text;
    },
    push: async () => {
      if (headOf(join(dir, ".git")) === headOf(shared)) return;
      try {
        await git("push", "--quiet", "origin", "HEAD:main");
      } catch {
        // Somebody published first: pull, and push again, is another step.
      }
    },
    plan: async (prefer = null) => {
      return (await planRun(workspace, open("required"), requestOf(prefer))).plan;
    },
    sync: async (wanted) => {
      fault = wanted.fault;
      try {
        const request = { ...requestOf(wanted.prefer), confirmed: null, isGuardAnswered: true };
        const racing = withRace(open("required"), wanted, () => fault === "edited");
        return (await applyRun(workspace, racing, { ...request, direction: wanted.direction }, runtime)).plan;
      } catch (error) {
        if (error instanceof Killed) return null;
        throw error;
      } finally {
        fault = null;
      }
    },
    own: async () => open("never"),
    tracker: () => viewOf(open("never")),
  };
}

/** Where main stands, without asking git. */
function headOf(gitDir: string): string {
  return readFileSync(join(gitDir, "refs/heads/main"), "utf8").trim();
}

/** What happens between the read of a sync and its write. */
function withRace(tracker: Tracker, options: SyncOptions, isKilled: () => boolean): Tracker {
  let { race } = options;
  return {
    ...tracker,
    commit: async (batch) => {
      if (isKilled()) throw new Killed();
      const now = race;
      race = null;
      await now?.();
      return tracker.commit(batch);
    },
  };
}
