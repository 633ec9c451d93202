/** The branch while a batch is applied to it: a private copy that ends as a list of file changes. */
import type { Issue } from "../../core/issue/issue.ts";
import type { Batch } from "../../core/issue/write.ts";
import { blobId } from "../../git/oid.ts";
import type { NewId } from "../../ports/runtime.ts";
import { type IssueFile, renderIssueFile } from "./issue-file.ts";
import { attributesPath, issuePath, metaPaths, newIssuePath, readmePath, trackerPath } from "./layout.ts";
import { type MilestoneRecord, type NameRecord, renderMilestones, renderNames } from "./meta-files.ts";
import { renderReadme } from "./readme.ts";
import { type BranchState, freshByNumber } from "./state.ts";
import { renderTrackerFile, type TrackerFile, trackerSchema, withSpecs } from "./tracker-file.ts";

export interface WriteContext {
  /** ISO instant of the commit. */
  readonly now: string;
  readonly newId: NewId;
  /** Who new issues are reported by. */
  readonly reporter: string | null;
  /** The commit stays in this clone: nothing gets a number yet. */
  readonly isOffline: boolean;
  /** The text of a file as the branch, or what only this clone has, holds it. */
  readonly textOf: (path: string) => string | null;
  /** Paths of records that only this clone has changed. */
  readonly ownPaths: ReadonlySet<string>;
}

export interface Draft {
  readonly state: BranchState;
  readonly context: WriteContext;
  tracker: TrackerFile;
  /** By number; those without one by a provisional, negative number. */
  readonly issues: Map<number, IssueFile>;
  readonly milestones: Map<string, MilestoneRecord>;
  readonly components: Map<string, NameRecord>;
  readonly versions: Map<string, NameRecord>;
  /** Files that other parts of the batch change: `null` removes one. */
  readonly files: Map<string, string | null>;
}

export interface TextChange {
  readonly path: string;
  readonly content: string | null;
}

export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
}

export function makeDraft(state: BranchState, context: WriteContext): Draft {
  const byName = <T extends { name: string }>(list: readonly T[]) =>
    new Map(list.map((record) => [record.name, record]));
  return {
    state,
    context,
    tracker: state.tracker ?? {
      schema: trackerSchema,
      tracker: context.newId().toLowerCase(),
      next: 1,
      specs: {},
      scanned: {},
      kept: {},
    },
    issues: new Map([...state.issues, ...freshByNumber(state)]),
    milestones: byName(state.milestones),
    components: byName(state.components),
    versions: byName(state.versions),
    files: new Map(state.pending),
  };
}

/** The files whose bytes differ from the branch, and what became of the issues. */
export function finishDraft(
  draft: Draft,
  { specs, scanned }: Pick<Batch, "specs" | "scanned">,
): { changes: TextChange[]; counts: Counts } {
  const { state } = draft;
  const counts = { created: 0, updated: 0, deleted: 0 };
  const files = new Map(draft.files);
  for (const [number, file] of draft.issues) {
    const before = number < 0 ? state.fresh[-number - 1]?.file : state.issues.get(number);
    if (before === file) continue;
    const finished = stamp(before, file, draft.context);
    if (finished === null) continue;
    draft.issues.set(number, finished);
    files.set(pathOf(state, number, finished), renderIssueFile(finished));
    const wasLive = before !== undefined && before.issue.deleted === null;
    if (finished.issue.deleted !== null) counts.deleted += 1;
    else if (wasLive) counts.updated += 1;
    else counts.created += 1;
  }
  const marked = { ...draft.tracker, scanned: { ...draft.tracker.scanned, ...scanned } };
  const tracker = withSpecs(marked, specs);
  if (state.tracker === null || renderTrackerFile(tracker) !== renderTrackerFile(state.tracker)) {
    files.set(trackerPath, renderTrackerFile(tracker));
  }
  setMeta(files, metaPaths.milestones, state.milestones, draft.milestones, renderMilestones);
  setMeta(files, metaPaths.components, state.components, draft.components, renderNames);
  setMeta(files, metaPaths.versions, state.versions, draft.versions, renderNames);
  if (files.size === 0) return { changes: [], counts };
  const issues = [...draft.issues.values()].map(({ issue }) => issue);
  files.set(readmePath, renderReadme(issues, [...draft.milestones.values()]));
  if (state.tracker === null) files.set(attributesPath, "*.md text eol=lf\n");
  return { changes: [...files].map(toChange).filter((change) => differs(change, state)), counts };
}

function pathOf({ fresh }: BranchState, number: number, { issue }: IssueFile): string {
  return number > 0 ? issuePath(number) : (fresh[-1 - number]?.path ?? newIssuePath(issue.id));
}

function toChange([path, content]: [string, string | null]): TextChange {
  return { path, content };
}

function differs({ path, content }: TextChange, state: BranchState): boolean {
  const oid = state.oids.get(path);
  return content === null ? oid !== undefined : oid !== blobId(content);
}

/** Gives a changed issue its times; `null` where only the object differs. */
function stamp(before: IssueFile | undefined, after: IssueFile, context: WriteContext): IssueFile | null {
  const { issue } = after;
  if (before !== undefined) {
    const sameTime = { ...after, issue: { ...issue, updated: before.issue.updated } };
    if (renderIssueFile(sameTime) === renderIssueFile(before)) return null;
  }
  const id = issue.id === "" ? context.newId().toLowerCase() : issue.id;
  const created = issue.created === "" ? context.now : issue.created;
  return { ...after, issue: { ...issue, id, created, updated: context.now } };
}

function setMeta<T extends { name: string }>(
  files: Map<string, string | null>,
  path: string,
  before: readonly T[],
  after: ReadonlyMap<string, T>,
  render: (records: readonly T[]) => string,
): void {
  const records = [...after.values()];
  if (records.length === before.length && records.every((record, index) => record === before[index])) return;
  const text = render(records);
  if (text !== render(before)) files.set(path, text);
}

/** Every issue that passes through `change` and comes back as another object is replaced. */
export function changeIssues(draft: Draft, change: (issue: Issue) => Issue): void {
  for (const [number, file] of draft.issues) {
    const issue = change(file.issue);
    if (issue !== file.issue) draft.issues.set(number, { ...file, issue });
  }
}
