/** What the branch store does with a branch: reads, writes and their memory of each other. */
import type { IssueComments, ReadIssue } from "../../core/issue/issue.ts";
import { indexOf } from "../../core/issue/issue-index.ts";
import type { Repository } from "../../git/git.ts";
import type { Tracker, TrackerNames } from "../../ports/tracker.ts";
import { readComments } from "./comments.ts";
import { findPastSync, findText } from "./history.ts";
import type { BranchOptions, Home, Located, View } from "./home.ts";
import { openIndex } from "./index/index.ts";
import { newPaths, noComments, pathsOfIssue, readRecords } from "./index/read-records.ts";
import { withOwners } from "./last-good.ts";
import { holdLock } from "./lock.ts";
import { readHistory } from "./read-history.ts";
import { readRemovedComments } from "./removed.ts";
import { noIds, toSnapshot } from "./state.ts";
import { type BranchPlace, repairNotes } from "./ways.ts";
import { type LostTry, writeBatch } from "./write-batch.ts";

/** What needs more than the refs. */
export type BranchTracker = Omit<
  Tracker,
  "name" | "abilities" | "repository" | "fileOf" | "readVersion" | "startReading"
>;

/** What a tracker does once all of it is loaded. */
export function makeTracker(repo: Repository, home: Home, options: BranchOptions): BranchTracker {
  /** What the next commit may rely on; used once. */
  let seen: View | null = null;
  /** What was read last. */
  let shown: View | null = null;
  /** Where an index was read last, unless everything was read since. */
  let located: Located | null = null;
  let latest: View | null = null;
  let lost: LostTry | null = null;
  const look = async () => {
    seen = await home.look();
    latest = seen;
    return seen;
  };
  const showing = async () => {
    shown ??= await look();
    return shown;
  };
  const readHistories = async () => {
    const { parent, ours } = latest ?? (await look());
    return [...new Set([parent, ours])].filter((commit) => commit !== null);
  };
  return {
    read: async () => {
      shown = await look();
      located = null;
      return toSnapshot(shown.state, shown.tip, shown);
    },
    readNames: async () => toNames(await showing()),
    readIndex: async () => {
      located = await home.locate();
      if (located !== null) return openIndex(repo, options.branch, located.commit, located.offline);
      shown = await look();
      const snapshot = toSnapshot(shown.state, shown.tip, shown);
      return indexOf(snapshot, (issues) => readComments(repo, shown!.state, issues));
    },
    readIssue: async (number) => {
      if (located?.commit != null) return readIssueAt(repo, located.commit, number);
      return readIssueIn(repo, await showing(), number);
    },
    readText: async (issue, field, blob) => {
      for (const commit of await readHistories()) {
        const text = await findText(repo, commit, issue, field, blob);
        if (text !== null) return text;
      }
      return null;
    },
    readHistory: async (scope) =>
      readHistory(repo, located?.commit == null ? await readHistories() : [located.commit], scope),
    readComments: async (issues, options) => {
      const isInOneCommit = located?.commit != null && options?.removed !== true;
      if (isInOneCommit) return readCommentsAt(repo, located!.commit!, issues);
      return readCommentsIn(repo, home.place, await showing(), issues, options);
    },
    findSync: async (spec, history) => {
      const [commit] = await readHistories();
      return commit === undefined ? null : findPastSync(repo, commit, spec, history);
    },
    exclusive: (work) => holdLock(repo, home.ownRefs, options.tell, work),
    putFiles: async (files) =>
      files.length === 0 ? { count: 0, bytes: 0 } : home.putFiles(files, seen ?? (await look())),
    otherFiles: async () => [],
    readFiles: async (hashes, take) => (hashes.length === 0 ? [] : home.readFiles(hashes, take)),
    commit: async (batch) => {
      const view = seen !== null && seen.tip === batch.tip ? seen : await look();
      const written = await writeBatch({ repo, home, options }, view, batch, lost);
      seen = null;
      lost = written.lost;
      return written.outcome;
    },
  };
}

async function readCommentsIn(
  repo: Repository,
  place: BranchPlace,
  { state, parent }: View,
  issues: readonly number[],
  { removed: isAll = false } = {},
): Promise<Map<number, IssueComments>> {
  const read = await readComments(repo, state, issues);
  for (const [issue, own] of read) {
    if (own.unreadable.length === 0 || parent === null) continue;
    const { good } = await withOwners(repo, parent, own.unreadable);
    read.set(issue, { ...own, notes: repairNotes(own.unreadable, good, place) });
  }
  if (!isAll || parent === null) return read;
  const removed = await readRemovedComments(repo, parent, state, issues);
  for (const [issue, gone] of removed) {
    const own = read.get(issue) ?? noComments;
    const all = [...own.comments, ...gone].sort((a, b) => (a.id < b.id ? -1 : 1));
    read.set(issue, { ...own, comments: all });
  }
  return read;
}

async function readCommentsAt(
  repo: Repository,
  commit: string,
  issues: readonly number[],
): Promise<ReadonlyMap<number, IssueComments>> {
  const paths = issues.flatMap((number) => (number < 0 ? newPaths : pathsOfIssue(number)));
  return issues.length === 0 ? new Map() : (await readRecords(repo, commit, paths)).comments;
}

function toNames(view: View): TrackerNames {
  return { ...toSnapshot(view.state, view.tip, view), ids: noIds };
}

async function readIssueAt(repo: Repository, commit: string, number: number): Promise<ReadIssue | null> {
  const paths = number < 0 ? newPaths : pathsOfIssue(number);
  const { issues, comments } = await readRecords(repo, commit, paths);
  const issue = issues.find((candidate) => candidate.number === number);
  return issue === undefined ? null : { issue, ...(comments.get(number) ?? noComments) };
}

/** One issue of a view that is no single commit. */
async function readIssueIn(repo: Repository, view: View, number: number): Promise<ReadIssue | null> {
  const { issues } = toSnapshot(view.state, view.tip, view);
  const issue = issues.find((candidate) => candidate.number === number);
  if (issue === undefined) return null;
  const own = (await readComments(repo, view.state, [number])).get(number);
  return { issue, ...(own ?? noComments) };
}
