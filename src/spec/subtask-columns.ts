/** Columns of a subtasks table by the names of its head, in any order. */
import type { Problem } from "../core/item/problem.ts";
import { nearest } from "../core/suggest.ts";
import type { Cell } from "./cells.ts";
import { makeProblem } from "./codes.ts";
import { foldFieldName } from "./field-names.ts";
import { type Lines, placeAt } from "./lines.ts";
import { plainText } from "./markdown.ts";

export type Column =
  | "number"
  | "id"
  | "title"
  | "description"
  | "points"
  | "status"
  | "assignee"
  | "priority";

const columnNames: Readonly<Record<Column, readonly string[]>> = {
  number: ["#", "no", "no.", "nr", "nr."],
  id: ["id", "key", "issue"],
  title: ["subtask", "sub task", "title", "name", "task", "summary"],
  description: ["description", "details"],
  points: ["sp", "story points", "points", "estimate"],
  status: ["status", "state"],
  assignee: ["assignee", "assigned to"],
  priority: ["priority"],
};

const byName: ReadonlyMap<string, Column> = new Map(
  Object.entries(columnNames).flatMap(([column, names]) =>
    names.map((name) => [name, column as Column] as const),
  ),
);

export interface Columns {
  /** What each cell of a row holds; `null` for a column that is not read. */
  readonly columns: readonly (Column | null)[];
  readonly problems: readonly Problem[];
}

export function readColumns(lines: Lines, head: readonly Cell[]): Columns {
  const problems: Problem[] = [];
  const seen = new Set<Column>();
  const columns = head.map((cell) => {
    const name = plainText(cell.text);
    const column = byName.get(foldFieldName(name)) ?? null;
    const place = placeAt(lines, cell.start);
    if (column === null) {
      if (name !== "")
        problems.push(makeProblem("SP044", `column "${name}" is not synced${didYouMean(name)}`, place));
      return null;
    }
    if (seen.has(column)) {
      problems.push(makeProblem("SP047", `column "${name}" stands twice in this table`, place));
      return null;
    }
    seen.add(column);
    return column;
  });
  if (!seen.has("title")) {
    const names = head.map((cell) => `"${cell.text}"`).join(", ");
    const message = `this table of subtasks has no title column; it has ${names}: name one "Subtask" or "Title"`;
    problems.push(makeProblem("SP040", message, placeAt(lines, head[0]?.start ?? 0)));
  }
  return { columns, problems };
}

function didYouMean(name: string): string {
  const near = nearest(name, [...byName.keys()]);
  return near === null ? "" : `; did you mean "${near}"?`;
}
