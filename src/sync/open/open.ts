/** Opens the tracker that a run asks for, and says what it chose and why. What a Bitbucket needs is loaded for one alone. */
import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import { listRemotes } from "../../git/remote.ts";
import type { Forge, ForgeLinks } from "../../ports/forge.ts";
import type { Runtime } from "../../ports/runtime.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { trackers } from "../../trackers/registry.ts";
import type { AccessOptions } from "../place/access.ts";
import { namesBitbucket, toNamedRemote } from "../place/place.ts";
import { makeLocalFolder } from "../state.ts";
import { localFolder, type Workspace } from "../workspace.ts";
import { branchOptions } from "./branch-options.ts";

export interface OpenedTracker {
  readonly tracker: Tracker;
  readonly kind: "local" | "bitbucket";
  /** Which store and why: one line each. */
  readonly notes: readonly string[];
  /** What of the configuration contradicts the clone, and dangers of how the host is reached: one line each. */
  readonly warnings: readonly string[];
  /** The clone's remote that the tracker is at; `null`: it is local, or somewhere else than this clone. */
  readonly remote: string | null;
  readonly forge: Forge | null;
  /** Addresses of files and pull requests, even where REST cannot be asked. */
  readonly links: ForgeLinks | null;
}

export async function openTracker(
  workspace: Workspace,
  config: Config,
  options: AccessOptions,
  runtime: Runtime,
): Promise<OpenedTracker> {
  if (config.tracker === "local") return openLocal(workspace, config, runtime, "tracker: local");
  const { repository } = workspace;
  const remotes = repository === null ? [] : (await listRemotes(repository)).map(toNamedRemote);
  if (config.tracker === undefined && !namesBitbucket(config, remotes))
    return openLocal(workspace, config, runtime, "nothing here names a Bitbucket");
  const { openBitbucket } = await import("./bitbucket.ts");
  return openBitbucket(workspace, config, remotes, options, runtime);
}

async function openLocal(
  workspace: Workspace,
  config: Config,
  runtime: Runtime,
  why: string,
): Promise<OpenedTracker> {
  const { branch } = config.bitbucket;
  if (workspace.repository !== null) {
    const name = `this repository, branch ${branch}`;
    const options = branchOptions({ name, repository: null }, config, runtime);
    const tracker = trackers.local(workspace.repository, options);
    const notes = [`tracker: the branch ${branch} of this repository (${why})`];
    return { tracker, kind: "local", notes, warnings: [], remote: null, forge: null, links: null };
  }
  const name = `${localFolder}/tracker.git`;
  const options = branchOptions({ name, repository: null }, config, runtime);
  const path = join(workspace.root, localFolder, "tracker.git");
  const tracker = await trackers.embedded(path, runtime, options, () => makeLocalFolder(workspace));
  return {
    tracker,
    kind: "local",
    notes: [`tracker: ${name} (${why})`],
    warnings: [],
    remote: null,
    forge: null,
    links: null,
  };
}
