/** Where the branch stands, at the remote and in this clone. */
import { SpectrynError } from "../../errors.ts";
import type { Repository } from "../../git/git.ts";
import { branchRef, checkRef } from "../../git/names.ts";
import { isAncestor, readRef } from "../../git/refs.ts";
import { fetchTheirs, type Shared } from "./fetch-shared.ts";
import type { BranchOptions } from "./home.ts";

export interface RemoteRefs {
  readonly shared: Shared;
  /** Asks the remote, unless `readVersion` or `startAsking` just did. */
  ask(): Promise<Asked>;
  /** Asks for the next `ask`, which tells of failures. The answer ends it. */
  startAsking(): () => void;
  /** The tip where the shared branch is all there is; else `null`. Asks for the next `ask` too. */
  readVersion(): Promise<string | null>;
  /** The next `ask` asks: somebody else may have written since. */
  forget(): void;
}

export function makeRemoteRefs(repo: Repository, remote: string, options: BranchOptions): RemoteRefs {
  const { branch, log, network } = options;
  const theirRef = checkRef(`refs/remotes/${remote}/${branch}`);
  const seenRef = checkRef(`refs/spectryn/seen/${remote}/${branch}`);
  const shared: Shared = { repo, remote, branch, ownRef: branchRef(branch), theirRef, seenRef, log };
  let asked: Promise<Asked> | null = null;
  return {
    shared,
    ask: () => {
      const answer = asked ?? askRemote(shared, network);
      asked = null;
      return answer;
    },
    startAsking: () => {
      const stop = new AbortController();
      const forget = () => {
        asked = null;
        stop.abort();
      };
      if (asked !== null || mayAskPerson(repo)) return forget;
      const signal = AbortSignal.any([stop.signal, ...(repo.signal ? [repo.signal] : [])]);
      asked = askRemote({ ...shared, repo: { ...repo, signal, hasTerminal: false } }, network);
      asked.catch(() => {});
      return forget;
    },
    readVersion: async () => {
      asked = null;
      const answer = await askRemote(shared, network);
      asked = Promise.resolve(answer);
      const { theirs, ours, offline } = answer;
      const isAll = (await compareRefs(repo, ours, theirs)) === "behind";
      return isAll && offline === null ? theirs : null;
    },
    forget: () => {
      asked = null;
    },
  };
}

interface Asked {
  readonly theirs: string | null;
  /** Read before the remote was asked: what another process of this clone published since is not taken for ahead. */
  readonly ours: string | null;
  readonly offline: string | null;
}

/** Whether ssh or a helper of git's may ask somebody at the terminal: then it does so while it is waited for. */
function mayAskPerson({ hasTerminal, settings = [] }: Repository): boolean {
  return hasTerminal === true && !settings.some(([key]) => key.endsWith(".extraHeader"));
}

/** The shared branch, or what this clone saw of it last. */
async function askRemote(shared: Shared, network: BranchOptions["network"]): Promise<Asked> {
  const { repo, ownRef, theirRef } = shared;
  const ours = await readRef(repo, ownRef);
  const known = async (offline: string) => ({ theirs: await readRef(repo, theirRef), ours, offline });
  if (network === "never") return known("the network was not asked");
  try {
    return { theirs: await fetchTheirs(shared), ours, offline: null };
  } catch (error) {
    // A page answers for a host that cannot be reached: a Wi-Fi's, or a single sign-on's.
    const isUnreachable =
      error instanceof SpectrynError && ["network", "timeout", "unexpected-answer"].includes(error.code);
    if (!isUnreachable || network === "required") throw error;
    return known(error.message);
  }
}

/** Where ours stands to theirs: `behind` holds nothing of its own, `beside` neither contains the other. */
export async function compareRefs(
  repo: Repository,
  ours: string | null,
  theirs: string | null,
): Promise<"behind" | "ahead" | "beside"> {
  if (ours === null || ours === theirs) return "behind";
  if (theirs === null) return "ahead";
  if (await isAncestor(repo, ours, theirs)) return "behind";
  return (await isAncestor(repo, theirs, ours)) ? "ahead" : "beside";
}
