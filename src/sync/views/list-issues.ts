/** Issues by filter, in an order: one question to the tracker's index. */
import type { IssueIndex, IssueRow } from "../../core/issue/issue-index.ts";
import { toWords } from "../../core/issue/issue-index.ts";
import { isEnded, type Kind, type Priority, priorities, type State } from "../../core/issue/words.ts";
import { foldKey } from "../../core/item/item.ts";
import { nearest } from "../../core/suggest.ts";
import { SpectrynError } from "../../errors.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { findIssue } from "../issues/ref.ts";

export interface IssueQuery {
  /** Empty: all. */
  readonly states: readonly State[];
  readonly kinds: readonly Kind[];
  readonly priorities: readonly Priority[];
  /** Names, compared without case; `none`: issues without one; `null`: all. */
  readonly milestone: string | null;
  readonly component: string | null;
  readonly version: string | null;
  /** Without `@`. */
  readonly assignee: string | null;
  /** Every one of them must be there. */
  readonly labels: readonly string[];
  /** Refs, or the key of an epic that is a milestone. */
  readonly epic: string | null;
  readonly parent: string | null;
  /** Words that all occur in title, texts and comments, in any case. */
  readonly text: string | null;
  /** Work on them has not ended. */
  readonly isOpenOnly: boolean;
  readonly sort: IssueSort;
  /** `null`: all. */
  readonly limit: number | null;
}

export const sortKeys = ["number", "created", "updated", "priority", "title"] as const;

export interface IssueSort {
  readonly by: (typeof sortKeys)[number];
  readonly isDescending: boolean;
}

export interface ListedIssues {
  readonly rows: readonly IssueRow[];
  /** How many pass the filter, whatever the limit. */
  readonly total: number;
  readonly index: IssueIndex;
}

/** `toQuery` may need what the index knows, such as people. */
export async function listIssues(
  tracker: Tracker,
  toQuery: (index: IssueIndex) => IssueQuery | Promise<IssueQuery>,
): Promise<ListedIssues> {
  const index = await tracker.readIndex();
  const query = await toQuery(index);
  const passed = filterRows(index, query, tracker.repository);
  const words = toWords(query.text ?? "");
  const found = words.length === 0 ? null : await index.search(words);
  const rows = found === null ? passed : passed.filter(({ number }) => found.has(number ?? 0));
  const sorted = [...rows].sort(comparing(query.sort));
  return { rows: query.limit === null ? sorted : sorted.slice(0, query.limit), total: rows.length, index };
}

function filterRows(index: IssueIndex, query: IssueQuery, repository: string | null): IssueRow[] {
  const named = { issues: index.rows, unreadable: index.unreadable };
  const parent = query.parent === null ? null : targetOf(query.parent, named, repository);
  const epic = query.epic === null ? null : targetOf(query.epic, named, repository);
  return index.rows.filter(({ deleted, fields }) => {
    if (deleted !== null) return false;
    const { state = "new", kind = "task", priority = "major" } = fields;
    if (query.isOpenOnly && isEnded(state)) return false;
    if (query.states.length > 0 && !query.states.includes(state)) return false;
    if (query.kinds.length > 0 && !query.kinds.includes(kind)) return false;
    if (query.priorities.length > 0 && !query.priorities.includes(priority)) return false;
    const names = ["milestone", "component", "version", "assignee"] as const;
    if (!names.every((name) => query[name] === null || isSame(fields[name] ?? "none", query[name])))
      return false;
    if (parent !== null && !parent.has(fields.parent ?? null)) return false;
    if (epic !== null && !epic.has(toKey(fields.epic ?? null))) return false;
    return query.labels.every((label) => fields.labels?.some((own) => isSame(own, label)));
  });
}

/** What a field may hold for a ref: the number, or the key in upper case; `none` stands for nothing. */
function targetOf(
  ref: string,
  named: Parameters<typeof findIssue>[0],
  repository: string | null,
): ReadonlySet<number | string | null> {
  if (isSame(ref, "none")) return new Set([null]);
  const isKey = !/^#?\d+$|^new-\d+$|^https?:/i.test(ref.trim());
  const key = foldKey(ref.trim());
  try {
    const { number } = findIssue(named, ref, repository);
    return new Set(isKey ? [number, key] : [number]);
  } catch (error) {
    // An epic that is a milestone is no issue.
    if (isKey) return new Set([key]);
    throw error;
  }
}

function toKey(target: number | string | null): number | string | null {
  return typeof target === "string" ? foldKey(target) : target;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function comparing({ by, isDescending }: IssueSort): (a: IssueRow, b: IssueRow) => number {
  const sign = isDescending ? -1 : 1;
  // Unpublished issues are the newest: behind all numbers, in their own order.
  const place = ({ number }: IssueRow) => ((number ?? 0) < 0 ? 1e12 - (number ?? 0) : (number ?? 0));
  const rank: Record<IssueSort["by"], (row: IssueRow) => number | string> = {
    number: place,
    created: ({ created }) => created,
    updated: ({ updated }) => updated,
    priority: ({ fields }) => priorities.indexOf(fields.priority ?? "major"),
    title: ({ fields }) => fields.title.toLowerCase(),
  };
  return (a, b) => {
    const [x, y] = [rank[by](a), rank[by](b)];
    const order = typeof x === "string" ? x.localeCompare(String(y), "en") : x - Number(y);
    return order === 0 ? place(a) - place(b) : sign * order;
  };
}

/** `updated`, or `-updated` for the newest first. */
export function toSort(word: string): IssueSort {
  const isDescending = word.trim().startsWith("-");
  const name = word.trim().replace(/^-/, "").toLowerCase();
  const by = sortKeys.find((key) => key === name);
  if (by !== undefined) return { by, isDescending };
  const near = nearest(name, sortKeys);
  const guess = near === null ? "" : `; did you mean "${near}"?`;
  throw new SpectrynError("usage", `issues cannot be sorted by "${name}"${guess}`, {
    hint: `Sort by ${sortKeys.join(", ")}; with - in front downwards, for example: --sort=-updated`,
  });
}

export function toLimit(word: string): number {
  if (/^[1-9]\d{0,8}$/.test(word.trim())) return Number(word);
  throw new SpectrynError("usage", `the limit "${word}" is no number of issues`, {
    hint: "Write how many to list, for example: --limit 20",
  });
}
