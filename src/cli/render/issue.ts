/** One issue in full: its fields, what is around it, its text, its comments. */
import { showBytes } from "../../core/bytes.ts";
import { sourceName } from "../../core/commits/commits.ts";
import { type Fields, fieldNames, fieldValue } from "../../core/issue/field.ts";
import { fieldLabel } from "../../core/issue/field-label.ts";
import type { Attachment, Comment, Issue } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import type { Settings } from "../../core/settings.ts";
import { toContent } from "../../spec/content.ts";
import type { NamedRow, ShownIssue } from "../../sync/views/show-issue.ts";
import type { Paint } from "../terminal.ts";
import { showValue } from "./field.ts";
import { oneLine, padTo, plural, widthOf } from "./text.ts";

type Fact = readonly [label: string, value: string];

export function renderIssue(shown: ShownIssue, settings: Settings, paint: Paint): string {
  const { issue } = shown;
  const head = paint("bold", `${issueName(issue.number ?? 0)} ${oneLine(issue.fields.title)}`);
  const facts = issue.deleted === null ? livingFacts(shown, settings) : deadFacts(issue);
  const width = Math.max(...facts.map(([label]) => widthOf(label)));
  const lines = facts.map(([label, value]) => `${paint("dim", padTo(label, width))}  ${oneLine(value)}`);
  const content = toContent(texts(issue.fields)).trimEnd();
  const comments = shown.comments.flatMap((comment) => renderComment(comment, paint));
  const count = comments.length === 0 ? [] : ["", paint("bold", plural(shown.comments.length, "comment"))];
  const text = content === "" ? [] : ["", content];
  return `${[head, ...lines, ...text, ...count, ...comments].join("\n")}\n`;
}

function deadFacts({ owner, reporter, created, deleted }: Issue): Fact[] {
  const from: Fact[] = owner === null ? [] : [["from", `${owner.key} in ${owner.spec}`]];
  const who: Fact[] = reporter === null ? [] : [["reporter", reporter]];
  return [["deleted", deleted ?? ""], ...from, ...who, ["created", created]];
}

function livingFacts(shown: ShownIssue, settings: Settings): Fact[] {
  const { issue, links, stories, subtasks, address } = shown;
  const facts: Fact[] = [];
  if (issue.type !== null) facts.push(["type", issue.type]);
  if (issue.owner !== null) facts.push(["from", `${issue.owner.key} in ${issue.owner.spec}`]);
  const fields = { state: "new", priority: "major", kind: "task", ...issue.fields } as const;
  for (const name of fieldNames(fields).filter(isFact)) {
    const value = fieldValue(issue.fields, name);
    if (value === null || (Array.isArray(value) && value.length === 0)) continue;
    const isNamed = name === "epic" && shown.epic !== null;
    const word = isNamed ? nameRow(shown.epic!) : showValue(name, value, settings, issue.status);
    facts.push([fieldLabel(name), word]);
  }
  if (shown.parent !== null) facts.push(["parent", nameRow(shown.parent)]);
  else if (issue.fields.parent != null) facts.push(["parent", String(issue.fields.parent)]);
  for (const row of stories) facts.push(["story", nameRow(row)]);
  for (const row of subtasks) facts.push(["subtask", nameRow(row)]);
  for (const { type, to } of links) facts.push([type, typeof to === "string" ? to : nameRow(to)]);
  for (const attachment of issue.attachments) facts.push(["attachment", describe(attachment)]);
  for (const name of shown.otherFiles) facts.push(["attachment", `${name} (put there on the host)`]);
  for (const { sha, action } of issue.commits) facts.push(["commit", `${sourceName(sha)}, ${action}`]);
  if (issue.reporter !== null) facts.push(["reporter", issue.reporter]);
  facts.push(["created", issue.created], ["updated", issue.updated]);
  if (address !== null) facts.push(["address", address]);
  return facts;
}

function nameRow({ number, title, state }: NamedRow): string {
  return `${issueName(number)} ${title} (${state})`;
}

function describe({ id, name, size, description }: Attachment): string {
  const text = description === null ? "" : `: ${description}`;
  return `${name} (${id}, ${showBytes(size)})${text}`;
}

function renderComment({ id, author, text, created, updated }: Comment, paint: Paint): string[] {
  const edited = updated === created ? "" : `, edited ${updated}`;
  const head = `${author === null ? "somebody" : `@${author}`}  ${created}${edited}  ${id}`;
  return ["", paint("dim", head), ...text.split("\n").map((line) => (line === "" ? "" : `  ${line}`))];
}

/** Fields of one line that are not told in another way. */
function isFact(name: string): boolean {
  return !["title", "parent", "links"].includes(name) && !isText(name);
}

function isText(name: string): boolean {
  return ["description", "criteria", "sections"].includes(name) || name.startsWith("section.");
}

/** The texts alone: points, due and custom fields stand in the head already. */
function texts(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isText(name))) as Fields;
}
