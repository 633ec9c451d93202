/**
 * The branch store behind the port: read, plan elsewhere, write one commit, compare and swap. Where the branch
 * stands is known without reading it; what reads and writes it is loaded when it is asked for.
 */
import type { Repository } from "../../git/git.ts";
import { branchRef } from "../../git/names.ts";
import { readRef } from "../../git/refs.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { branchAbilities } from "./abilities.ts";
import type { BranchOptions, Home } from "./home.ts";
import { issuePath } from "./layout.ts";
import { makeRemoteRefs, type RemoteRefs } from "./remote-refs.ts";

/** A tracker on a branch of this repository, without a server. */
export function openLocalTracker(repo: Repository, options: BranchOptions): Tracker {
  const refs = {
    readVersion: () => readRef(repo, branchRef(options.branch)),
    startAsking: () => () => {},
    forget: () => {},
  };
  const loadHome = async () => (await import("./local-home.ts")).makeLocalHome(repo, options);
  return openTracker(repo, options, refs, loadHome);
}

/** A tracker on a branch of one of this clone's remotes. */
export function openRemoteTracker(repo: Repository, remote: string, options: BranchOptions): Tracker {
  const refs = makeRemoteRefs(repo, remote, options);
  const loadHome = async () => (await import("./remote-home.ts")).makeRemoteHome(refs, options);
  return openTracker(repo, options, refs, loadHome);
}

function openTracker(
  repo: Repository,
  options: BranchOptions,
  refs: Pick<RemoteRefs, "readVersion" | "startAsking" | "forget">,
  loadHome: () => Promise<Home>,
): Tracker {
  const load = async () => (await import("./tracker.ts")).makeTracker(repo, await loadHome(), options);
  let loading: ReturnType<typeof load> | null = null;
  const loaded = () => {
    loading ??= load();
    return loading;
  };
  return {
    name: options.name,
    abilities: branchAbilities,
    repository: options.repository,
    fileOf: (issue) => ({ branch: options.branch, path: issuePath(issue) }),
    readVersion: refs.readVersion,
    startReading: refs.startAsking,
    read: async (scope) => (await loaded()).read(scope),
    readNames: async () => (await loaded()).readNames(),
    readIndex: async () => (await loaded()).readIndex(),
    readIssue: async (number) => (await loaded()).readIssue(number),
    readText: async (...asked) => (await loaded()).readText(...asked),
    readHistory: async (scope) => (await loaded()).readHistory(scope),
    readComments: async (...asked) => (await loaded()).readComments(...asked),
    findSync: async (...asked) => (await loaded()).findSync(...asked),
    exclusive: async (work) => {
      const tracker = await loaded();
      return tracker.exclusive(() => {
        refs.forget();
        return work();
      });
    },
    putFiles: async (files) => (await loaded()).putFiles(files),
    readFiles: async (hashes, take) => (await loaded()).readFiles(hashes, take),
    otherFiles: async (issue) => (await loaded()).otherFiles(issue),
    commit: async (batch) => (await loaded()).commit(batch),
  };
}
