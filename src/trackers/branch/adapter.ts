/** The branch store behind the port: read, plan elsewhere, write one commit, compare and swap. */
import type { Batch } from "../../core/write.ts";
import { SpectrynError } from "../../errors.ts";
import { commitFiles } from "../../git/commit.ts";
import type { Repository } from "../../git/git.ts";
import { readGitFlag, readIdentity } from "../../git/identity.ts";
import { findCheckout } from "../../git/worktrees.ts";
import type { Outcome, Tracker } from "../../ports/tracker.ts";
import { branchAbilities } from "./abilities.ts";
import { applyWrites, commitMessage } from "./apply-writes.ts";
import type { TextChange } from "./draft.ts";
import { findPastSync, findText } from "./history.ts";
import { type BranchOptions, type Home, scratchRef, type View } from "./home.ts";
import { makeLocalHome } from "./local-home.ts";
import { holdLock } from "./lock.ts";
import { makeRemoteHome } from "./remote-home.ts";
import { toSnapshot } from "./state.ts";
import { checkWritable } from "./tracker-file.ts";

/** A tracker on a branch of this repository, without a server. */
export function openLocalTracker(repo: Repository, options: BranchOptions): Tracker {
  return makeTracker(repo, makeLocalHome(repo, options.branch), options);
}

/** A tracker on a branch of one of this clone's remotes. */
export function openRemoteTracker(repo: Repository, remote: string, options: BranchOptions): Tracker {
  return makeTracker(repo, makeRemoteHome(repo, remote, options), options);
}

function makeTracker(repo: Repository, home: Home, options: BranchOptions): Tracker {
  let seen: View | null = null;
  const look = async () => {
    seen = await home.look();
    return seen;
  };
  const histories = async () => {
    const { parent, ours } = seen ?? (await look());
    return [...new Set([parent, ours])].filter((commit) => commit !== null);
  };
  return {
    name: options.name,
    abilities: branchAbilities,
    read: async () => {
      const view = await look();
      return toSnapshot(view.state, view.tip, view);
    },
    readText: async (issue, field, blob) => {
      for (const commit of await histories()) {
        const text = await findText(repo, commit, issue, field, blob);
        if (text !== null) return text;
      }
      return null;
    },
    findSync: async (spec, history) => {
      const [commit] = await histories();
      return commit === undefined ? null : findPastSync(repo, commit, spec, history);
    },
    exclusive: (work) => holdLock(repo, home.ownRefs, work),
    commit: async (batch) => {
      const view = seen !== null && seen.tip === batch.tip ? seen : await look();
      const outcome = await writeBatch(repo, home, view, batch, options);
      // What was seen is what was written on; the next look reads only what this commit changed.
      seen = null;
      return outcome;
    },
  };
}

async function writeBatch(
  repo: Repository,
  home: Home,
  view: View,
  batch: Batch,
  options: BranchOptions,
): Promise<Outcome> {
  const { clock, newId, reporter } = options;
  const started = clock.now();
  const moved = (): Outcome => {
    return { status: "moved", triedMs: Math.max(0, clock.now().getTime() - started.getTime()) };
  };
  if (view.tip !== batch.tip) return moved();
  const applied = applyWrites(view.state, batch, { now: started.toISOString(), newId, reporter });
  const isAhead = view.parent !== view.published;
  if (applied.changes.length === 0 && !isAhead) {
    return { status: "done", tip: view.tip, numbers: applied.numbers };
  }
  if (view.state.tracker !== null) checkWritable(view.state.tracker);
  await refuseCheckout(repo, options.branch);
  const made = await makeCommit(repo, view.parent, applied.changes, commitMessage(applied), started);
  const commit = made ?? view.parent!;
  if ((await home.publish(commit, view)) === "moved") return moved();
  return { status: "done", tip: commit, numbers: applied.numbers };
}

/** Who commits where git knows nobody. */
const nobody = { name: "spectryn", email: "spectryn@localhost" };

async function makeCommit(
  repo: Repository,
  parent: string | null,
  changes: readonly TextChange[],
  message: string,
  date: Date,
): Promise<string | null> {
  const [person, sign] = await Promise.all([readIdentity(repo), readGitFlag(repo, "commit.gpgsign")]);
  const identity = { ...(person ?? nobody), date };
  return commitFiles(repo, {
    parent,
    changes,
    message,
    author: identity,
    committer: identity,
    sign,
    scratchRef,
  });
}

/** A commit under a checked-out branch would make that work tree look as if it reverted everything. */
async function refuseCheckout(repo: Repository, branch: string): Promise<void> {
  const workTree = await findCheckout(repo, branch);
  if (workTree === null) return;
  throw new SpectrynError("branch-checked-out", `the branch ${branch} is checked out in ${workTree}`, {
    hint: `Switch that work tree to another branch: git -C ${JSON.stringify(workTree)} switch -`,
    data: { branch, workTree },
  });
}
