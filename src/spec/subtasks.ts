/** Raw subtasks to items. Without an own id a subtask has no key yet: the plan gives it `PARENT/n`. */
import type { Item } from "../core/item/item.ts";
import type { PriorityWords, StatusWords } from "../core/item/mapping.ts";
import type { Place, Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";
import { isCleared, type Reading, readAssignee, readPoints, readWord } from "./field-values.ts";
import { type Lines, lineStart, placeAt, type Span } from "./lines.ts";
import { plainText } from "./markdown.ts";
import { findTextMentions } from "./pull-requests.ts";
import type { SubtaskSource } from "./source.ts";
import type { RawSubtask } from "./subtask-rows.ts";

export interface Words {
  readonly statusWords: StatusWords;
  readonly priorityWords: PriorityWords;
}

type ParentItem = Pick<Item, "key" | "namespace" | "spec" | "epic">;

/** The fields of one item while they are read. */
interface Draft {
  readonly lines: Lines;
  readonly fields: Record<string, unknown>;
  readonly places: Record<string, Place>;
  readonly problems: Problem[];
}

export function readSubtask(lines: Lines, raw: RawSubtask, parent: ParentItem, row: number, words: Words) {
  const draft: Draft = { lines, fields: {}, places: {}, problems: [] };
  const { key, ref } = readId(draft, raw);
  const status = readStatus(draft, raw, words);
  const priority = readCell(draft, raw, "priority", "priority", (source) =>
    readWord(words.priorityWords, source, "SP032"),
  );
  if (priority != null) draft.fields["priority"] = priority.value;
  readPlainCells(draft, raw);
  const place = placeAt(lines, raw.cells.title?.start ?? lineStart(lines, raw.line));
  const item: Item = {
    type: "subtask",
    key,
    ref,
    namespace: parent.namespace,
    spec: parent.spec,
    place,
    epic: parent.epic,
    parent: parent.key,
    row,
    fields: { ...draft.fields, title: readTitle(draft, raw) },
    status: status ?? null,
    priority: priority?.word ?? null,
    stateAs: raw.form === "list" ? "box" : "word",
    places: draft.places,
    comments: [],
    attachments: [],
    pullRequests: findTextMentions(lines, raw.cells.description ?? null),
  };
  return { item, source: toSource(raw), problems: draft.problems };
}

function toSource(raw: RawSubtask): SubtaskSource {
  const cells: Record<string, Span> = { ...raw.cells };
  if (raw.check !== null) cells["check"] = raw.check;
  return { form: raw.form, line: raw.line, to: raw.to, cells, head: raw.head };
}

/** Reads a cell into a field; an empty one clears it. */
function readCell<T>(
  draft: Draft,
  raw: RawSubtask,
  column: keyof RawSubtask["cells"],
  field: string,
  read: (source: string) => Reading<T>,
): T | null | undefined {
  const cell = raw.cells[column];
  if (cell === undefined) return undefined;
  const place = placeAt(draft.lines, cell.start);
  draft.places[field] = place;
  if (isCleared(cell.text)) return null;
  const { value, problem } = read(cell.text);
  if (problem !== undefined) draft.problems.push(makeProblem(problem.code, problem.message, place));
  return value;
}

function readPlainCells(draft: Draft, raw: RawSubtask): void {
  const points = readCell(draft, raw, "points", "points", readPoints);
  if (points !== undefined) draft.fields["points"] = points;
  const assignee = readCell(draft, raw, "assignee", "assignee", readAssignee);
  if (assignee !== undefined) draft.fields["assignee"] = assignee;
  const description = readCell(draft, raw, "description", "description", (source) => ({ value: source }));
  if (description !== undefined) draft.fields["description"] = description;
}

function readStatus(draft: Draft, raw: RawSubtask, words: Words): string | null | undefined {
  const word = readCell(draft, raw, "status", "state", (source) =>
    readWord(words.statusWords, source, "SP031"),
  );
  if (word != null) draft.fields["state"] = word.value;
  if (raw.check === null) return word?.word;
  draft.places["state"] = placeAt(draft.lines, raw.check.start);
  if (raw.isChecked) draft.fields["state"] = "resolved";
  return null;
}

function readTitle(draft: Draft, raw: RawSubtask): string {
  const cell = raw.cells.title;
  const offset = cell?.start ?? lineStart(draft.lines, raw.line);
  const title = cell?.text.trim() ?? "";
  draft.places["title"] = placeAt(draft.lines, offset);
  if (title === "") {
    const message = `this row has no title; a subtask needs one`;
    draft.problems.push(makeProblem("SP041", message, draft.places["title"]));
  }
  return title;
}

const ownId = /^(?=\S*\p{L})[\p{L}\p{N}][\p{L}\p{N}._/-]{0,60}$/u;
const position = /^\d{1,9}(?:\.\d{1,9}){0,3}\.?$/;

/** An own id, the issue `#12`, or only a position. */
function readId(draft: Draft, raw: RawSubtask): { key: string | null; ref: number | null } {
  let key: string | null = null;
  let ref: number | null = null;
  for (const cell of [raw.cells.number, raw.cells.id]) {
    if (cell === undefined || isCleared(cell.text)) continue;
    const text = plainText(cell.text);
    const issue = /^#([1-9]\d{0,8})$/.exec(text);
    if (issue !== null) ref = Number(issue[1]);
    else if (ownId.test(text)) key = text;
    else if (!position.test(text)) {
      const message = `"${text}" is no id of a subtask; write an id such as ST-1, an issue such as #12, or a position`;
      draft.problems.push(makeProblem("SP046", message, placeAt(draft.lines, cell.start)));
    }
  }
  return { key, ref };
}
