/** The branch store behind the port: read, plan elsewhere, write one commit, compare and swap. */
import type { Repository } from "../../git/git.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { branchAbilities } from "./abilities.ts";
import { readComments } from "./comments.ts";
import { findPastSync, findText } from "./history.ts";
import type { BranchOptions, Home, View } from "./home.ts";
import { issuePath } from "./layout.ts";
import { makeLocalHome } from "./local-home.ts";
import { holdLock } from "./lock.ts";
import { makeRemoteHome } from "./remote-home.ts";
import { toSnapshot } from "./state.ts";
import { type LostTry, writeBatch } from "./write-batch.ts";

/** A tracker on a branch of this repository, without a server. */
export function openLocalTracker(repo: Repository, options: BranchOptions): Tracker {
  return makeTracker(repo, makeLocalHome(repo, options.branch), options);
}

/** A tracker on a branch of one of this clone's remotes. */
export function openRemoteTracker(repo: Repository, remote: string, options: BranchOptions): Tracker {
  return makeTracker(repo, makeRemoteHome(repo, remote, options), options);
}

function makeTracker(repo: Repository, home: Home, options: BranchOptions): Tracker {
  /** What the next commit may rely on; used once. */
  let seen: View | null = null;
  /** What was read last. */
  let shown: View | null = null;
  let histories: readonly string[] | null = null;
  let lost: LostTry | null = null;
  const look = async () => {
    seen = await home.look();
    const { parent, ours } = seen;
    histories = [...new Set([parent, ours])].filter((commit) => commit !== null);
    return seen;
  };
  const readHistories = async () => {
    if (histories === null) await look();
    return histories ?? [];
  };
  return {
    name: options.name,
    abilities: branchAbilities,
    repository: options.repository,
    fileOf: (issue) => ({ branch: options.branch, path: issuePath(issue) }),
    read: async () => {
      const view = await look();
      shown = view;
      return toSnapshot(view.state, view.tip, view);
    },
    readText: async (issue, field, blob) => {
      for (const commit of await readHistories()) {
        const text = await findText(repo, commit, issue, field, blob);
        if (text !== null) return text;
      }
      return null;
    },
    readComments: async (issues) => readComments(repo, (shown ?? (await look())).state, issues),
    findSync: async (spec, history) => {
      const [commit] = await readHistories();
      return commit === undefined ? null : findPastSync(repo, commit, spec, history);
    },
    exclusive: (work) => holdLock(repo, home.ownRefs, work),
    commit: async (batch) => {
      const view = seen !== null && seen.tip === batch.tip ? seen : await look();
      const written = await writeBatch({ repo, home, options }, view, batch, lost);
      seen = null;
      lost = written.lost;
      return written.outcome;
    },
  };
}
