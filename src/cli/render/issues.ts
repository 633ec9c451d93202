/** Issues as a table that fits the terminal, and one issue in full. */
import { type Fields, fieldNames, fieldValue } from "../../core/field.ts";
import type { Issue, Snapshot } from "../../core/issue.ts";
import type { Settings } from "../../core/settings.ts";
import { isEnded } from "../../core/words.ts";
import { toContent } from "../../spec/content.ts";
import type { Paint } from "../terminal.ts";
import { fieldLabel, showValue } from "./field.ts";
import { cutTo, oneLine, padTo, plural, widthOf } from "./text.ts";

export function renderIssueList(
  issues: readonly Issue[],
  settings: Settings,
  columns: number,
  paint: Paint,
): string {
  const rows = issues.map((issue) => [
    nameOf(issue),
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
  return `${[...table, plural(issues.length, "issue")].join("\n")}\n`;
}

export function renderIssue(issue: Issue, snapshot: Snapshot, settings: Settings, paint: Paint): string {
  const { owner } = issue;
  const lines = [paint("bold", `${nameOf(issue)} ${oneLine(issue.fields.title)}`)];
  if (issue.deleted !== null) lines.push(paint("red", `deleted ${issue.deleted}`));
  const facts: [string, string][] = [];
  if (issue.type !== null) facts.push(["type", issue.type]);
  if (owner !== null) facts.push(["from", `${owner.key} in ${owner.spec}`]);
  const shown = fieldNames({ state: "new", priority: "major", kind: "task", ...issue.fields }).filter(
    isHeadField,
  );
  for (const name of shown) {
    const value = fieldValue(issue.fields, name);
    if (value === null || (Array.isArray(value) && value.length === 0)) continue;
    facts.push([fieldLabel(name), showValue(name, value, settings, issue.status)]);
  }
  const children = snapshot.issues.filter(
    (child) => child.fields.parent === issue.number && child.deleted === null,
  );
  if (children.length > 0) facts.push(["subtasks", children.map(nameOf).join(", ")]);
  if (issue.reporter !== null) facts.push(["reporter", issue.reporter]);
  facts.push(["created", issue.created], ["updated", issue.updated]);
  const width = Math.max(...facts.map(([label]) => label.length));
  lines.push(...facts.map(([label, value]) => `${paint("dim", padTo(label, width))}  ${value}`));
  const content = toContent(texts(issue.fields)).trimEnd();
  if (content !== "") lines.push("", content);
  return `${lines.join("\n")}\n`;
}

/** The fields of the head; texts, and what the content's table shows, follow below. */
function isHeadField(name: string): boolean {
  return !["title", "description", "criteria", "sections"].includes(name) && !name.startsWith("section.");
}

/** The texts alone: points, due and custom fields stand in the head already. */
function texts(fields: Fields): Fields {
  const kept = Object.entries(fields).filter(([name]) => !isHeadField(name) && name !== "title");
  return Object.fromEntries(kept) as Fields;
}

function nameOf(issue: Issue): string {
  return issue.number === null ? "new" : `#${issue.number}`;
}
