/**
 * An index of the branch beside the repository, keyed by commit and refreshed by what changed since. Without
 * it, or with one that is damaged, everything is read once; the answers are the same.
 */
import { join } from "node:path";
import type { Issue, Unreadable } from "../../../core/issue/issue.ts";
import { type IssueIndex, type IssueRow, searchText, toRow } from "../../../core/issue/issue-index.ts";
import { makeDirectory, readText, writeFileAtomic } from "../../../fs/files.ts";
import type { Repository } from "../../../git/git.ts";
import { hasObject } from "../../../git/refs.ts";
import { diffTrees } from "../../../git/tree.ts";
import { fromPath } from "../layout.ts";
import { type Affected, affectedBy, everything } from "./affected.ts";
import { type ListFile, makeList, parseList, renderList } from "./list-file.ts";
import { noComments, readRecords } from "./read-records.ts";
import { openSegment, parseSegment, renderSegment, searchSegment, segmentOf } from "./text-file.ts";

export async function openIndex(
  repo: Repository,
  branch: string,
  commit: string | null,
  offline: string | null,
): Promise<IssueIndex> {
  if (commit === null) {
    const none = { rows: [], rowsNaming: () => [], search: async () => new Set<number>() };
    return { tip: null, unreadable: [], offline, ...none };
  }
  const folder = join(repo.commonDir, "spectryn", "index", branch.replace(/[^\w.-]+/g, "_"));
  const list = await refresh(repo, folder, commit);
  return {
    tip: commit,
    get rows() {
      return list.rows();
    },
    rowsNaming: list.rowsNaming,
    unreadable: list.unreadable,
    offline,
    search: (words) => search(repo, folder, list, words),
  };
}

const listName = "list.json";
const segmentName = (segment: string) => `text-${segment}.txt`;

async function refresh(repo: Repository, folder: string, commit: string): Promise<ListFile> {
  const known = parseList(await readText(join(folder, listName)).catch(() => null));
  if (known?.commit === commit) return known;
  const affected = known === null ? everything : await changesSince(repo, known, commit);
  const next = affected === everything ? null : await update(repo, folder, commit, known, affected);
  return next ?? (await update(repo, folder, commit, null, everything))!;
}

async function changesSince(repo: Repository, known: ListFile, after: string): Promise<Affected> {
  const isThere = await hasObject(repo, known.commit, "commit").catch(() => false);
  return isThere ? affectedBy(await diffTrees(repo, known.commit, after), known.rows()) : everything;
}

interface IndexedIssues {
  readonly rows: readonly IssueRow[];
  readonly unreadable: readonly Unreadable[];
  /** What can be searched, by number. */
  readonly texts: ReadonlyMap<number, string>;
}

const nothing: IndexedIssues = { rows: [], unreadable: [], texts: new Map() };

async function readIssues(repo: Repository, commit: string, { paths }: Affected): Promise<IndexedIssues> {
  if (paths?.length === 0) return nothing;
  const { issues, comments, unreadable } = await readRecords(repo, commit, paths ?? []);
  const textOf = (issue: Issue) => searchText(issue, (comments.get(issue.number!) ?? noComments).comments);
  const living = issues.filter(({ deleted }) => deleted === null);
  const texts = new Map(living.map((issue) => [issue.number!, textOf(issue)]));
  return { rows: issues.map(toRow), unreadable, texts };
}

/** `null` where the texts of the known commit are not there any more: then everything is read. */
async function update(
  repo: Repository,
  folder: string,
  commit: string,
  known: ListFile | null,
  affected: Affected,
): Promise<ListFile | null> {
  const read = await readIssues(repo, commit, affected);
  const before = known?.rows() ?? [];
  const kept = before.filter(({ number }) => !affected.has(number!));
  const rows = [...kept, ...read.rows].sort((a, b) => orderOf(a.number!) - orderOf(b.number!));
  const broken = known?.unreadable.filter((record) => !affected.has(numberOf(record))) ?? [];
  const files = new Map<string, string>();
  const segments: Record<string, string> = { ...known?.segments };
  const isChanged = (number: number | null) => affected.has(number!);
  const numbers = [...before, ...rows].map(({ number }) => number!).filter(isChanged);
  for (const segment of new Set(numbers.map(segmentOf))) {
    const written = known === null ? new Map<number, string>() : await readSegment(folder, segment, known);
    if (written === null) return null;
    const fresh = [...read.texts].filter(([number]) => segmentOf(number) === segment);
    const old = [...written].filter(([number]) => !affected.has(number));
    files.set(segmentName(segment), renderSegment(commit, new Map([...old, ...fresh])));
    segments[segment] = commit;
  }
  const list = makeList({ commit, unreadable: [...broken, ...read.unreadable], segments }, rows);
  await write(repo, folder, files, list);
  return list;
}

/** Of a record without a number: that of the unpublished ones, or one that nothing affects. */
function numberOf({ number, path }: Unreadable): number {
  return number ?? (fromPath(path).is === "new-issue" ? -1 : Number.MAX_SAFE_INTEGER);
}

/** Unpublished issues come last, the oldest first. */
function orderOf(number: number): number {
  return number > 0 ? number : Number.MAX_SAFE_INTEGER / 2 - number;
}

/** The texts of a segment; empty where `known` has none of it, `null` where its file is of another commit. */
async function readSegment(
  folder: string,
  segment: string,
  known: ListFile,
): Promise<Map<number, string> | null> {
  const commit = known.segments[segment];
  if (commit === undefined) return new Map();
  const text = await readText(join(folder, segmentName(segment))).catch(() => null);
  const content = openSegment(text, commit);
  return content === null ? null : parseSegment(content);
}

/** The list is last: a kill in between leaves a list whose texts are of another commit, which is no index. */
async function write(
  repo: Repository,
  folder: string,
  files: ReadonlyMap<string, string>,
  list: ListFile,
): Promise<void> {
  try {
    await makeDirectory(folder);
    for (const [name, content] of files) await writeFileAtomic(join(folder, name), content);
    await writeFileAtomic(join(folder, listName), renderList(list));
  } catch (error) {
    repo.log?.(`the index of issues was not written: ${(error as Error).message}`);
  }
}

async function search(
  repo: Repository,
  folder: string,
  list: ListFile,
  words: readonly string[],
): Promise<Set<number>> {
  const wanted = words.map((word) => word.toLowerCase());
  const found = new Set<number>();
  for (const [segment, commit] of Object.entries(list.segments)) {
    const file = await readText(join(folder, segmentName(segment))).catch(() => null);
    const content = openSegment(file, commit);
    if (content === null) return searchAll(repo, list, wanted);
    for (const number of searchSegment(content, wanted)) found.add(number);
  }
  return found;
}

/** Where the texts could not be written, or another process wrote newer ones. */
async function searchAll(repo: Repository, list: ListFile, words: readonly string[]): Promise<Set<number>> {
  const { texts } = await readIssues(repo, list.commit, everything);
  const isFound = ([, text]: [number, string]) => words.every((word) => text.includes(word));
  return new Set([...texts].filter(isFound).map(([number]) => number));
}
