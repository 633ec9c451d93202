/** Writes one batch as one commit on top of what was seen, or answers that the branch moved. */
import { ownerSubject } from "../../core/issue/issue.ts";
import type { Batch } from "../../core/issue/write.ts";
import { shellWord } from "../../core/shell.ts";
import { SpectrynError } from "../../errors.ts";
import { commitFiles, type FileChange } from "../../git/commit.ts";
import type { Repository } from "../../git/git.ts";
import { readGitFlag, readIdentity } from "../../git/identity.ts";
import { isAncestor } from "../../git/refs.ts";
import { findCheckout } from "../../git/worktrees.ts";
import type { Outcome } from "../../ports/tracker.ts";
import { type AppliedWrites, applyWrites, commitMessage } from "./apply-writes.ts";
import { type BranchOptions, type Home, scratchRef, type View } from "./home.ts";
import { commentPath, fromPath, newCommentPath } from "./layout.ts";
import { readTexts } from "./read-texts.ts";
import { checkWritable } from "./tracker-file.ts";

export interface Writer {
  readonly repo: Repository;
  readonly home: Home;
  readonly options: BranchOptions;
}

/**
 * A try that was answered with "somebody was first". git's HTTP library sends a request again when a
 * connection dies before the answer: then it was us who were first, and the same writes must not be done twice.
 */
export interface LostTry {
  readonly commit: string;
  readonly writes: string;
  readonly numbers: readonly number[];
  readonly renamed: AppliedWrites["renamed"];
  /** Where the shared branch stood, and how many tries in a row were lost while it stood there. */
  readonly published: string | null;
  readonly times: number;
}

/** Whoever is first so often must have moved the branch. */
const mostLostTries = 6;

interface Written {
  readonly outcome: Outcome;
  readonly lost: LostTry | null;
}

export async function writeBatch(
  { repo, home, options }: Writer,
  view: View,
  batch: Batch,
  lost: LostTry | null,
): Promise<Written> {
  const { clock, newId } = options;
  const started = clock.now();
  const moved = (now: LostTry | null): Written => {
    const triedMs = Math.max(0, clock.now().getTime() - started.getTime());
    return { outcome: { status: "moved", triedMs }, lost: now };
  };
  const isUnpublished = view.offline !== null;
  const done = (
    tip: string | null,
    { numbers, renamed }: Pick<AppliedWrites, "numbers" | "renamed">,
  ): Written => {
    return { outcome: { status: "done", tip, numbers, renamed, isUnpublished }, lost: null };
  };
  if (view.tip !== batch.tip) return moved(lost);
  const writes = JSON.stringify(batch.writes);
  if (lost !== null && lost.writes === writes && view.published !== null) {
    if (await isAncestor(repo, lost.commit, view.published)) return done(view.tip, lost);
  }
  const [person, sign] = await Promise.all([readIdentity(repo), readGitFlag(repo, "commit.gpgsign")]);
  const reporter = options.reporter ?? person?.name ?? null;
  const applied = applyWrites(view.state, batch, {
    ...{ now: started.toISOString(), newId, reporter, isOffline: isUnpublished, ownPaths: view.ownPaths },
    textOf: await readNeeded(repo, view, batch),
  });
  const { numbers, renamed } = applied;
  const changes = [...applied.changes, ...takenChanges(view.state)];
  const isThere = view.parent === (isUnpublished ? view.ours : view.published);
  if (changes.length === 0 && isThere) return done(view.tip, applied);
  if (view.state.tracker !== null) checkWritable(view.state.tracker);
  await refuseCheckout(repo, options.branch);
  const identity = { ...(person ?? nobody), date: started };
  const made = await commitFiles(repo, {
    parent: view.parent,
    changes,
    message: options.message.replace("{message}", () => commitMessage(applied)),
    author: identity,
    committer: identity,
    sign,
    scratchRef,
  });
  const commit = made ?? view.parent!;
  if ((await home.publish(commit, view)) === "done") return done(commit, applied);
  const { published } = view;
  const times = lost?.published === published ? lost.times + 1 : 1;
  const isPush = home.place.remote !== null && !isUnpublished;
  if (isPush && times >= mostLostTries) throw refusesAll(options.name, times);
  return moved({ commit, writes, numbers, renamed, published, times });
}

function takenChanges({ taken }: View["state"]): FileChange[] {
  return [...taken].map(([path, oid]) => ({ path, content: oid === null ? null : { oid } }));
}

/** Mostly a host whose git was killed and left its lock on the branch: nobody is first, and nobody can write. */
function refusesAll(name: string, times: number): SpectrynError {
  return new SpectrynError(
    "lock-busy",
    `${name}: the host refused ${times} pushes in a row as too late, though nobody else wrote; nothing was written`,
    {
      hint: "Try again in a few minutes. If it stays so, a git that was killed on the host left its lock on the branch: ask the host's support to remove it.",
      data: { times },
    },
  );
}

/** Texts of comments that the batch changes, or that name issues which get their numbers now. */
async function readNeeded(
  repo: Repository,
  { state, ownPaths, offline }: View,
  { writes }: Batch,
): Promise<(path: string) => string | null> {
  // An issue that is brought back has the comments that it had.
  const revived = new Map(
    writes.flatMap((write) =>
      write.op === "create" && write.revive !== null && write.owner !== null
        ? [[ownerSubject(write.owner), write.revive]]
        : [],
    ),
  );
  const changed = writes.flatMap((write) => {
    if (write.op !== "remove-comment" && (write.op !== "comment" || write.id === null)) return [];
    const { issue, id } = write;
    const number = typeof issue === "number" ? issue : revived.get(ownerSubject(issue));
    return number === undefined ? [] : [commentPath(number, id ?? "")];
  });
  const isNumbering = state.fresh.length > 0 && offline === null;
  const own = isNumbering ? [...ownPaths].filter((path) => fromPath(path).is === "comment") : [];
  const waiting = state.fresh.flatMap(({ file, comments }) =>
    [...(comments ?? [])].map(([name, text]) => [newCommentPath(file.issue.id, name), text] as const),
  );
  const pending = new Map<string, string | null>([...waiting, ...state.pending]);
  const oids = new Map(
    [...changed, ...own].flatMap((path) => {
      const oid = pending.has(path) ? undefined : state.oids.get(path);
      return oid === undefined ? [] : [[path, oid] as const];
    }),
  );
  const texts = await readTexts(repo, [...new Set(oids.values())]);
  return (path) => (pending.has(path) ? pending.get(path)! : (texts.get(oids.get(path) ?? "") ?? null));
}

/** Who commits where git knows nobody. */
export const nobody = { name: "spectryn", email: "spectryn@localhost" };

/** A commit under a checked-out branch would make that work tree look as if it reverted everything. */
export async function refuseCheckout(repo: Repository, branch: string): Promise<void> {
  const workTree = await findCheckout(repo, branch);
  if (workTree === null) return;
  throw new SpectrynError("branch-checked-out", `the branch ${branch} is checked out in ${workTree}`, {
    hint: `Let that work tree go of the branch: git -C ${shellWord(workTree)} switch --detach`,
    data: { branch, workTree },
  });
}
