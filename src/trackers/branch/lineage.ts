/** Whether two branches are the same tracker, and whether a remote's branch still holds what it held. */
import { SpectrynError } from "../../errors.ts";
import { readBlobAt } from "../../git/blobs.ts";
import type { Repository } from "../../git/git.ts";
import { isAncestor, listRefs } from "../../git/refs.ts";
import { isRecord } from "./field-values.ts";
import { trackerPath } from "./layout.ts";
import { type BranchState, maxRecordBytes } from "./state.ts";
import { parseJson } from "./tracker-file.ts";

interface Branch {
  readonly repo: Repository;
  readonly remote: string;
  readonly branch: string;
}

/** A branch that was force-pushed or deleted: what this clone knows of it must not be taken for offline work. */
export async function refuseRewritten(
  { repo, remote, branch }: Branch,
  lastSeen: string,
  now: string | null,
): Promise<void> {
  if (now !== null && (await isAncestor(repo, lastSeen, now))) return;
  const what =
    now === null
      ? "was deleted"
      : `was rewritten: ${now.slice(0, 7)} does not contain ${lastSeen.slice(0, 7)}`;
  throw new SpectrynError("tracker-rewritten", `the branch ${branch} of ${remote} ${what}`, {
    hint:
      `Bring it back: git push --force-with-lease ${remote} ${lastSeen}:refs/heads/${branch}\n` +
      `or accept it as it is: git update-ref -d refs/remotes/${remote}/${branch} and git branch -D ${branch}`,
    data: { remote, branch, lastSeen, now },
  });
}

/** A tracker that was never published joins the one it meets; two published ones are two trackers. */
export async function checkSameTracker(
  { repo, remote, branch }: Branch,
  ours: BranchState,
  theirs: BranchState,
  isRelated: boolean,
): Promise<void> {
  const [own, other] = [ours.tracker?.tracker, theirs.tracker?.tracker];
  if (isRelated && own === other) return;
  if (own === other) {
    throw new SpectrynError(
      "tracker-rewritten",
      `the branch ${branch} here and on ${remote} are the same tracker without a common history`,
      {
        hint: `Keep the remote's: git branch -D ${branch}, or fetch its whole history: git fetch --unshallow ${remote}`,
        data: { remote, branch, tracker: own },
      },
    );
  }
  if (!isRelated && !(await wasPublished(repo, branch, own))) return;
  throw new SpectrynError(
    "tracker-foreign",
    `the branch ${branch} of ${remote} is the tracker ${other}, here it is the tracker ${own}`,
    {
      hint: `Use another branch for one of them, or drop the one here: git branch -m ${branch} ${branch}-old`,
      data: { remote, branch, ours: own, theirs: other },
    },
  );
}

/** Whether any remote of this clone was seen to hold the tracker. */
async function wasPublished(repo: Repository, branch: string, tracker: string | undefined): Promise<boolean> {
  for (const { ref, oid } of await listRefs(repo, "refs/remotes")) {
    if (!ref.endsWith(`/${branch}`)) continue;
    const bytes = await readBlobAt(repo, oid, trackerPath, { maxBytes: maxRecordBytes });
    const content = parseJson(bytes?.toString("utf8") ?? null);
    if (isRecord(content) && content["tracker"] === tracker) return true;
  }
  return false;
}
