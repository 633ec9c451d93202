/**
 * A machine with a real clone, which syncs as the command does, in this process: faults and races reach it at
 * git's own doors.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Prefer } from "../../../src/core/reconcile/reconcile.ts";
import { defaultSettings } from "../../../src/core/settings.ts";
import { SpectrynError } from "../../../src/errors.ts";
import type { Tracker } from "../../../src/ports/tracker.ts";
import { applyRun } from "../../../src/sync/apply/apply.ts";
import { planRun } from "../../../src/sync/plan/make.ts";
import { makeRuntime, type Runtime } from "../../../src/sync/runtime.ts";
import { openWorkspace, type Workspace } from "../../../src/sync/workspace.ts";
import { openRemoteTracker } from "../../../src/trackers/branch/adapter.ts";
import type { GitSandbox } from "../git-sandbox.ts";
import { branchOptions } from "../tracker-worlds.ts";
import { makeGitVersions } from "./git-versions.ts";
import type { Fault, Machine, SyncOptions } from "./machine.ts";
import { makeSpecClone, type SharedSpec } from "./spec-clone.ts";
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

/** A place for machines, one after the other: the folder is copied anew for each, and stays opened. */
export interface GitPlace {
  readonly name: string;
  readonly dir: string;
  readonly workspace: Workspace;
  readonly runtime: Runtime;
  /** What the sync that runs now will meet. */
  readonly trouble: Trouble;
}

interface Trouble {
  next: Fault | null;
}

/** `dir`: a clone whose remote `origin` is the shared repository beside it. */
export async function openGitPlace(name: string, sandbox: GitSandbox, dir: string): Promise<GitPlace> {
  const trouble: Trouble = { next: null };
  const runtime = makeRuntime({ cwd: dir, env: sandbox.env, log: (line) => meet(trouble, line) });
  return { name, dir, workspace: await openWorkspace(runtime), runtime, trouble };
}

/** Git tells each command that ended. */
function meet(trouble: Trouble, line: string): void {
  const met = trouble.next;
  const isPush = line.startsWith("git push");
  const isCommit = line.startsWith("git fast-import");
  if (met === null || !(met === "refused" ? isCommit : isPush && met !== "edited")) return;
  trouble.next = null;
  if (met === "doubted") throw new SpectrynError("network", "the connection ended before the answer");
  throw new Killed();
}

export function makeGitMachine(place: GitPlace, shared: SharedSpec): Machine {
  const { name, dir, workspace, runtime, trouble } = place;
  const { make, point } = makeGitVersions(join(dir, ".git"), join(dir, "../shared.git"));
  const path = join(dir, file);
  const clone = makeSpecClone(shared, {
    read: () => readFileSync(path, "utf8"),
    write: (text) => writeFileSync(path, text),
    make,
    point,
  });
  const options = branchOptions({ clock: runtime.clock, newId: runtime.newId, reporter: null });
  const open = (network: "required" | "never") =>
    openRemoteTracker(workspace.repository!, "origin", { ...options, network });
  let [online, offline] = [open("required"), open("never")];
  return {
    ...clone,
    name,
    plan: async (prefer = null) => (await planRun(workspace, online, requestOf(prefer))).plan,
    sync: async (wanted) => {
      trouble.next = wanted.fault;
      try {
        const request = { ...requestOf(wanted.prefer), confirmed: null, isGuardAnswered: true };
        const racing = withRace(online, wanted, () => trouble.next === "edited");
        return (await applyRun(workspace, racing, { ...request, direction: wanted.direction }, runtime)).plan;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        // What the killed process knew is gone with it.
        [online, offline] = [open("required"), open("never")];
        return null;
      } finally {
        trouble.next = null;
      }
    },
    own: async () => offline,
    tracker: () => viewOf(offline),
  };
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

/** Asks git only where the shared branch moved, for people who look at it all the time. */
export function readWhereMoved(tracker: Tracker, shared: string): Tracker {
  let known: { readonly tip: string; readonly read: ReturnType<Tracker["read"]> } | null = null;
  return {
    ...tracker,
    read: () => {
      const tip = readFileSync(join(shared, "refs/heads/spectryn"), "utf8");
      if (known?.tip !== tip) known = { tip, read: tracker.read() };
      return known.read;
    },
  };
}
