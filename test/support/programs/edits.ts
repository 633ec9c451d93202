/** Edits of a spec's values and of issues; what they write is written nowhere else. */
import type { Fields } from "../../../src/core/issue/field.ts";
import type { Issue, Snapshot } from "../../../src/core/issue/issue.ts";
import type { Write } from "../../../src/core/issue/write.ts";
import type { Tracker } from "../../../src/ports/tracker.ts";
import type { SpecEdit, TrackerEdit } from "./steps.ts";
import { itemOf, joints, parentOf, people, scalars, type Values } from "./values.ts";

/** Gives values that were never given before; `null`: of the words of a state or a priority none is left. */
export type NewValue = (field: string) => string | null;

const words: Readonly<Record<string, readonly string[]>> = {
  state: ["open", "resolved", "on hold", "closed", "invalid", "wontfix", "duplicate"],
  priority: ["minor", "critical", "blocker", "trivial"],
};

export function makeNewValues(): NewValue {
  const used = new Map<string, number>();
  return (field) => {
    const n = (used.get(field) ?? 0) + 1;
    used.set(field, n);
    return field in words ? (words[field]![n - 1] ?? null) : newValue(field, n);
  };
}

function newValue(field: string, n: number): string {
  switch (field) {
    case "points":
      return String(n);
    case "epic":
      return `EPIC-${1 + (n % 2)}`;
    case "due":
      return new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10);
    case "criteria":
      return `- [ ] c${n}`;
    case "comments":
      return `dana 2026-01-01 said${n}`;
    default:
      return `${field.slice(field.indexOf(".") + 1)}${n}`;
  }
}

type Fielded = readonly string[];

function fieldOf(edit: { readonly field: number }, fields: Fielded): string {
  return fields[edit.field % fields.length]!;
}

const kept = ["title", "state", "priority", "epic"];

/** `null` where there is nothing to do it to. */
export function editValues(values: Values, edit: SpecEdit, fields: Fielded, next: NewValue): Values | null {
  const after = new Map([...values].map(([item, own]) => [item, new Map(own)]));
  const stories = [...values.keys()].filter((key) => !key.startsWith("EPIC-"));
  const story = stories[edit.story % Math.max(1, stories.length)];
  if (edit.is === "add") {
    const key = `US-${1 + (edit.story % 5)}`;
    if (values.has(key)) return null;
    after.set(
      key,
      new Map([
        ["title", [next("title")!]],
        ["epic", [next("epic")!]],
      ]),
    );
    return after;
  }
  if (story === undefined) return null;
  if (edit.is === "remove") {
    after.delete(story);
    return after;
  }
  const { at, is } = edit;
  const field = fieldOf(edit, fields);
  // The last of the places is the epic's: of that only title and notes can change.
  const isEpic = at === 7 && (field === "title" || field === "section.Notes");
  const own = after.get(isEpic ? "EPIC-1" : story)!;
  const list = changeList(field, own.get(field) ?? [], at, is === "set" ? next(field) : null);
  if (list === null) return null;
  own.set(field, list);
  return after;
}

/** A list with a value set or cleared; entries of comments that people wrote are theirs. */
function changeList(field: string, list: readonly string[], at: number, value: string | null) {
  if (scalars.includes(field)) {
    if (value === null && (kept.includes(field) || list.length === 0)) return null;
    return value === null ? [] : [value];
  }
  const isAdd = value !== null && (list.length === 0 || at % 2 === 0);
  if (isAdd) return [...list, value];
  const index = list.length === 0 ? -1 : at % list.length;
  if (index === -1 || (field === "comments" && !list[index]!.startsWith("dana "))) return null;
  return list.flatMap((one, i) => (i === index ? (value ?? []) : one));
}

export interface IssueEdit {
  readonly writes: readonly Write[];
  readonly item: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a person writes to the n-th issue; `null` where there is none, or nothing to do. */
export async function editIssue(
  tracker: Tracker,
  snapshot: Snapshot,
  view: Values,
  edit: TrackerEdit,
  fields: Fielded,
  next: NewValue,
): Promise<IssueEdit | null> {
  if (edit.is === "create") {
    const title = next("title")!;
    const create = { op: "create", owner: null, type: null, row: null, status: null, base: null } as const;
    const writes: Write[] = [{ ...create, fields: { title }, revive: null }];
    return { writes, item: people, field: "titles", before: null, after: title };
  }
  const living = snapshot.issues.filter(({ deleted }) => deleted === null);
  const issue = living[edit.story % Math.max(1, living.length)];
  if (issue === undefined) return null;
  const number = issue.number!;
  if (edit.is === "delete") {
    const deleted = { writes: [{ op: "delete" as const, number }], before: null, after: null };
    if (issue.owner !== null) return { ...deleted, item: itemOf(issue), field: "" };
    return { ...deleted, item: people, field: "titles", before: issue.fields.title };
  }
  const { at, is } = edit;
  const field = fieldOf(edit, fields);
  const parent = parentOf(issue);
  // Not one that a checkout wrote which is behind: nobody agreed on its title yet, by which alone it is known.
  const canRename = is === "set issue" && issue.base !== null;
  if (parent !== null) return canRename ? rename(issue, parent, "subtasks", next) : null;
  if (issue.owner === null) return is === "set issue" ? rename(issue, people, "titles", next) : null;
  if (field === "comments")
    return editComment(tracker, issue, at, is === "set issue" ? next("comments")!.split(" ")[2]! : null);
  const list = view.get(itemOf(issue))?.get(field) ?? [];
  if (field === "epic" || field === "subtasks") return null;
  const wanted = changeList(field, list, at, is === "set issue" ? next(field) : null);
  if (wanted === null) return null;
  const before = list.find((value) => !wanted.includes(value)) ?? null;
  const after = wanted.find((value) => !list.includes(value)) ?? null;
  const set = toFields(issue, field, wanted);
  return { writes: [{ op: "update", number, set }], item: itemOf(issue), field, before, after };
}

function rename({ number, fields }: Issue, item: string, field: string, next: NewValue): IssueEdit {
  const title = next(field)!;
  const writes: Write[] = [{ op: "update", number: number!, set: { title } }];
  return { writes, item, field, before: fields.title, after: title };
}

async function editComment(
  tracker: Tracker,
  issue: Issue,
  at: number,
  text: string | null,
): Promise<IssueEdit | null> {
  const number = issue.number!;
  const all = (await tracker.readComments([number])).get(number)?.comments ?? [];
  const living = all.filter(({ deleted }) => deleted === null);
  const edit = { item: itemOf(issue), field: "comments" };
  const comment = at % 2 === 0 && text !== null ? undefined : living[at % Math.max(1, living.length)];
  if (comment === undefined) {
    if (text === null) return null;
    const put = { op: "comment", issue: number, id: null, author: "lee", text, entry: null } as const;
    return {
      ...edit,
      writes: [{ ...put, isFromSpec: false }],
      before: null,
      after: `lee 2026-01-01 ${text}`,
    };
  }
  const { id, author, entry, isFromSpec } = comment;
  const name = `${entry?.author ?? author} ${entry?.date ?? "2026-01-01"}`;
  const write: Write =
    text === null
      ? { op: "remove-comment", issue: number, id }
      : { op: "comment", issue: number, id, author, text, entry, isFromSpec };
  return {
    ...edit,
    writes: [write],
    before: `${name} ${comment.text}`,
    after: text === null ? null : `${name} ${text}`,
  };
}

function toFields(issue: Issue, field: string, list: readonly string[]): Fields {
  if (field === "labels") return { labels: [...(issue.type === "story" ? ["story"] : []), ...list] };
  if (field === "points") return { points: list.length === 0 ? null : Number(list[0]) };
  const value = list.length === 0 ? null : list.join(joints[field] ?? "");
  const order = issue.fields.sections ?? [];
  const isNew = field === "section.Notes" && !order.includes("Notes");
  return { [field]: value, ...(isNew ? { sections: [...order, "Notes"] } : {}) } as Fields;
}
