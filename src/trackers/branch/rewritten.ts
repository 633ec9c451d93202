/** Whether a remote's branch still holds what it was seen to hold. */
import { shellWord, shellWords } from "../../core/shell.ts";
import { SpectrynError } from "../../errors.ts";
import type { Repository } from "../../git/git.ts";
import { isAncestor, readRef } from "../../git/refs.ts";
import { gitOf } from "./ways.ts";

interface Branch {
  readonly repo: Repository;
  readonly remote: string;
  readonly branch: string;
}

type Seen = Branch & { readonly ownRef: string; readonly theirRef: string; readonly seenRef: string };

/** A branch that was force-pushed or deleted: what this clone knows of it must not be taken for offline work. */
export async function refuseRewritten(seen: Seen, lastSeen: string, now: string | null): Promise<void> {
  const { repo, remote, branch } = seen;
  if (now !== null && (await isAncestor(repo, lastSeen, now))) return;
  const what =
    now === null
      ? "was deleted"
      : `was rewritten: ${now.slice(0, 7)} does not contain ${lastSeen.slice(0, 7)}`;
  throw new SpectrynError("tracker-rewritten", `the branch ${branch} of ${remote} ${what}`, {
    hint: `Bring it back: ${bringBack(seen, lastSeen, now)}\nor accept it as it is: ${await accept(seen, lastSeen)}`,
    data: { remote, branch, lastSeen, now },
  });
}

function bringBack({ repo, remote, branch }: Branch, lastSeen: string, now: string | null): string {
  const lease = now === null ? "" : `${shellWord(`--force-with-lease=${branch}:${now}`)} `;
  return `${gitOf(repo)} push ${lease}${shellWords([remote, `${lastSeen}:refs/heads/${branch}`])}`;
}

/** What this clone had stays, as a branch of another name. */
async function accept({ repo, branch, ...refs }: Seen, lastSeen: string): Promise<string> {
  const git = gitOf(repo);
  const own = await readRef(repo, refs.ownRef);
  const kept =
    own === null
      ? []
      : [`${git} branch --move --force ${shellWords([branch, `${branch}-${lastSeen.slice(0, 7)}`])}`];
  const forgotten = [refs.seenRef, refs.theirRef].map((ref) => `${git} update-ref -d ${shellWord(ref)}`);
  return [...kept, ...forgotten].join(" && ");
}
