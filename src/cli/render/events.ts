/** What happened: a line each, or one issue's history with every value. */
import { fieldShape } from "../../core/issue/field.ts";
import { fieldLabel } from "../../core/issue/field-label.ts";
import type { HistoryChange } from "../../core/issue/history.ts";
import type { IssueRow } from "../../core/issue/issue-index.ts";
import { issueName } from "../../core/issue/mentions.ts";
import type { Settings } from "../../core/settings.ts";
import type { IssueEvent } from "../../sync/views/events.ts";
import type { Paint } from "../terminal.ts";
import { showValue } from "./field.ts";
import { cutTo, oneLine, padTo, plural, widthOf } from "./text.ts";

export interface EventScreen {
  readonly settings: Settings;
  readonly columns: number;
  readonly paint: Paint;
}

/** When, who, which issue, what; the title gives way where the line is too long. */
export function renderEvents(
  events: readonly IssueEvent[],
  { settings, columns, paint }: EventScreen,
): string {
  if (events.length === 0) return "Nothing happened.\n";
  const names = events.map(({ number }) => (number === null ? "" : issueName(number)));
  const [nameWidth, whoWidth] = [names, events.map(({ by }) => by.name)].map((words) =>
    Math.min(24, Math.max(...words.map(widthOf))),
  ) as [number, number];
  const lines = events.map((event, index) => {
    const { date, by, title } = event;
    const who = padTo(cutTo(by.name, whoWidth), whoWidth);
    const head = `${date}  ${who}  ${padTo(names[index]!, nameWidth)}  `;
    const room = Math.max(20, columns - widthOf(head));
    const short = Math.min(widthOf(oneLine(title)), Math.max(8, Math.floor(room / 3)));
    const what = cutTo(describe(event, settings), Math.max(12, room - short - 2));
    const left = Math.max(8, room - widthOf(what) - 2);
    return `${paint("dim", date)}${head.slice(date.length)}${what}  ${paint("dim", cutTo(title, left))}`.trimEnd();
  });
  return `${[...lines, plural(events.length, "change")].join("\n")}\n`;
}

/** State and assignee by their values; of the rest the names. */
function describe(event: IssueEvent, settings: Settings): string {
  const { what, changes, comment } = event;
  if (what === "commented" || what === "comment changed") return `${what}: ${oneLine(comment?.text ?? "")}`;
  if (what !== "changed") return what;
  const told = ["state", "assignee"];
  const main = changes.filter(({ field }) => told.includes(field));
  const others = changes.filter(({ field }) => !told.includes(field)).map(({ field }) => fieldLabel(field));
  const parts = main.map((change) => showChange(change, event, settings));
  return [...parts, ...(others.length === 0 ? [] : [`edited ${others.join(", ")}`])].join("; ");
}

function showChange(
  { field, before, after }: HistoryChange,
  { status }: IssueEvent,
  settings: Settings,
): string {
  const was = showValue(field, before, settings, status.before);
  return `${fieldLabel(field)} ${was} -> ${showValue(field, after, settings, status.after)}`;
}

export function renderLog(
  { number, fields }: IssueRow,
  events: readonly IssueEvent[],
  { settings, paint }: EventScreen,
): string {
  const lines = [paint("bold", `${issueName(number ?? 0)} ${oneLine(fields.title)}`)];
  let version = "";
  for (const event of events) {
    // One commit is told once, whatever it changed.
    if (event.version !== version) {
      const place = `at ${event.version.slice(0, 7)}`;
      lines.push("", `${paint("dim", event.date)}  ${event.by.name}  ${paint("dim", place)}`);
    }
    version = event.version;
    lines.push(...eventLines(event, settings));
  }
  return `${lines.join("\n")}\n`;
}

function eventLines(event: IssueEvent, settings: Settings): string[] {
  const { what, changes, comment } = event;
  if (what === "commented" || what === "comment changed") {
    return [`  ${what}`, ...(comment?.text ?? "").split("\n").map((line) => `    ${line}`.trimEnd())];
  }
  if (what !== "changed") return [`  ${what}`];
  return changes.map((change) => {
    const isText = fieldShape(change.field) === "text";
    return isText ? `  ${fieldLabel(change.field)} edited` : `  ${showChange(change, event, settings)}`;
  });
}
