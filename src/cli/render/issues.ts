/** Issues as a table that fits the terminal. */
import type { IssueRow } from "../../core/issue-index.ts";
import { issueName } from "../../core/mentions.ts";
import type { Settings } from "../../core/settings.ts";
import { isEnded } from "../../core/words.ts";
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
  const left = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const titleWidth = Math.max(20, columns - left);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 6 ? cutTo(cell, titleWidth) : padTo(cutTo(cell, widths[column]!), widths[column]!),
      )
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
