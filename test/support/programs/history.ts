/** The history of one file in clones that share a remote: what git would answer, without git. */
import { blobId } from "../../../src/git/oid.ts";
import type { FileHistory } from "../../../src/sync/specs/past.ts";

export interface Version {
  readonly id: string;
  readonly text: string;
  readonly parents: readonly Version[];
  /** Later ones have a higher one. */
  readonly time: number;
}

export function makeVersion(text: string, parents: readonly Version[], time: number): Version {
  return { id: blobId(`${time}`), text, parents, time };
}

/** A version and all that it comes from. */
export function ancestors(version: Version | null): Set<Version> {
  const found = new Set<Version>();
  const visit = (one: Version) => {
    if (found.has(one)) return;
    found.add(one);
    one.parents.forEach(visit);
  };
  if (version !== null) visit(version);
  return found;
}

/** The newest that both come from. */
export function commonVersion(one: Version | null, other: Version | null): Version | null {
  const others = ancestors(other);
  const shared = [...ancestors(one)].filter((version) => others.has(version));
  return shared.sort((a, b) => b.time - a.time)[0] ?? null;
}

export function historyAt(head: Version | null): FileHistory {
  const all = new Map([...ancestors(head)].map((version) => [version.id, version]));
  return {
    readHead: async () => head?.id ?? null,
    listBlobs: async (commit) => log(all.get(commit)!).map(({ text }) => blobId(text)),
    readText: async (commit) => all.get(commit)?.text ?? null,
    // Commits that a rebase took away are no ancestors.
    isAncestor: async (commit, of) => all.has(commit) && ancestors(all.get(of)!).has(all.get(commit)!),
  };
}

/** As `git log --full-history -- file` lists it, oldest first. */
function log(head: Version): Version[] {
  const isChange = ({ text, parents }: Version) =>
    parents.length === 0 || parents.some((parent) => parent.text !== text);
  return [...ancestors(head)].filter(isChange).sort((a, b) => a.time - b.time);
}
