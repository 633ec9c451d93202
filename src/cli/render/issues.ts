/** Issues as a table that fits the terminal. */
import type { IssueRow } from "../../core/issue/issue-index.ts";
import { issueName } from "../../core/issue/mentions.ts";
import { isEnded } from "../../core/issue/words.ts";
import type { Settings } from "../../core/settings.ts";
import type { Paint } from "../terminal.ts";
import { showValue } from "./field.ts";
import { cutTo, oneLine, padTo, plural, widthOf } from "./text.ts";

export function renderIssueList(
  issues: readonly IssueRow[],
  total: number,
  settings: Settings,
  columns: number,
  paint: Paint,
): string {
  const rows = issues.map((issue) => [
    issueName(issue.number ?? 0),
    issue.owner?.key ?? "",
    showValue("state", issue.fields.state ?? "new", settings, issue.status),
    showValue("priority", issue.fields.priority ?? "major", settings),
    issue.fields.assignee ? `@${issue.fields.assignee}` : "",
    issue.fields.milestone ?? "",
    oneLine(issue.fields.title),
  ]);
  const heads = ["", "key", "state", "priority", "assignee", "milestone", "title"];
  const widths = heads.map((head, column) =>
    Math.min(24, Math.max(widthOf(head), ...rows.map((row) => widthOf(row[column]!)))),
  );
  const { shown, titleWidth } = fit(widths, columns);
  const line = (cells: readonly string[]) =>
    shown
      .map((column) => {
        const cell = cells[column]!;
        return column === titleColumn
          ? cutTo(cell, titleWidth)
          : padTo(cutTo(cell, widths[column]!), widths[column]!);
      })
      .join("  ")
      .trimEnd();
  const body = issues.map((issue, index) => {
    const text = line(rows[index]!);
    return isEnded(issue.fields.state ?? "new") ? paint("dim", text) : text;
  });
  const table = issues.length === 0 ? [] : [paint("bold", line(heads)), ...body];
  const count =
    issues.length === total ? plural(total, "issue") : `${issues.length} of ${plural(total, "issue")}`;
  return `${[...table, count].join("\n")}\n`;
}

const titleColumn = 6;
const shortestTitle = 20;
/** What a narrow terminal does without, first the milestone. */
const dispensable = [5, 3, 4, 1];

function fit(widths: readonly number[], columns: number): { shown: number[]; titleWidth: number } {
  let shown = widths.map((_, column) => column);
  const room = () =>
    columns - shown.reduce((sum, column) => (column === titleColumn ? sum : sum + widths[column]! + 2), 0);
  for (const column of dispensable) {
    if (room() < shortestTitle) shown = shown.filter((one) => one !== column);
  }
  return { shown, titleWidth: Math.max(shortestTitle, room()) };
}
