/** Whether two branches are the same tracker. */
import { shellWord, shellWords } from "../../core/shell.ts";
import { SpectrynError } from "../../errors.ts";
import { readBlobAt } from "../../git/blobs.ts";
import type { Repository } from "../../git/git.ts";
import { listRefs } from "../../git/refs.ts";
import { isRecord } from "./field-values.ts";
import { trackerPath } from "./layout.ts";
import { type BranchState, maxRecordBytes } from "./state.ts";
import { parseJson } from "./tracker-file.ts";
import { gitOf } from "./ways.ts";

interface Branch {
  readonly repo: Repository;
  readonly remote: string;
  readonly branch: string;
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
        hint: `Keep the remote's: ${aside(repo, branch)}\nor, in a shallow clone, fetch its whole history: ${gitOf(repo)} fetch --unshallow ${shellWord(remote)}`,
        data: { remote, branch, tracker: own },
      },
    );
  }
  if (!isRelated && !(await wasPublished(repo, branch, own))) return;
  throw new SpectrynError(
    "tracker-foreign",
    `the branch ${branch} of ${remote} is the tracker ${other}, here it is the tracker ${own}`,
    {
      hint: `Put the one here aside: ${aside(repo, branch)}\nor use another branch for one of them: bitbucket.branch in .spectryn.yaml, or SPECTRYN_BITBUCKET_BRANCH=NAME`,
      data: { remote, branch, ours: own, theirs: other },
    },
  );
}

function aside(repo: Repository, branch: string): string {
  return `${gitOf(repo)} branch --move ${shellWords([branch, `${branch}-old`])}`;
}

/** Whether any remote of this clone was seen to hold the tracker. */
async function wasPublished(repo: Repository, branch: string, tracker: string | undefined): Promise<boolean> {
  const seen = [...(await listRefs(repo, "refs/remotes")), ...(await listRefs(repo, "refs/spectryn/seen"))];
  for (const { ref, oid } of seen) {
    if (!ref.endsWith(`/${branch}`)) continue;
    const bytes = await readBlobAt(repo, oid, trackerPath, { maxBytes: maxRecordBytes });
    const content = parseJson(bytes?.toString("utf8") ?? null);
    if (isRecord(content) && content["tracker"] === tracker) return true;
  }
  return false;
}
