/** One issue with everything around it: comments, the links of both sides, its subtasks, and where it lies. */
import type { Comment, Issue } from "../../core/issue/issue.ts";
import type { IssueIndex, IssueRow } from "../../core/issue/issue-index.ts";
import { type ReverseType, reverseLinks } from "../../core/issue/links.ts";
import type { ForgeLinks } from "../../ports/forge.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { findRow } from "../issues/ref.ts";

export interface ShownIssue {
  readonly issue: Issue;
  /** Without those that were deleted. */
  readonly comments: readonly Comment[];
  readonly links: readonly ShownLink[];
  readonly subtasks: readonly NamedRow[];
  /** Of an epic that is an issue. */
  readonly stories: readonly NamedRow[];
  /** The epic, where it is an issue. */
  readonly epic: NamedRow | null;
  readonly parent: NamedRow | null;
  /** Names of files that people put there by the host's own pages. */
  readonly otherFiles: readonly string[];
  /** Where it is on the web, or in the repository; `null`: only here so far. */
  readonly address: string | null;
  /** Files of comments that cannot be read. */
  readonly unreadable: readonly string[];
  readonly index: IssueIndex;
}

export interface NamedRow {
  readonly number: number;
  readonly title: string;
  readonly state: string;
}

export interface ShownLink {
  /** As seen from this issue. */
  readonly type: ReverseType;
  /** A key that names no issue stays a key. */
  readonly to: NamedRow | string;
}

export async function showIssue(
  tracker: Tracker,
  links: ForgeLinks | null,
  ref: string,
): Promise<ShownIssue> {
  const index = await tracker.readIndex();
  const number = findRow(index, ref, tracker.repository).number ?? 0;
  const found = await tracker.readIssue(number);
  if (found === null) throw new Error(`${ref} is in the index and not in the tracker`);
  const rows = index.rowsNaming([number, ...numbersIn(found.issue)]);
  const byNumber = new Map(rows.map((one) => [one.number, one]));
  const living = rows.filter(({ deleted }) => deleted === null);
  const above = (name: "parent" | "epic"): NamedRow | null => {
    const target = found.issue.fields[name];
    const row = typeof target === "number" ? byNumber.get(target) : undefined;
    return row === undefined ? null : toNamed(row);
  };
  return {
    issue: found.issue,
    comments: found.comments.filter(({ deleted }) => deleted === null),
    links: [...ownLinks(found.issue, byNumber), ...otherLinks(number, living, byNumber)],
    subtasks: living.filter((one) => one.fields.parent === number).map(toNamed),
    stories: living.filter((one) => one.fields.epic === number).map(toNamed),
    parent: above("parent"),
    epic: above("epic"),
    otherFiles: (await tracker.otherFiles(number)).map(({ name }) => name),
    address: addressOf(tracker, links, number),
    unreadable: found.unreadable.map(({ path }) => path),
    index,
  };
}

/** Issues that it names. */
function numbersIn({ fields: { parent, epic, links = [] } }: Issue): number[] {
  return [parent, epic, ...links.map(({ to }) => to)].filter((target) => typeof target === "number");
}

/** The file's address on the branch; without a host its name as git knows it. */
export function addressOf(tracker: Tracker, links: ForgeLinks | null, number: number): string | null {
  const file = number < 0 ? null : tracker.fileOf(number);
  if (file === null) return null;
  return links === null ? `${file.branch}:${file.path}` : links.file(file.branch, file.path);
}

function ownLinks({ fields }: Issue, byNumber: ReadonlyMap<number | null, IssueRow>): ShownLink[] {
  return (fields.links ?? []).map(({ type, to }) => {
    const row = typeof to === "number" ? byNumber.get(to) : undefined;
    return { type, to: row === undefined ? String(to) : toNamed(row) };
  });
}

function otherLinks(
  number: number,
  rows: readonly IssueRow[],
  byNumber: ReadonlyMap<number | null, IssueRow>,
): ShownLink[] {
  return reverseLinks(rows, number).map(({ type, from }) => ({ type, to: toNamed(byNumber.get(from)!) }));
}

function toNamed({ number, fields }: IssueRow): NamedRow {
  return { number: number ?? 0, title: fields.title, state: fields.state ?? "new" };
}
