/** The rows of an item to its fields. A field given twice is an error; each value is read by its own rule. */
import { elementKey, type Link, type Target } from "../core/issue/field.ts";
import type { LinkType } from "../core/issue/words.ts";
import type { PullRequestMention } from "../core/item/item.ts";
import type { Place, Problem } from "../core/item/problem.ts";
import { nearest } from "../core/suggest.ts";
import { makeProblem } from "./codes.ts";
import { foldFieldName, type KnownField, knownField, knownFieldNames } from "./field-names.ts";
import type { FieldRow } from "./field-rows.ts";
import {
  isCleared,
  type Reading,
  readAssignee,
  readDue,
  readIssue,
  readKind,
  readLabels,
  readOneTarget,
  readPoints,
  readTargetSet,
  readWord,
} from "./field-values.ts";
import { type Lines, placeAt } from "./lines.ts";
import { plainText } from "./markdown.ts";
import { readPullRequestRow } from "./pull-requests.ts";
import type { Words } from "./subtasks.ts";

export interface ItemFields {
  readonly fields: Record<string, unknown>;
  readonly places: Record<string, Place>;
  readonly rows: Map<string, FieldRow>;
  readonly problems: Problem[];
  readonly pullRequests: PullRequestMention[];
  status: string | null;
  priority: string | null;
  ref: number | null;
}

interface Row {
  readonly row: FieldRow;
  readonly place: Place;
  readonly words: Words;
}

export function readItemFields(lines: Lines, rows: readonly FieldRow[], words: Words): ItemFields {
  const draft: ItemFields = {
    fields: {},
    places: {},
    rows: new Map(),
    problems: [],
    pullRequests: [],
    status: null,
    priority: null,
    ref: null,
  };
  const names = new Map<string, Place>();
  for (const row of rows) {
    const known = knownField(row.name);
    const fold = known ?? `custom.${foldFieldName(row.name)}`;
    const place = placeAt(lines, row.span.start);
    const first = names.get(fold);
    if (first !== undefined) {
      const message = `${row.name} is given twice; the first is in line ${first.line}`;
      draft.problems.push(makeProblem("SP020", message, placeAt(lines, row.nameSpan.start), first));
      continue;
    }
    names.set(fold, place);
    if (known === null) readCustom(draft, { row, place, words }, placeAt(lines, row.nameSpan.start));
    else readers[known](draft, { row, place, words });
  }
  return draft;
}

function readCustom(draft: ItemFields, { row, place }: Row, namePlace: Place): void {
  const near = nearest(row.name, knownFieldNames);
  if (near !== null) {
    const message = `"${row.name}" is kept as a custom field; did you mean "${near}"?`;
    draft.problems.push(makeProblem("SP023", message, namePlace));
  }
  const field = `custom.${row.name}`;
  draft.fields[field] = isCleared(row.source) ? null : row.source;
  draft.places[field] = place;
  draft.rows.set(field, row);
}

/** Notes where a field stands and gives the value, `null` if it is cleared, or reports why there is none. */
function take<T>(
  draft: ItemFields,
  field: string,
  { row, place }: Row,
  read: (source: string) => Reading<T>,
) {
  draft.places[field] = place;
  draft.rows.set(field, row);
  if (isCleared(row.source)) return null;
  const { value, problem } = read(row.source);
  if (problem !== undefined) draft.problems.push(makeProblem(problem.code, problem.message, place));
  return value;
}

function setField<T>(draft: ItemFields, field: string, value: T | undefined): void {
  if (value !== undefined) draft.fields[field] = value;
}

type Reader = (draft: ItemFields, row: Row) => void;

function scalar<T>(field: string, read: (source: string) => Reading<T>): Reader {
  return (draft, row) => setField(draft, field, take(draft, field, row, read));
}

function text(field: string): Reader {
  return scalar(field, (source) => ({ value: plainText(source) }));
}

function links(type: LinkType): Reader {
  return (draft, row) => {
    const found = take(draft, type, row, (source) => readTargetSet(type, source));
    if (found !== undefined) addLinks(draft, found ?? [], type, row.place);
  };
}

/** Links of several rows and of the section are one field. */
export function addLinks(draft: ItemFields, targets: readonly Target[], type: LinkType, place: Place): void {
  const before = (draft.fields["links"] ?? []) as readonly Link[];
  const seen = new Set(before.map(elementKey));
  const added = targets.map((to) => ({ type, to })).filter((link) => !seen.has(elementKey(link)));
  draft.fields["links"] = [...before, ...new Map(added.map((link) => [elementKey(link), link])).values()];
  draft.places["links"] ??= place;
}

const readers: Readonly<Record<KnownField, Reader>> = {
  points: scalar("points", readPoints),
  milestone: text("milestone"),
  component: text("component"),
  version: text("version"),
  assignee: scalar("assignee", readAssignee),
  due: scalar("due", readDue),
  parent: scalar("parent", (source) => readOneTarget("parent", source)),
  epic: scalar("epic", (source) => readOneTarget("epic", source)),
  labels: (draft, row) => {
    const labels = take(draft, "labels", row, readLabels);
    setField(draft, "labels", labels === null ? [] : labels);
  },
  // State, priority and kind cannot be cleared: without a word the spec has no opinion.
  kind: (draft, row) => setField(draft, "kind", take(draft, "kind", row, readKind) ?? undefined),
  status: (draft, row) => {
    const found = take(draft, "state", row, (source) => readWord(row.words.statusWords, source, "SP031"));
    if (found == null) return;
    draft.fields["state"] = found.value;
    draft.status = found.word;
  },
  priority: (draft, row) => {
    const found = take(draft, "priority", row, (source) =>
      readWord(row.words.priorityWords, source, "SP032"),
    );
    if (found == null) return;
    draft.fields["priority"] = found.value;
    draft.priority = found.word;
  },
  issue: (draft, row) => {
    draft.ref = take(draft, "issue", row, readIssue) ?? null;
  },
  prs: (draft, row) => readPullRequests(draft, row),
  blocks: links("blocks"),
  "blocked by": links("blocked by"),
  "depends on": links("depends on"),
  "relates to": links("relates to"),
  duplicates: links("duplicates"),
};

function readPullRequests(draft: ItemFields, row: Row): void {
  const found = take(draft, "prs", row, (source) => {
    const { numbers, urls, rest } = readPullRequestRow(source);
    if (rest === null) return { value: { numbers, urls } };
    const message = `"${rest}" is no pull request; write PR #12 or its address`;
    return { problem: { code: "SP037", message } };
  });
  if (found === undefined) return;
  draft.fields["prs"] = found?.numbers ?? [];
  for (const { id, url } of found?.urls ?? []) draft.pullRequests.push({ id, url, place: row.place });
}
