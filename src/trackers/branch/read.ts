/** Reads the branch at a commit: one `ls-tree`, one `cat-file` for what was not read before. */
import type { Repository } from "../../git/git.ts";
import { listTree } from "../../git/tree.ts";
import { isReason, type Reason } from "./field-values.ts";
import type { IssueFile } from "./issue-file.ts";
import { withLastGood, withOwners } from "./last-good.ts";
import { streamTexts } from "./read-texts.ts";
import { type KnownRecord, type KnownRecords, readRecordCache, writeRecordCache } from "./record-cache.ts";
import { readRemovedIssues } from "./removed.ts";
import {
  type BranchEntry,
  type BranchState,
  emptyState,
  isRead,
  parseRecord,
  parseState,
  placeOfRecord,
  type RecordOf,
} from "./state.ts";

export type ReadState = (commit: string | null) => Promise<BranchState>;

/** A reader that remembers what it read, here and on disk, so that a read costs only what changed. */
export function makeStateReader(repo: Repository): ReadState {
  let known: KnownRecords | null = null;
  let last: { readonly commit: string; readonly state: BranchState } | null = null;
  return async (commit) => {
    if (commit === null) return emptyState;
    if (last?.commit === commit) return last.state;
    const { state, records, parsed } = await readStateAt(repo, commit, known ?? readRecordCache(repo));
    known = records;
    last = { commit, state };
    await writeRecordCache(repo, records, parsed);
    return state;
  };
}

interface ReadOnce {
  readonly state: BranchState;
  /** What was readable. */
  readonly records: KnownRecords;
  /** How many records were not among the known ones. */
  readonly parsed: number;
}

export async function readStateAt(
  repo: Repository,
  commit: string,
  cached: KnownRecords | Promise<KnownRecords>,
): Promise<ReadOnce> {
  // The cache is read while git lists.
  const [entries, known] = await Promise.all([listTree(repo, commit), cached]);
  const knownOf = ({ path, oid }: BranchEntry) => {
    const record = known.get(path);
    return record?.oid === oid ? record : null;
  };
  const missing = entries.filter((entry) => knownOf(entry) === null && isRead(entry));
  const { texts, parsed } = await readMissing(repo, missing);
  const records = new Map<string, KnownRecord>();
  const textOf = (oid: string) => texts.get(oid) ?? null;
  const recordOf: RecordOf = (entry, place) => {
    const { path, oid } = entry;
    const before = knownOf(entry);
    const file = before?.file ?? parsed.get(path) ?? parseRecord(textOf(oid), place);
    if (!isReason(file)) records.set(path, before ?? { oid, file });
    return file;
  };
  let state: BranchState;
  try {
    state = parseState(entries, textOf, recordOf);
  } catch (error) {
    throw await withLastGood(repo, commit, error);
  }
  const broken = await withOwners(repo, commit, state.unreadable);
  const issues = withRemoved(state.issues, await readRemovedIssues(repo, commit, state));
  return { state: { ...state, ...broken, issues }, records, parsed: missing.length };
}

function withRemoved(
  present: BranchState["issues"],
  removed: ReadonlyMap<number, IssueFile>,
): BranchState["issues"] {
  if (removed.size === 0) return present;
  return new Map([...present, ...removed].sort(([a], [b]) => a - b));
}

/** Records are parsed as git delivers them, so that not all their texts are held at once. */
async function readMissing(
  repo: Repository,
  missing: readonly BranchEntry[],
): Promise<{ texts: ReadonlyMap<string, string>; parsed: ReadonlyMap<string, IssueFile | Reason> }> {
  const byOid = new Map<string, BranchEntry | BranchEntry[]>();
  for (const entry of missing) {
    const same = byOid.get(entry.oid);
    byOid.set(entry.oid, same === undefined ? entry : [same, entry].flat());
  }
  const texts = new Map<string, string>();
  const parsed = new Map<string, IssueFile | Reason>();
  for await (const [oid, text] of streamTexts(repo, [...byOid.keys()])) {
    for (const entry of [byOid.get(oid) ?? []].flat()) {
      const place = placeOfRecord(entry.path);
      if (place === null) texts.set(oid, text);
      else parsed.set(entry.path, parseRecord(text, place));
    }
  }
  return { texts, parsed };
}
