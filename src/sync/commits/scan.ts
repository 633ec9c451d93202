/** Reads what keywords say in commits that reached the main branches since the last scan, and in merged pull requests. */
import type { Mention } from "../../core/commits/commits.ts";
import { parseKeywords } from "../../core/commits/keywords.ts";
import type { Snapshot } from "../../core/issue/issue.ts";
import { readCommits } from "../../git/commits.ts";
import { isOid } from "../../git/oid.ts";
import { hasObject } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import type { LocalState } from "../state.ts";
import { findMainBranches, type KeywordSource, type MainBranch } from "./main-branch.ts";
import { findRange, type Range } from "./marks.ts";
import { readMerged } from "./merged.ts";

export interface ScannedBranch {
  readonly name: string;
  readonly head: string;
  readonly kind: Range["kind"];
  /** The marks, or the revision, after which it was read; empty where nothing was read. */
  readonly from: readonly string[];
  /** How many commits were read. */
  readonly commits: number;
}

export interface Scan {
  readonly branches: readonly ScannedBranch[];
  readonly mentions: readonly Mention[];
  /** The marks when everything is done. */
  readonly scanned: Readonly<Record<string, string>>;
  /** What was not read, and why; one line each. */
  readonly notes: readonly string[];
  /** The same for what mends itself. */
  readonly asides: readonly string[];
}

export const nothingScanned: Scan = { branches: [], mentions: [], scanned: {}, notes: [], asides: [] };

export interface ScanRequest {
  readonly source: KeywordSource;
  readonly snapshot: Snapshot;
  readonly state: LocalState;
  /** Reads from this commit, wherever the marks are; `null`: from the marks. */
  readonly since: string | null;
}

export async function scanCommits(repo: Repository, request: ScanRequest): Promise<Scan> {
  let scan = nothingScanned;
  for (const branch of await findMainBranches(repo, request.source)) {
    const limited = await withinPlan(repo, branch, request.source);
    if (limited !== null) scan = join(scan, await scanBranch(repo, limited, request));
  }
  return scan;
}

function join(one: Scan, other: Scan): Scan {
  return {
    branches: [...one.branches, ...other.branches],
    mentions: [...one.mentions, ...other.mentions],
    scanned: { ...one.scanned, ...other.scanned },
    notes: [...one.notes, ...other.notes],
    asides: [...one.asides, ...other.asides],
  };
}

/** The branch as a confirmed plan saw it; `null` where it did not read it. */
async function withinPlan(
  repo: Repository,
  branch: MainBranch,
  { until }: KeywordSource,
): Promise<MainBranch | null> {
  if (until === null) return branch;
  const head = until.scanned[branch.name];
  return head !== undefined && isOid(head) && (await hasObject(repo, head, "commit"))
    ? { ...branch, head }
    : null;
}

async function scanBranch(repo: Repository, branch: MainBranch, request: ScanRequest): Promise<Scan> {
  const { name, head } = branch;
  const { snapshot, state, since } = request;
  const marks = { shared: snapshot.scanned[name], own: state.scanned[name] };
  // A tracker that is not there yet has no issue to act on, whatever another one left here.
  const present: Range = snapshot.tip === null ? { kind: "first" } : await findRange(repo, head, marks);
  const isAhead = present.kind === "nothing" && !present.isFurthest;
  const range: Range = since === null ? present : { kind: "read", from: [since] };
  const quiet = { ...nothingScanned, branches: [{ name, head, kind: range.kind, from: [], commits: 0 }] };
  const moved = { ...quiet, scanned: isAhead ? {} : { [name]: head } };
  switch (range.kind) {
    case "first":
      return moved;
    case "nothing":
      return moved;
    case "missing":
      return { ...quiet, ...missingMark(name, range) };
    case "rewritten":
      return { ...moved, notes: [rewritten(branch, range)] };
    case "read":
      return { ...moved, ...(await readRange(repo, branch, range.from, request)) };
  }
}

async function readRange(
  repo: Repository,
  branch: MainBranch,
  from: readonly string[],
  { source }: ScanRequest,
): Promise<Pick<Scan, "branches" | "mentions" | "notes" | "asides">> {
  const mentions: Mention[] = [];
  const merges = new Map<number, number>();
  let commits = 0;
  for await (const { sha, message } of readCommits(repo, from, branch.head)) {
    commits += 1;
    const merged = /^.*?\bpull request #(\d{1,9})\b/i.exec(message)?.[1];
    if (merged !== undefined) merges.set(Number(merged), mentions.length);
    const keywords = parseKeywords(message);
    if (keywords.length > 0) mentions.push({ sha, keywords });
  }
  const merged = commits === 0 ? nothingScanned : await readMerged(repo, branch, from, source);
  return {
    branches: [{ ...branch, kind: "read", from, commits }],
    mentions: atTheirMerges(mentions, merged.mentions, merges),
    notes: merged.notes,
    asides: merged.asides,
  };
}

/** A pull request acts where its merge stands; one whose merge names no number acts before the commits. */
function atTheirMerges(
  commits: readonly Mention[],
  pullRequests: readonly Mention[],
  merges: ReadonlyMap<number, number>,
): Mention[] {
  const places = pullRequests.map((mention) => ({
    mention,
    at: merges.get(Number(mention.sha.slice(3))) ?? 0,
  }));
  places.sort((a, b) => a.at - b.at);
  const joined: Mention[] = [];
  let from = 0;
  for (const { mention, at } of places) {
    joined.push(...commits.slice(from, at), mention);
    from = at;
  }
  return [...joined, ...commits.slice(from)];
}

const short = (oid: string) => oid.slice(0, 7);

/** In a shallow clone somebody should know; otherwise the next fetch brings it. */
function missingMark(name: string, { mark, isShallow }: Range & { kind: "missing" }): Partial<Scan> {
  const what = `commits of ${name} were read up to ${short(mark)}, which this clone does not have`;
  const way = "nothing was done here, a clone that has it goes on from there";
  if (isShallow)
    return { notes: [`${what} (it is shallow): ${way}; to have it here: git fetch --unshallow`] };
  return {
    asides: [`${what}: ${way}; to have it here: git fetch; if it is gone: spectryn commits --since REV`],
  };
}

function rewritten({ name, head }: MainBranch, { mark, base }: Range & { kind: "rewritten" }): string {
  const since = base === null ? "REV" : short(base);
  return `${name} was rewritten: it no longer holds ${short(mark)}, up to which its commits were read. None acted; the next scan starts at ${short(head)}. To read what is new: spectryn commits --since ${since}`;
}
