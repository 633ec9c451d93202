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
  let lost: SpectrynError | null = null;
  try {
    const pushed = await pushCommit(repo, remote, branch, commit, view.published);
    if (pushed === "moved") return "moved";
  } catch (error) {
    // The connection ended before the answer: only the remote knows whether the push counts.
    const isUnknown =
      error instanceof SpectrynError && (error.code === "network" || error.code === "timeout");
    if (!isUnknown) throw error;
    target.log(`the outcome of the push is not known (${error.message}), looking at the remote`);
    lost = error;
  }
  const found = await findCommit(target, commit, view.published).catch((error: Error) => {
    repo.signal?.throwIfAborted();
    throw notReadBack(target, commit, lost, error);
  });
  if (lost !== null && found === "as before") throw lost;
  return found === "there" ? settle(target, commit, view) : "moved";
}

/** Reads the remote's tip back: it is the commit, or somebody already built on it. */
async function findCommit(
  target: Shared,
  commit: string,
  before: string | null,
): Promise<"there" | "as before" | "moved"> {
  const tip = await readTip(target);
  if (tip === commit) return "there";
  if (tip === before) return "as before";
  const fetched = tip === null ? null : await fetchShared(target);
  return fetched !== null && (await isAncestor(target.repo, commit, fetched)) ? "there" : "moved";
}

/** Told to run it again, people would do it twice. */
function notReadBack(
  { remote, branch }: Shared,
  commit: string,
  lost: SpectrynError | null,
  cause: Error,
): SpectrynError {
  const short = commit.slice(0, 7);
  const what =
    lost === null
      ? `pushed ${short} to the branch ${branch} of ${remote}, but it could not be read back`
      : `whether ${short} arrived on the branch ${branch} of ${remote} is not known`;
  return new SpectrynError("outcome-unknown", `${what}: ${cause.message}`, {
    hint: "Look before you repeat it, once the host answers again: spectryn changes. A sync finds out by itself: run it again.",
    data: { remote, branch, commit },
    cause,
  });
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
