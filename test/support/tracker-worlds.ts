/** Trackers in real repositories, as the contract suite wants them. */
import { readBlobAt } from "../../src/git/blobs.ts";
import { commitFiles } from "../../src/git/commit.ts";
import { readRef, updateRef } from "../../src/git/refs.ts";
import { createBareRepository, type Repository } from "../../src/git/repository.ts";
import { openLocalTracker, openRemoteTracker } from "../../src/trackers/branch/adapter.ts";
import type { BranchOptions } from "../../src/trackers/branch/home.ts";
import type { TrackerWorld } from "../contract/tracker-world.ts";
import { type GitSandbox, makeGitSandbox } from "./git-sandbox.ts";
import { type GitServer, startGitServer } from "./git-server.ts";
import { countingIds, tickingClock } from "./tracker-builders.ts";

const branch = "spectryn";
const ref = `refs/heads/${branch}`;

export function branchOptions(more: Partial<BranchOptions> = {}): BranchOptions {
  return {
    branch,
    clock: tickingClock(),
    newId: countingIds(),
    log: () => undefined,
    tell: () => undefined,
    name: "test tracker",
    reporter: "dana",
    message: "{message}",
    network: "required",
    repository: null,
    ...more,
  };
}

/** Commits files on a branch of a repository as a person would. */
export async function editBranch(
  repo: Repository,
  changes: Readonly<Record<string, string | Uint8Array | null>>,
  on: string = ref,
): Promise<string> {
  const parent = await readRef(repo, on);
  const person = { name: "Hand", email: "hand@example.com", date: new Date(1_767_225_600_000) };
  const commit = await commitFiles(repo, {
    parent,
    changes: Object.entries(changes).map(([path, content]) => ({ path, content })),
    message: "edit by hand\n",
    author: person,
    committer: person,
    sign: false,
    scratchRef: "refs/test/hand",
  });
  if (commit === null || !(await updateRef(repo, on, commit, parent)))
    throw new Error("the edit was not made");
  return commit;
}

export async function readBranchText(repo: Repository, path: string): Promise<string | null> {
  const tip = await readRef(repo, ref);
  return tip === null ? null : ((await readBlobAt(repo, tip, path))?.toString("utf8") ?? null);
}

function localWorld(repo: Repository, close: () => void): TrackerWorld {
  const options = branchOptions();
  return {
    open: async () => openLocalTracker(repo, options),
    edit: async (changes) => {
      await editBranch(repo, changes);
    },
    text: (path) => readBranchText(repo, path),
    close: async () => close(),
  };
}

/** A branch of an ordinary repository with a work tree. */
export async function makeRepositoryWorld(): Promise<TrackerWorld> {
  const sandbox = makeGitSandbox();
  const path = sandbox.init("shop");
  return localWorld(await sandbox.open(path), sandbox.remove);
}

/** A bare repository outside of any. */
export async function makeBareWorld(): Promise<TrackerWorld> {
  const sandbox = makeGitSandbox();
  const repo = await createBareRepository(sandbox.path(".spectryn", "tracker.git"), { env: sandbox.env });
  return localWorld(repo, sandbox.remove);
}

export interface RemoteWorld extends TrackerWorld {
  readonly sandbox: GitSandbox;
  readonly server: GitServer;
  /** The server's repository. */
  readonly shared: Repository;
  /** A new clone; `open` uses one each time. */
  clone(): Promise<Repository>;
}

/** A branch of a repository on a real git server, each opener in a clone of its own. */
export async function makeRemoteWorld(): Promise<RemoteWorld> {
  const sandbox = makeGitSandbox();
  const server = await startGitServer();
  const url = server.createRepository("shop");
  const shared = await sandbox.open(`${server.root}/shop.git`);
  const options = branchOptions();
  let clones = 0;
  const clone = async () => {
    clones += 1;
    const path = sandbox.init(`clone-${clones}`);
    sandbox.git(["remote", "add", "origin", url], path);
    return sandbox.open(path);
  };
  return {
    sandbox,
    server,
    shared,
    clone,
    open: async () => openRemoteTracker(await clone(), "origin", options),
    edit: async (changes) => {
      await editBranch(shared, changes);
    },
    text: (path) => readBranchText(shared, path),
    close: async () => {
      await server.close();
      sandbox.remove();
    },
  };
}
