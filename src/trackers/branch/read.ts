/** Reads the branch at a commit: one `ls-tree`, one `cat-file` for what was not read before. */
import type { Owner, Unreadable } from "../../core/issue.ts";
import { readBlobs } from "../../git/blobs.ts";
import type { Repository } from "../../git/git.ts";
import { listFileHistory } from "../../git/log.ts";
import { listTree } from "../../git/tree.ts";
import { isReason, type Reason } from "./field-values.ts";
import type { IssueFile } from "./issue-file.ts";
import { fromPath } from "./layout.ts";
import {
  type BranchEntry,
  type BranchState,
  emptyState,
  isRead,
  maxRecordBytes,
  parseRecord,
  parseState,
} from "./state.ts";

export type ReadState = (commit: string | null) => Promise<BranchState>;

/** A reader that remembers the records of its last read, so that a second read costs only what changed. */
export function makeStateReader(repo: Repository): ReadState {
  let known = new Map<string, IssueFile | Reason>();
  return async (commit) => {
    if (commit === null) return emptyState;
    const entries = await listTree(repo, commit);
    const missing = entries.filter((entry) => isRead(entry) && !known.has(recordKey(entry)));
    const texts = await readTexts(repo, [...new Set(missing.map(({ oid }) => oid))]);
    const next = new Map<string, IssueFile | Reason>();
    const state = parseState(
      entries,
      (oid) => texts.get(oid) ?? null,
      (entry, place) => {
        const key = recordKey(entry);
        const record = known.get(key) ?? parseRecord(texts.get(entry.oid) ?? null, place);
        next.set(key, record);
        return record;
      },
    );
    known = next;
    return { ...state, unreadable: await withOwners(repo, commit, state.unreadable) };
  };
}

/** The path is part of what a record says: its number. */
function recordKey({ path, oid }: BranchEntry): string {
  return `${oid} ${path}`;
}

/** Texts by blob id; one that is too large is left out. */
export async function readTexts(
  repo: Repository,
  oids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const { oid, bytes } of readBlobs(repo, oids, { maxBytes: maxRecordBytes })) {
    if (bytes !== null) texts.set(oid, bytes.toString("utf8"));
  }
  return texts;
}

/** How far back a broken record is followed for its owner. */
const maxRevisions = 50;

async function withOwners(
  repo: Repository,
  commit: string,
  unreadable: readonly Unreadable[],
): Promise<Unreadable[]> {
  const result: Unreadable[] = [];
  for (const record of unreadable) {
    const place = fromPath(record.path);
    const owner = place.is === "issue" ? await lastOwner(repo, commit, record.path, place.number) : null;
    result.push({ ...record, owner });
  }
  return result;
}

async function lastOwner(
  repo: Repository,
  commit: string,
  path: string,
  number: number,
): Promise<Owner | null> {
  const versions = await listFileHistory(repo, commit, path, { limit: maxRevisions });
  for (const { blob } of versions) {
    if (blob === null) continue;
    const text = (await readTexts(repo, [blob]).catch(() => new Map<string, string>())).get(blob);
    const file = parseRecord(text ?? null, { number });
    if (!isReason(file)) return file.issue.owner;
  }
  return null;
}
