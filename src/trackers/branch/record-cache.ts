/**
 * Parsed issues on disk, so that a command does not parse thousands of files of which one changed. Derived
 * and always safe to lose: a record counts only while its file has the same bytes, so an outdated entry is never used.
 */
import { join } from "node:path";
import type { Issue } from "../../core/issue/issue.ts";
import { makeDirectory, readText, writeFileAtomic } from "../../fs/files.ts";
import type { Repository } from "../../git/git.ts";
import { isRecord } from "./field-values.ts";
import type { IssueFile } from "./issue-file.ts";

/** Raise it with every change of what an issue file is read as. */
const cacheVersion = 4;

/** Below this, parsing is faster than a file of our own. */
const worthwhile = 500;

interface CacheFile {
  readonly version: number;
  readonly paths: readonly string[];
  readonly oids: readonly string[];
  readonly issues: readonly Issue[];
  readonly kept: readonly (readonly (readonly [string, string])[])[];
}

/** A parsed issue, and the id of the bytes that it was parsed from. */
export interface KnownRecord {
  readonly oid: string;
  readonly file: IssueFile;
}

/** By path, which is part of what a record says: its number. */
export type KnownRecords = ReadonlyMap<string, KnownRecord>;

/** Empty where there is no cache or none that this version wrote. */
export async function readRecordCache(repo: Repository): Promise<KnownRecords> {
  const records = new Map<string, KnownRecord>();
  const text = await readText(cachePath(repo)).catch(() => null);
  const content = text === null ? null : parseCache(text);
  content?.paths.forEach((path, index) => {
    const kept = content.kept[index]!;
    const file = { issue: content.issues[index]!, kept: kept.length === 0 ? nothingKept : new Map(kept) };
    records.set(path, { oid: content.oids[index]!, file });
  });
  return records;
}

const nothingKept: ReadonlyMap<string, string> = new Map();

/** Writes the cache again where enough of it is new; a repository that cannot be written does without. */
export async function writeRecordCache(
  repo: Repository,
  records: KnownRecords,
  parsedNow: number,
): Promise<void> {
  const isStale = parsedNow > worthwhile / 2 + records.size / 20;
  if (records.size < worthwhile || !isStale) return;
  const known = [...records.values()];
  const content: CacheFile = {
    version: cacheVersion,
    paths: [...records.keys()],
    oids: known.map(({ oid }) => oid),
    issues: known.map(({ file }) => file.issue),
    kept: known.map(({ file }) => [...file.kept]),
  };
  try {
    await makeDirectory(join(repo.commonDir, "spectryn"));
    await writeFileAtomic(cachePath(repo), JSON.stringify(content));
  } catch (error) {
    repo.log?.(`the cache of issues was not written: ${(error as Error).message}`);
  }
}

function cachePath(repo: Repository): string {
  return join(repo.commonDir, "spectryn", "issues-cache.json");
}

function parseCache(text: string): CacheFile | null {
  try {
    const content: unknown = JSON.parse(text);
    const isOurs = isRecord(content) && content["version"] === cacheVersion;
    return isOurs ? (content as unknown as CacheFile) : null;
  } catch {
    // A file that something cut short is one we do not have.
    return null;
  }
}
