/** Opens the tracker that a run asks for: the only reader of the registry. Says in one line what it chose. */
import { join } from "node:path";
import { SpectrynError } from "../errors.ts";
import { readIdentity } from "../git/identity.ts";
import { listRemotes, type Remote } from "../git/remote.ts";
import type { Repository } from "../git/repository.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Tracker } from "../ports/tracker.ts";
import { trackers } from "../trackers/registry.ts";
import { parseRemoteUrl, type RemoteAddress } from "./remote-address.ts";
import { makeLocalFolder } from "./state.ts";
import { localFolder, type Workspace } from "./workspace.ts";

export interface TrackerChoice {
  /** Absent: `bitbucket` if a remote of this clone is one, else `local`. */
  readonly tracker?: "local" | "bitbucket" | undefined;
  /** Workspace (Cloud) or project key (Server); by default that of the remote. */
  readonly workspace?: string | undefined;
  readonly repo?: string | undefined;
  readonly remote?: string | undefined;
  /** By default `spectryn`. */
  readonly branch?: string | undefined;
}

export interface OpenedTracker {
  readonly tracker: Tracker;
  readonly kind: "local" | "bitbucket";
  /** Which store and why, and what of the choice contradicts the clone: one line each. */
  readonly notes: readonly string[];
}

const defaultBranch = "spectryn";

export async function openTracker(
  workspace: Workspace,
  choice: TrackerChoice,
  runtime: Runtime,
): Promise<OpenedTracker> {
  const { repository } = workspace;
  const needsRemotes = repository !== null && choice.tracker !== "local";
  // Both are git processes that need nothing of each other.
  const [remotes, person] = await Promise.all([
    needsRemotes ? readRemotes(repository) : [],
    repository === null ? null : readIdentity(repository),
  ]);
  const surroundings = { runtime, reporter: person?.name ?? null };
  const kind = choice.tracker ?? (remotes.some(({ address }) => address.isCloud) ? "bitbucket" : "local");
  if (kind === "local") return openLocal(workspace, choice, surroundings, choice.tracker === undefined);
  return openBitbucket(workspace, remotes, choice, surroundings);
}

interface Surroundings {
  readonly runtime: Runtime;
  /** Who git knows here. */
  readonly reporter: string | null;
}

async function openLocal(
  workspace: Workspace,
  choice: TrackerChoice,
  { runtime, reporter }: Surroundings,
  isDefault: boolean,
): Promise<OpenedTracker> {
  const branch = choice.branch ?? defaultBranch;
  const why = isDefault ? "no remote of this folder is a Bitbucket" : "--tracker local";
  if (workspace.repository !== null) {
    const name = `this repository, branch ${branch}`;
    const tracker = trackers.local(workspace.repository, {
      ...optionsOf(name, branch, runtime),
      reporter,
    });
    return { tracker, kind: "local", notes: [`tracker: the branch ${branch} of this repository (${why})`] };
  }
  const path = join(workspace.root, localFolder, "tracker.git");
  const options = { ...optionsOf(`${localFolder}/tracker.git`, branch, runtime), reporter: null };
  const tracker = await trackers.embedded(path, runtime, options, () => makeLocalFolder(workspace));
  return { tracker, kind: "local", notes: [`tracker: ${localFolder}/tracker.git (${why})`] };
}

async function openBitbucket(
  workspace: Workspace,
  remotes: readonly NamedRemote[],
  choice: TrackerChoice,
  { runtime, reporter }: Surroundings,
): Promise<OpenedTracker> {
  const { repository } = workspace;
  if (repository === null) {
    throw new SpectrynError(
      "no-repository",
      `${workspace.cwd} is no git repository, and no Bitbucket URL is known`,
      {
        hint: "Run this in a clone of the Bitbucket repository, or use --tracker local.",
      },
    );
  }
  const remote = chooseRemote(remotes, choice.remote);
  const branch = choice.branch ?? defaultBranch;
  const name = `${remote.address.shown}, branch ${branch}`;
  const options = { ...optionsOf(name, branch, runtime), reporter };
  return {
    tracker: trackers.branch(repository, remote.name, options),
    kind: "bitbucket",
    notes: [
      `tracker: the branch ${branch} of ${remote.address.shown} (remote ${remote.name})`,
      ...contradictions(choice, remote),
    ],
  };
}

interface NamedRemote extends Remote {
  readonly address: RemoteAddress;
}

async function readRemotes(repository: Repository): Promise<NamedRemote[]> {
  const remotes = await listRemotes(repository);
  return remotes.map((remote) => ({ ...remote, address: parseRemoteUrl(remote.fetchUrl) }));
}

function chooseRemote(remotes: readonly NamedRemote[], wanted: string | undefined): NamedRemote {
  const names = remotes.map(({ name }) => name).join(", ");
  const chosen =
    wanted === undefined
      ? remotes.length === 1
        ? remotes[0]
        : remotes.find(({ name }) => name === "origin")
      : remotes.find(({ name }) => name === wanted);
  if (chosen !== undefined) return chosen;
  const what = remotes.length === 0 ? "this repository has no remote" : `no remote to choose among ${names}`;
  throw new SpectrynError("no-tracker", `${what}, so there is no Bitbucket to sync with`, {
    hint: "Add it: git remote add origin https://bitbucket.org/WORKSPACE/REPO.git, or use --tracker local.",
    data: { remotes: remotes.map(({ name }) => name) },
  });
}

function contradictions(choice: TrackerChoice, { name, address }: NamedRemote): string[] {
  const pairs = [
    ["workspace", choice.workspace, address.workspace],
    ["repo", choice.repo, address.repo],
  ] as const;
  return pairs.flatMap(([option, configured, found]) => {
    const isSame =
      configured === undefined || found === null || configured.toLowerCase() === found.toLowerCase();
    return isSame
      ? []
      : [
          `note: ${option} is configured as ${configured}, but the remote ${name} says ${found}; the remote is used`,
        ];
  });
}

function optionsOf(name: string, branch: string, { clock, newId, log }: Runtime) {
  return { branch, name, clock, newId, log };
}
