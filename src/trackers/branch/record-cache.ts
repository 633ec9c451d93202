/**
 * Parsed issues on disk, so that a command does not parse thousands of files of which one changed. Derived
 * and always safe to lose: a record counts only while its file has the same bytes, so an outdated entry is never used.
 */
import { join } from "node:path";
import type { Issue } from "../../core/issue/issue.ts";
import { streamLines } from "../../fs/content.ts";
import { makeDirectory, writeFileAtomic } from "../../fs/files.ts";
import type { Repository } from "../../git/git.ts";
import type { IssueFile } from "./issue-file.ts";

/** Raise it with every change of what an issue file is read as. */
const cacheVersion = 5;

/** Below this, parsing is faster than a file of our own. */
const worthwhile = 500;

/** The first line. */
const head = JSON.stringify({ version: cacheVersion });

/** How many records a line holds: the whole as one text would double what a run needs of memory. */
const perLine = 50;

/** Every other line. */
interface Block {
  readonly paths: string[];
  readonly oids: string[];
  readonly issues: Issue[];
  readonly kept: (readonly (readonly [string, string])[])[];
}

/** A parsed issue, and the id of the bytes that it was parsed from. */
export interface KnownRecord {
  readonly oid: string;
  readonly file: IssueFile;
}

/** By path, which is part of what a record says: its number. */
export type KnownRecords = ReadonlyMap<string, KnownRecord>;

/** Empty where there is no cache, or none that this version wrote whole. */
export async function readRecordCache(repo: Repository): Promise<KnownRecords> {
  const records = new Map<string, KnownRecord>();
  try {
    let isOurs = false;
    for await (const line of streamLines(cachePath(repo))) {
      if (isOurs) addBlock(records, JSON.parse(line) as Block);
      else if (line === head) isOurs = true;
      else break;
    }
    return records;
  } catch {
    // A file that something cut short is one we do not have.
    return new Map();
  }
}

function addBlock(records: Map<string, KnownRecord>, { paths, oids, issues, kept }: Block): void {
  paths.forEach((path, index) => {
    const own = kept[index]!;
    const file = { issue: issues[index]!, kept: own.length === 0 ? nothingKept : new Map(own) };
    records.set(path, { oid: oids[index]!, file });
  });
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
  try {
    await makeDirectory(join(repo.commonDir, "spectryn"));
    await writeFileAtomic(cachePath(repo), toLines(records));
  } catch (error) {
    repo.log?.(`the cache of issues was not written: ${(error as Error).message}`);
  }
}

function cachePath(repo: Repository): string {
  return join(repo.commonDir, "spectryn", "issues-cache.json");
}

function* toLines(records: KnownRecords): Generator<string> {
  yield `${head}\n`;
  let block = emptyBlock();
  for (const [path, { oid, file }] of records) {
    block.paths.push(path);
    block.oids.push(oid);
    block.issues.push(file.issue);
    block.kept.push([...file.kept]);
    if (block.paths.length < perLine) continue;
    yield `${JSON.stringify(block)}\n`;
    block = emptyBlock();
  }
  if (block.paths.length > 0) yield `${JSON.stringify(block)}\n`;
}

function emptyBlock(): Block {
  return { paths: [], oids: [], issues: [], kept: [] };
}
