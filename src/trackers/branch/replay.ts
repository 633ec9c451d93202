/**
 * Lays what this clone has and the shared branch lacks over the shared branch, field by field. Pure.
 *
 * Commits are never merged and nothing of theirs is overwritten: what both sides changed differently is a
 * conflict, theirs stays. An issue that both sides made for the same key is one issue; one whose number is
 * taken waits for a new number like any issue without one.
 */
import type { ReplayConflict } from "../../core/issue/issue.ts";
import { type Contested, contestedMilestones } from "./contested.ts";
import { renderIssueFile } from "./issue-file.ts";
import { commentPath, fromPath, issuePath, metaPaths, trackerPath } from "./layout.ts";
import { type FieldConflict, mergePlain } from "./merge-fields.ts";
import { mergeMilestones, mergeNames, mergeTrackerFiles } from "./merge-meta.ts";
import { renderMilestones, renderNames } from "./meta-files.ts";
import { type Place, type ReplayedIssues, replayIssues } from "./replay-issues.ts";
import { followNames } from "./replay-names.ts";
import type { BranchState, FreshIssue } from "./state.ts";
import { renderTrackerFile, type TrackerFile } from "./tracker-file.ts";

export interface ReplayInput {
  /** The state that both sides come from; empty where they share no history. */
  readonly base: BranchState;
  /** Ours as it was published, with what was contested then as in `base`; `null`: nothing of it was. */
  readonly settled: BranchState | null;
  readonly ours: BranchState;
  readonly theirs: BranchState;
  /** Our text of a comment. */
  readonly textOf: (path: string) => string | null;
}

export interface Replayed {
  readonly state: BranchState;
  readonly unpublished: number;
  readonly conflicts: readonly ReplayConflict[];
  /** What of ours stays undecided. */
  readonly contested: readonly Contested[];
}

export function replay(input: ReplayInput): Replayed {
  const { theirs } = input;
  const replayed = replayIssues(input, ourChanges(input));
  const found: Found = { conflicts: [...replayed.conflicts], contested: [...replayed.contested] };
  // Which issues are ours is told by what both come from; what we changed, by what was settled since.
  const since = { ...input, base: input.settled ?? input.base };
  const lists = replayLists(since, found);
  const issues = { ...replayed, ...followIn(input, lists.lists, replayed) };
  const files = replayFiles(since, issues.places, found);
  const pending = new Map<string, string | null>([...lists.pending, ...files.pending]);
  for (const [number, file] of issues.issues) {
    if (theirs.issues.get(number) !== file) pending.set(issuePath(number), renderIssueFile(file));
  }
  const fresh = issues.fresh.map((one) => withComments(one, files.comments));
  const { taken } = files;
  const unpublished = pending.size + taken.size + fresh.length;
  const tracker = replayTracker(since, [...issues.issues.keys()]);
  if (renderTrackerFile(tracker) !== renderTrackerFile(theirs.tracker!)) {
    pending.set(trackerPath, renderTrackerFile(tracker));
  }
  // A record that is mended here is broken no more.
  const unreadable = theirs.unreadable.filter(({ number }) => number === null || !issues.issues.has(number));
  const state = {
    ...theirs,
    ...lists.lists,
    tracker,
    issues: issues.issues,
    fresh,
    unreadable,
    pending,
    taken,
  };
  return { state, unpublished, ...found };
}

interface Found {
  readonly conflicts: ReplayConflict[];
  readonly contested: Contested[];
}

/** New issues of one side have the names that the other renamed meanwhile. */
function followIn(
  { base, ours, theirs }: ReplayInput,
  lists: Parameters<typeof followNames>[2],
  replayed: ReplayedIssues,
) {
  const fresh = replayed.fresh.map(({ issue }) => issue);
  const followed = followNames(base, [ours, theirs], lists, { issues: replayed.issues, fresh });
  return {
    issues: followed.issues,
    fresh: replayed.fresh.map((one, index) => ({ ...one, issue: followed.fresh[index]! })),
  };
}

/** `next` stays above every number that came along. */
function replayTracker({ base, ours, theirs }: ReplayInput, numbers: readonly number[]): TrackerFile {
  const merged = mergeTrackerFiles(base.tracker, ours.tracker, theirs.tracker!);
  return { ...merged, next: numbers.reduce((next, number) => Math.max(next, number + 1), merged.next) };
}

/** Paths whose bytes we changed. */
function ourChanges({ base, ours }: ReplayInput): string[] {
  const paths = new Set([...base.oids.keys(), ...ours.oids.keys()]);
  return [...paths].filter((path) => base.oids.get(path) !== ours.oids.get(path));
}

function replayLists(
  { base, ours, theirs }: ReplayInput,
  { conflicts, contested }: Found,
): {
  lists: Pick<BranchState, "milestones" | "components" | "versions">;
  pending: Map<string, string>;
} {
  const found: FieldConflict[] = [];
  const lists = {
    milestones: mergeMilestones(base.milestones, ours.milestones, theirs.milestones, found),
    components: mergeNames(base.components, ours.components, theirs.components),
    versions: mergeNames(base.versions, ours.versions, theirs.versions),
  };
  conflicts.push(...found.map((one) => ({ issue: null, path: metaPaths.milestones, ...one })));
  if (found.length > 0) {
    const left = contestedMilestones(base.milestones, ours.milestones, found);
    contested.push({ path: metaPaths.milestones, text: renderMilestones(left) });
  }
  const pending = new Map<string, string>();
  const keep = (path: string, before: string, after: string) => {
    if (before !== after) pending.set(path, after);
  };
  keep(metaPaths.milestones, renderMilestones(theirs.milestones), renderMilestones(lists.milestones));
  keep(metaPaths.components, renderNames(theirs.components), renderNames(lists.components));
  keep(metaPaths.versions, renderNames(theirs.versions), renderNames(lists.versions));
  return { lists, pending };
}

interface ReplayedFiles extends Pick<BranchState, "pending" | "taken"> {
  /** Comments of issues that have no number yet, by the number they have in this clone. */
  readonly comments: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

/** Comments follow their issue; a file of somebody's own is taken as a whole. */
function replayFiles(
  input: ReplayInput,
  places: ReadonlyMap<number, Place>,
  { conflicts, contested }: Found,
): ReplayedFiles {
  const { base, ours, theirs, textOf } = input;
  const pending = new Map<string, string | null>();
  const taken = new Map<string, string | null>();
  const comments = new Map<number, Map<string, string>>();
  const arrived = new Map([...theirs.issues].map(([number, { issue }]) => [issue.id, number]));
  for (const path of ourChanges(input)) {
    const place = fromPath(path);
    // Comments of issues without a number are part of these, unless it was given and this clone never saw that.
    const number = place.is === "new-comment" ? arrived.get(place.issue) : undefined;
    if (place.is === "new-comment" && number !== undefined) {
      const there = commentPath(number, place.name);
      const own = ours.oids.has(path) ? textOf(path) : null;
      if (own !== null && !theirs.oids.has(there)) pending.set(there, own);
    }
    if (place.is !== "comment" && place.is !== "other") continue;
    const moved = place.is === "comment" ? places.get(place.number) : undefined;
    const text = place.is === "comment" && ours.oids.has(path) ? textOf(path) : null;
    if (place.is === "comment" && moved !== undefined && text !== null) {
      if (typeof moved === "number") pending.set(commentPath(moved, place.name), text);
      else comments.set(place.number, (comments.get(place.number) ?? new Map()).set(place.name, text));
      continue;
    }
    const [b, o, t] = [base, ours, theirs].map(({ oids }) => oids.get(path) ?? null);
    const { whose } = mergePlain(b ?? null, o ?? null, t ?? null);
    if (whose === "ours" && place.is === "comment") pending.set(path, text);
    if (whose === "ours" && place.is === "other") taken.set(path, o ?? null);
    if (whose === "conflict") {
      const issue = place.is === "comment" ? place.number : null;
      conflicts.push({ issue, path, field: "file", base: b ?? null, ours: o ?? null, theirs: t ?? null });
      contested.push({ path, text: null });
    }
  }
  return { pending, taken, comments };
}

function withComments(
  { issue, ours }: { issue: FreshIssue; ours: number | null },
  comments: ReplayedFiles["comments"],
): FreshIssue {
  const own = ours === null ? undefined : comments.get(ours);
  const was = ours === null ? {} : { wasNumber: ours };
  const all = new Map([...(issue.comments ?? []), ...(own ?? [])]);
  return all.size === 0 ? { ...issue, ...was } : { ...issue, ...was, comments: all };
}
