/** Everything that lies on the branch, parsed. Pure: texts in, one state out; the state keeps what it cannot read. */
import type { Milestone, Snapshot, Unreadable } from "../../core/issue/issue.ts";
import type { NameIds } from "../../ports/tracker.ts";
import { isReason, type Reason } from "./field-values.ts";
import { type IssueFile, type IssuePlace, parseIssueFile } from "./issue-file.ts";
import { type BranchPath, fromPath, isRecordPath, metaPaths, trackerPath } from "./layout.ts";
import { type MilestoneRecord, type NameRecord, parseMilestones, parseNames } from "./meta-files.ts";
import { newTarget, resolveIssue } from "./targets.ts";
import { parseTrackerFile, type TrackerFile } from "./tracker-file.ts";

/** One entry of the branch's tree. */
export interface BranchEntry {
  readonly path: string;
  /** `100644`, `120000` a symbolic link, `160000` a submodule. */
  readonly mode: string;
  readonly oid: string;
}

/** The text of a blob; `null`: larger than any record may be. */
export type TextOf = (oid: string) => string | null;

export interface BranchState {
  /** `null`: there is no tracker yet. */
  readonly tracker: TrackerFile | null;
  readonly issues: ReadonlyMap<number, IssueFile>;
  /** Issues without a number, in the order of their paths. */
  readonly fresh: readonly FreshIssue[];
  readonly milestones: readonly MilestoneRecord[];
  readonly components: readonly NameRecord[];
  readonly versions: readonly NameRecord[];
  readonly unreadable: readonly Unreadable[];
  /** The commits that have the last good versions of those, by path, where there are any. */
  readonly good: ReadonlyMap<string, string>;
  /** Blob ids of all files of the branch, by path. */
  readonly oids: ReadonlyMap<string, string>;
  /** Files that this state already counts in and the branch lacks, as only this clone has them; see replay.ts. */
  readonly pending: ReadonlyMap<string, string | null>;
  /** The same of people's own files on the branch, by blob id. */
  readonly taken: ReadonlyMap<string, string | null>;
}

export interface FreshIssue {
  readonly path: string;
  readonly file: IssueFile;
  /** Texts of its comments, by name. */
  readonly comments?: ReadonlyMap<string, string>;
  /** What it was called in this clone: the number that another issue has now, or the provisional one. */
  readonly wasNumber?: number | null;
}

/** Issues without a number are -1, -2, ... in the order of their paths, which is that of their creation. */
export function freshByNumber({ fresh }: Pick<BranchState, "fresh">): [number, IssueFile][] {
  return fresh.map(({ file }, index) => [-1 - index, file]);
}

export const emptyState: BranchState = {
  tracker: null,
  issues: new Map(),
  fresh: [],
  milestones: [],
  components: [],
  versions: [],
  unreadable: [],
  good: new Map(),
  oids: new Map(),
  pending: new Map(),
  taken: new Map(),
};

/** A record larger than this is no issue; nobody wrote it by hand. */
export const maxRecordBytes = 20_000_000;

const readKinds: ReadonlySet<BranchPath["is"]> = new Set([
  "tracker",
  "meta",
  "issue",
  "new-issue",
  "new-comment",
]);

/** Whether a state needs the text of this entry. */
export function isRead({ path, mode }: BranchEntry): boolean {
  const is = fromPath(path).is;
  return isFile(mode) && readKinds.has(is);
}

export type RecordOf = (entry: BranchEntry, place: IssuePlace) => IssueFile | Reason;

/** Throws if the branch is no tracker or one of its shared files is damaged; a bad issue is only reported. */
export function parseState(
  entries: readonly BranchEntry[],
  textOf: TextOf,
  recordOf?: RecordOf,
): BranchState {
  const text = (path: string) => {
    const entry = entries.find((found) => found.path === path);
    if (entry === undefined) return null;
    return isFile(entry.mode) ? (textOf(entry.oid) ?? "") : "";
  };
  return {
    ...parseIssues(entries, textOf, recordOf),
    tracker: parseTrackerFile(text(trackerPath)),
    milestones: parseMilestones(text(metaPaths.milestones)),
    components: parseNames("components", text(metaPaths.components)),
    versions: parseNames("versions", text(metaPaths.versions)),
    good: new Map(),
    oids: new Map(entries.map(({ path, oid }) => [path, oid])),
    pending: new Map(),
    taken: new Map(),
  };
}

export function parseIssues(
  entries: readonly BranchEntry[],
  textOf: TextOf,
  recordOf: RecordOf = (entry, place) => parseRecord(textOf(entry.oid), place),
): Pick<BranchState, "issues" | "fresh" | "unreadable"> {
  const issues: [number, IssueFile][] = [];
  const fresh: FreshIssue[] = [];
  const unreadable: Unreadable[] = [];
  const comments = new Map<string, Map<string, string>>();
  for (const entry of entries) {
    const { path, mode } = entry;
    const place = fromPath(path);
    const number = place.is === "issue" || place.is === "misplaced" ? place.number : null;
    const report = (reason: string) => unreadable.push({ path, number, reason, owner: null });
    if (place.is === "misplaced") report(place.reason);
    else if (!isFile(mode) && isRecordPath(path)) report(`it is ${modeName(mode)}`);
    else if (place.is === "new-comment") {
      const own = comments.get(place.issue) ?? new Map<string, string>();
      comments.set(place.issue, own.set(place.name, textOf(entry.oid) ?? ""));
    } else if (place.is === "issue" || place.is === "new-issue") {
      const file = recordOf(entry, issuePlace(place));
      if (isReason(file)) report(file.reason);
      else if (number === null) fresh.push({ path, file });
      else issues.push([number, file]);
    }
  }
  const withComments = fresh.map((one): FreshIssue => {
    const own = comments.get(one.file.issue.id);
    return own === undefined ? one : { ...one, comments: own };
  });
  return { issues: new Map(issues.sort(([a], [b]) => a - b)), fresh: withComments, unreadable };
}

/** What the path of an issue's file says about it; `null` for any other file. */
export function placeOfRecord(path: string): IssuePlace | null {
  const place = fromPath(path);
  return place.is === "issue" || place.is === "new-issue" ? issuePlace(place) : null;
}

function issuePlace(place: BranchPath & { readonly is: "issue" | "new-issue" }): IssuePlace {
  return place.is === "issue" ? { number: place.number } : { number: null, name: place.name };
}

export function parseRecord(text: string | null, place: IssuePlace): IssueFile | Reason {
  return text === null ? { reason: tooLarge } : parseIssueFile(text, place);
}

const tooLarge = `it is larger than ${maxRecordBytes / 1_000_000} MB`;

function isFile(mode: string): boolean {
  return mode.startsWith("100");
}

function modeName(mode: string): string {
  return mode === "120000" ? "a symbolic link" : "a submodule";
}

/** On a branch a name is all that there is of it. */
export const noIds: NameIds = { components: new Map(), versions: new Map() };

export function toSnapshot(
  state: BranchState,
  tip: string | null,
  {
    unpublished,
    conflicts,
    offline,
    notes,
  }: Pick<Snapshot, "unpublished" | "conflicts" | "offline" | "notes">,
): Snapshot {
  const fresh = freshByNumber(state);
  const provisional = new Map(fresh.map(([number, { issue }]) => [newTarget(issue.id), number]));
  const own = fresh.map(([number, { issue }]) => ({ ...issue, number }));
  const issues = [...[...state.issues.values()].map(({ issue }) => issue), ...own];
  return {
    tip,
    tracker: state.tracker?.tracker ?? null,
    issues: fresh.length === 0 ? issues : issues.map((issue) => resolveIssue(issue, provisional)),
    milestones: state.milestones.map(toMilestone),
    components: state.components.map(({ name }) => name),
    versions: state.versions.map(({ name }) => name),
    specs: state.tracker?.specs ?? {},
    scanned: state.tracker?.scanned ?? {},
    unreadable: state.unreadable,
    unpublished,
    conflicts,
    offline,
    notes,
  };
}

function toMilestone({ name, state, epics }: MilestoneRecord): Milestone {
  return {
    name,
    state,
    epics: epics.map(({ owner, fields, status, base }) => ({ owner, fields, status, base })),
  };
}
