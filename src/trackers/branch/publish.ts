/** Publishes a commit: push with compare-and-swap, read the remote's tip back, then move the refs of this clone. */
import { SpectrynError } from "../../errors.ts";
import { gitText } from "../../git/git.ts";
import { checkRemote } from "../../git/names.ts";
import { isAncestor, updateRef } from "../../git/refs.ts";
import { pushCommit } from "../../git/remote.ts";
import { fetchShared, moveRef, type Shared } from "./fetch-shared.ts";
import type { View } from "./home.ts";
import { keepSettled } from "./settled.ts";

export async function publishToRemote(target: Shared, commit: string, view: View): Promise<"done" | "moved"> {
  const { repo, remote, branch } = target;
  await keepSettled(target, commit, view);
  try {
    const pushed = await pushCommit(repo, remote, branch, commit, view.published);
    if (pushed === "moved") return "moved";
  } catch (error) {
    return settleUnknown(target, commit, view, error);
  }
  return (await holdsCommit(target, commit)) ? settle(target, commit, view) : "moved";
}

/** The connection ended before the answer: only the remote knows whether the push counts. */
async function settleUnknown(
  target: Shared,
  commit: string,
  view: View,
  error: unknown,
): Promise<"done" | "moved"> {
  const isUnknown = error instanceof SpectrynError && (error.code === "network" || error.code === "timeout");
  if (!isUnknown) throw error;
  target.log(`the outcome of the push is not known (${error.message}), looking at the remote`);
  const tip = await readTip(target).catch(() => {
    throw error;
  });
  if (tip === view.published) throw error;
  return (await holdsCommit(target, commit)) ? settle(target, commit, view) : "moved";
}

/** Reads the remote's tip back: it is the commit, or somebody already built on it. */
async function holdsCommit(target: Shared, commit: string): Promise<boolean> {
  const tip = await readTip(target);
  if (tip === commit) return true;
  const fetched = tip === null ? null : await fetchShared(target);
  return fetched !== null && (await isAncestor(target.repo, commit, fetched));
}

/** Version 0 answers in one request instead of two; the push has listed the same refs a moment ago. */
async function readTip({ repo, remote, ownRef }: Shared): Promise<string | null> {
  const args = ["-c", "protocol.version=0", "ls-remote", "--quiet", "--", checkRemote(remote), ownRef];
  const lines = (await gitText(repo, args, { network: "read" })).split("\n");
  const line = lines.find((found) => found.endsWith(`\t${ownRef}`));
  return line === undefined ? null : line.slice(0, line.indexOf("\t"));
}

/** The commit is published whether or not this clone's refs follow: told otherwise, people would do it again. */
async function settle(target: Shared, commit: string, view: View): Promise<"done"> {
  const { repo, ownRef, theirRef, seenRef, log } = target;
  const orLog = (error: Error) => {
    repo.signal?.throwIfAborted();
    log(`published, but a ref of this clone did not follow: ${error.message}`);
  };
  const moves: Promise<unknown>[] = [moveRef(repo, theirRef, commit), moveRef(repo, seenRef, commit)];
  // While a conflict waits for a decision, ours is the only place that holds this clone's side of it.
  if (view.conflicts.length === 0) moves.push(updateRef(repo, ownRef, commit, view.ours));
  await Promise.all(moves.map((move) => move.catch(orLog)));
  return "done";
}
