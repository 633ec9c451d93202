/** Reads the branch at a commit: one `ls-tree`, one `cat-file` for what was not read before. */
import type { Owner, Unreadable } from "../../core/issue.ts";
import { readBlobs } from "../../git/blobs.ts";
import type { Repository } from "../../git/git.ts";
import { listFileHistory } from "../../git/log.ts";
import { listTree } from "../../git/tree.ts";
import { isReason, type Reason } from "./field-values.ts";
import type { IssueFile } from "./issue-file.ts";
import { fromPath } from "./layout.ts";
import { readRecordCache, writeRecordCache } from "./record-cache.ts";
import {
  type BranchEntry,
  type BranchState,
  emptyState,
  isRead,
  maxRecordBytes,
  parseRecord,
  parseState,
  placeOfRecord,
} from "./state.ts";

export type ReadState = (commit: string | null) => Promise<BranchState>;

/** A reader that remembers the records it read, here and on disk, so that a read costs only what changed. */
export function makeStateReader(repo: Repository): ReadState {
  let known: Records | null = null;
  return async (commit) => {
    if (commit === null) return emptyState;
    const { state, records, parsed } = await readStateAt(repo, commit, known ?? readRecordCache(repo));
    known = records;
    await writeRecordCache(repo, records, parsed);
    return state;
  };
}

export type Records = ReadonlyMap<string, IssueFile>;

interface ReadOnce {
  readonly state: BranchState;
  /** What was readable, by the id of its bytes and its path. */
  readonly records: Records;
  /** How many records were not among the known ones. */
  readonly parsed: number;
}

export async function readStateAt(
  repo: Repository,
  commit: string,
  cached: Records | Promise<Records>,
): Promise<ReadOnce> {
  // The cache is read while git lists.
  const [entries, known] = await Promise.all([listTree(repo, commit), cached]);
  const missing = entries.filter((entry) => !known.has(recordKey(entry)) && isRead(entry));
  const { texts, parsed } = await readMissing(repo, missing);
  const records = new Map<string, IssueFile>();
  const textOf = (oid: string) => texts.get(oid) ?? null;
  const state = parseState(entries, textOf, (entry, place) => {
    const key = recordKey(entry);
    const record = known.get(key) ?? parsed.get(key) ?? parseRecord(textOf(entry.oid), place);
    if (!isReason(record)) records.set(key, record);
    return record;
  });
  const unreadable = await withOwners(repo, commit, state.unreadable);
  return { state: { ...state, unreadable }, records, parsed: missing.length };
}

/** Records are parsed as git delivers them, so that not all their texts are held at once. */
async function readMissing(
  repo: Repository,
  missing: readonly BranchEntry[],
): Promise<{ texts: ReadonlyMap<string, string>; parsed: ReadonlyMap<string, IssueFile | Reason> }> {
  const byOid = new Map<string, BranchEntry[]>();
  for (const entry of missing) byOid.set(entry.oid, [...(byOid.get(entry.oid) ?? []), entry]);
  const texts = new Map<string, string>();
  const parsed = new Map<string, IssueFile | Reason>();
  for await (const [oid, text] of streamTexts(repo, [...byOid.keys()])) {
    for (const entry of byOid.get(oid) ?? []) {
      const place = placeOfRecord(entry.path);
      if (place === null) texts.set(oid, text);
      else parsed.set(recordKey(entry), parseRecord(text, place));
    }
  }
  return { texts, parsed };
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
  for await (const [oid, text] of streamTexts(repo, oids)) texts.set(oid, text);
  return texts;
}

async function* streamTexts(
  repo: Repository,
  oids: readonly string[],
): AsyncGenerator<readonly [oid: string, text: string]> {
  for await (const { oid, bytes } of readBlobs(repo, oids, { maxBytes: maxRecordBytes })) {
    if (bytes !== null) yield [oid, bytes.toString("utf8")];
  }
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
