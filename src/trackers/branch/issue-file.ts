/**
 * The canonical text of an issue, and back. Front matter is for programs, the heading and the content for
 * people; both are read, because people edit these files in a web view (see twice.ts).
 */
import type { Fields, FieldValue } from "../../core/issue/field.ts";
import type { Issue } from "../../core/issue/issue.ts";
import { itemTypes } from "../../core/issue/words.ts";
import { fromContent, toContent } from "../../spec/content.ts";
import { asAttachment, asCommit, toAttachmentValue } from "./attachment-values.ts";
import {
  asCount,
  asList,
  asText,
  asWord,
  type Check,
  fromBase,
  fromValues,
  isReason,
  type Reason,
  toBase,
  toValues,
} from "./field-values.ts";
import { type FrontMatter, parseFrontMatter, renderFrontMatter, toJson } from "./front-matter.ts";
import { headingTitle, settleTwice } from "./twice.ts";

/** The schema of issue files that this version writes. */
export const issueSchema = 1;

export interface IssueFile {
  readonly issue: Issue;
  /** Keys that mean nothing to us, as JSON texts, in the order of the file. */
  readonly kept: ReadonlyMap<string, string>;
}

/** The order of keys in a file; what is not among them follows. */
const keyOrder =
  "schema id number namespace key spec row type title state status kind priority points due epic milestone component version assignee reporter parent labels links prs commits attachments custom synced created updated deleted".split(
    " ",
  );
/** Where a file lies decides its number; a new issue's `id` is its file's name unless it states another. */
export interface IssuePlace {
  readonly number: number | null;
  readonly name?: string;
}

/** Never throws: an unreadable file is a reason. */
export function parseIssueFile(text: string, place: IssuePlace): IssueFile | Reason {
  const front = parseFrontMatter(text);
  if (isReason(front)) return front;
  const marker = /^(?:<{7}|>{7}) /m.exec(front.body);
  if (marker !== null) return { reason: "it holds merge conflict markers" };
  const contradiction = checkNumber(front, place.number);
  if (contradiction !== null) return contradiction;
  const head = parseHead(front);
  if (isReason(head)) return head;
  const fields = fromValues(front.values, front.json);
  if (isReason(fields)) return fields;
  const base = fromBase(front.values.get("synced"));
  if (isReason(base)) return base;
  const { heading, content } = splitBody(front.body, place.number);
  const title = settleTitle(fields["title"] as string | undefined, heading, base);
  if (title === null) return { reason: "it has no title" };
  const settled = head.deleted === null ? withContent(fields as Fields, content, base) : {};
  const issue: Issue = {
    ...head,
    number: place.number,
    id: head.id === "" ? (place.name ?? "") : head.id,
    fields: { ...settled, title } as Issue["fields"],
    base,
  };
  return { issue, kept: keptKeys(front) };
}

export function renderIssueFile({ issue, kept }: IssueFile): string {
  const { number, owner, fields } = issue;
  const values = new Map<string, unknown>([
    ["schema", issueSchema],
    ["id", issue.id],
    ["number", number],
    ["namespace", owner?.namespace],
    ["key", owner?.key],
    ["spec", owner?.spec],
    ["row", issue.row],
    ["type", issue.type],
    ["status", issue.status],
    ["reporter", issue.reporter],
    ["created", issue.created],
    ["updated", issue.updated],
    ["deleted", issue.deleted],
    ["commits", filledList(issue.commits.map(({ sha, action }) => ({ sha, action })))],
    ["attachments", filledList(issue.attachments.map(toAttachmentValue))],
    ["synced", issue.base === null ? null : toBase(issue.base)],
    ...toValues(fields),
  ]);
  const lines: (readonly [string, string])[] = [];
  for (const key of keyOrder) {
    const json = filledJson(values.get(key));
    if (json !== undefined) lines.push([key, json]);
  }
  lines.push(...kept);
  const mark = number === null ? "" : `#${number} `;
  const content = issue.deleted === null ? toContent(fields).trimEnd() : "";
  const body = content === "" ? "" : `\n${escapeMarkers(content)}\n`;
  return `${renderFrontMatter(lines)}\n# ${mark}${headingTitle(fields.title)}\n${body}`;
}

/** Where a file lies decides its number. One that says another is a copy, or was renamed: nobody knows whose it is. */
function checkNumber(front: FrontMatter, number: number | null): Reason | null {
  const stated = front.values.get("number");
  if (number === null || stated === undefined || stated === null || stated === number) return null;
  return {
    reason: `its number is ${front.json.get("number")}, its name says ${number}: correct one of them`,
  };
}

function filledList<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

function filledJson(value: unknown): string | undefined {
  return value === null || value === undefined || value === "" ? undefined : toJson(value);
}

/** Nearly always the same empty map: of many issues each would have one of its own. */
function keptKeys(front: FrontMatter): ReadonlyMap<string, string> {
  const kept = [...front.json].filter(([key]) => !keyOrder.includes(key));
  return kept.length === 0 ? nothingKept : new Map(kept);
}

const nothingKept: ReadonlyMap<string, string> = new Map();

type Head = Pick<
  Issue,
  | "id"
  | "owner"
  | "type"
  | "row"
  | "status"
  | "attachments"
  | "commits"
  | "reporter"
  | "created"
  | "updated"
  | "deleted"
>;

/** Everything that is no field: who made the issue, from what, when. */
function parseHead(front: FrontMatter): Head | Reason {
  const problems: string[] = [];
  const read = <T>(key: string, check: Check<T>, is: string): T | null => {
    const value = front.values.get(key);
    if (value === undefined || value === null) return null;
    const typed = check(value, front.json.get(key));
    if (typed === undefined) problems.push(`${key} ${JSON.stringify(value)} is not ${is}`);
    return typed ?? null;
  };
  const schema = read("schema", asCount, "a number") ?? issueSchema;
  if (schema > issueSchema) {
    return { reason: `its schema ${schema} is newer than this version's ${issueSchema}` };
  }
  const key = read("key", asText, "text");
  const namespace = read("namespace", asText, "text") ?? "";
  const spec = read("spec", asText, "text") ?? "";
  const head: Head = {
    id: read("id", asText, "text") ?? "",
    owner: key === null || key === "" ? null : { namespace, key, spec },
    type: read("type", asWord(itemTypes), "a type"),
    row: read("row", asCount, "a number"),
    status: read("status", asText, "text"),
    attachments: read("attachments", asList(asAttachment), "a list of attachments") ?? [],
    commits: read("commits", asList(asCommit), "a list of commits") ?? [],
    reporter: read("reporter", asText, "text"),
    created: read("created", asText, "text") ?? "",
    updated: read("updated", asText, "text") ?? "",
    deleted: read("deleted", asText, "text"),
  };
  return problems[0] === undefined ? head : { reason: problems[0] };
}

/**
 * The generated heading, and the content below it. Without a heading the whole body is content: a heading
 * of the content itself is none of ours, unless the issue has no number yet.
 */
function splitBody(body: string, number: number | null): { heading: string | null; content: string } {
  const match = /^\s*#[ \t]+(.*?)[ \t]*(?:\n|$)/.exec(body);
  const text = match?.[1] ?? "";
  const numbered = /^#\d+(?:[ \t]+(.*))?$/.exec(text);
  if (match === null || (numbered === null && number !== null)) {
    return { heading: null, content: unescapeMarkers(body) };
  }
  const heading = numbered === null || number === null ? text : (numbered[1] ?? "");
  return { heading, content: unescapeMarkers(body.slice(match[0].length)) };
}

/** The heading shows a title on one line; only another text in it is an edit. An empty one is none. */
function settleTitle(front: string | undefined, heading: string | null, base: Issue["base"]): string | null {
  if (front === undefined || headingTitle(front) === "")
    return heading === null || heading === "" ? null : heading;
  const shown = headingTitle(front);
  const agreed = base?.title === undefined ? undefined : headingTitle(base.title);
  const title = settleTwice("title", shown, heading === null || heading === "" ? shown : heading, agreed);
  return title === shown ? front : String(title);
}

const statedTwice = (name: string) => name === "points" || name === "due" || name.startsWith("custom.");

function withContent(front: Fields, content: string, base: Issue["base"]): Fields {
  if (content.trim() === "" && !Object.keys(front).some(statedTwice)) return front;
  const texts = fromContent(content) as Record<string, FieldValue>;
  const values = front as Record<string, FieldValue>;
  const result: Record<string, FieldValue> = { ...values, ...texts };
  const names = new Set([...Object.keys(values), ...Object.keys(texts)].filter(statedTwice));
  let rendered: Record<string, FieldValue> | undefined;
  for (const name of names) {
    const stated = values[name] ?? null;
    let shown = texts[name] ?? null;
    if (stated !== shown) {
      // A value that a table cell cannot hold exactly is no edit.
      rendered ??= fromContent(toContent(front)) as Record<string, FieldValue>;
      if ((rendered[name] ?? null) === shown) shown = stated;
    }
    const agreed = base === null ? undefined : ((base as Record<string, FieldValue>)[name] ?? null);
    const value = settleTwice(name, stated, shown, agreed);
    if (value === null) delete result[name];
    else result[name] = value;
  }
  return result as Fields;
}

/** A line of the text itself that looks like a conflict marker gets a backslash, so that a real one is known. */
function escapeMarkers(content: string): string {
  return content.replace(/^(?=\\*(?:<{7}|>{7}) )/gm, "\\");
}

function unescapeMarkers(content: string): string {
  return content.includes("\\") ? content.replace(/^\\(?=\\*(?:<{7}|>{7}) )/gm, "") : content;
}
