/** One epic or story of the outline, with everything that stands in it. */
import { normalText } from "../core/issue/field.ts";
import { issueName } from "../core/issue/mentions.ts";
import type { Item, PullRequestMention } from "../core/item/item.ts";
import type { Problem } from "../core/item/problem.ts";
import { readAttachments } from "./attachments.ts";
import { makeProblem } from "./codes.ts";
import { readComments } from "./comments.ts";
import { type FieldBlock, readFieldBlock } from "./field-rows.ts";
import { readImages } from "./images.ts";
import { addLinks, type ItemFields, readItemFields } from "./item-fields.ts";
import { type Lines, lineStart, lineText, placeAt, type Span } from "./lines.ts";
import { type Links, readLinks } from "./links.ts";
import type { Block } from "./markdown.ts";
import type { OutlineItem } from "./outline.ts";
import { readMentions } from "./pull-requests.ts";
import {
  endOfText,
  findSectionLevel,
  readSections,
  readText,
  type Section,
  type Sections,
} from "./sections.ts";
import type { ItemSource, LineRange, SubtaskSource } from "./source.ts";
import { readRawSubtasks } from "./subtask-rows.ts";
import { readSubtask, type Words } from "./subtasks.ts";

export interface ReadContext {
  readonly lines: Lines;
  readonly blocks: readonly Block[];
  readonly namespace: string;
  readonly words: Words;
}

export interface ReadItem {
  readonly item: Item;
  readonly source: ItemSource;
  readonly subtasks: readonly { readonly item: Item; readonly source: SubtaskSource }[];
  readonly problems: readonly Problem[];
}

export function readItem(context: ReadContext, entry: OutlineItem): ReadItem {
  const { lines, words } = context;
  const heading = context.blocks[entry.first]!;
  const own = context.blocks.slice(entry.first + 1, entry.end);
  const to = context.blocks[entry.end]?.from ?? lines.starts.length;
  const end = endOfText(lines, own, heading.to, to);
  const body = own.filter((block) => block.from < end);
  const sectionLevel = findSectionLevel(entry.level, body);
  const parts = readSections(lines, body, sectionLevel, end);
  const fieldBlock = readFieldBlock(lines, parts.free, heading.to);
  const draft = readItemFields(lines, fieldBlock.rows, words);
  const title = titleSpan(lines, heading, entry);
  const texts = findTexts(parts, fieldBlock, heading, end);
  const links = readLinks(lines, sectionsOf(parts, "links"));
  addSectionLinks(draft, lines, parts, links);
  const comments = readComments(lines, sectionsOf(parts, "comments"));
  const source: ItemSource = {
    from: heading.from,
    to,
    level: entry.level,
    sectionLevel,
    title,
    bodyFrom: heading.to,
    rows: draft.rows,
    fieldLines: fieldBlock,
    sections: parts.sections.map(({ name: _name, blocks: _blocks, ...section }) => section),
    texts,
    textEnd: end,
    links: links.linkLines,
    comments: comments.sources,
  };
  addTexts(draft, context, source, parts, body);
  const item = makeItem(context, entry, draft, source, parts, comments.comments);
  const subtasks = readSubtasks(context, item.item, parts);
  const problems = [
    ...parts.problems,
    ...fieldBlock.problems,
    ...draft.problems,
    ...links.problems,
    ...comments.problems,
    ...item.problems,
    ...subtasks.problems,
  ];
  return { item: item.item, source, subtasks: subtasks.found, problems };
}

/** Where the title stands: the heading's source text behind emoji and id. */
function titleSpan(lines: Lines, heading: Block, entry: OutlineItem): Span {
  const start = lineStart(lines, heading.from);
  const first = lineText(lines, heading.from);
  const lead = /^[ \t]*(?:#{1,6}[ \t]*)?/.exec(first)![0].length;
  const underlined = /^[ \t]*/.exec(first)![0].length;
  const content = start + (heading.isUnderlined ? underlined : lead);
  const at = content + entry.heading.titleStart;
  return { start: at, end: at + entry.heading.title.length };
}

/** Lines of every text field. Free text and the section Description are one field, in this order. */
function findTexts(
  parts: Sections,
  fields: FieldBlock,
  heading: Block,
  end: number,
): Map<string, LineRange[]> {
  const texts = new Map<string, LineRange[]>();
  const add = (field: string, from: number, to: number) => {
    const ranges = texts.get(field) ?? [];
    if (to > from) ranges.push({ from, to });
    texts.set(field, ranges);
  };
  const freeEnd = parts.sections[0]?.from ?? end;
  if (fields.from > heading.to) add("description", heading.to, Math.min(fields.from, freeEnd));
  if (freeEnd > fields.to) add("description", fields.to, freeEnd);
  for (const section of parts.sections) {
    if (section.field !== null) add(section.field, section.bodyFrom, section.to);
  }
  return texts;
}

function addTexts(
  draft: ItemFields,
  context: ReadContext,
  source: ItemSource,
  parts: Sections,
  body: readonly Block[],
) {
  const { lines } = context;
  const headings = new Map(
    body.flatMap((block) => (block.level > 0 ? [[block.from, block.level] as const] : [])),
  );
  for (const [field, ranges] of source.texts) {
    const text = readText(lines, ranges, headings, source.sectionLevel);
    const section = parts.sections.find((one) => one.field === field);
    if (text === null && section === undefined) continue;
    draft.fields[field] = text;
    const line = ranges.find(({ from, to }) => firstTextLine(lines, from, to) !== -1);
    const at = line === undefined ? section!.from : firstTextLine(lines, line.from, line.to);
    draft.places[field] = placeAt(lines, lineStart(lines, at));
  }
  const names = parts.sections.flatMap(({ field, name }) => (field?.startsWith("section.") ? [name] : []));
  if (names.length > 0) draft.fields["sections"] = [...new Set(names)];
}

function firstTextLine(lines: Lines, from: number, to: number): number {
  for (let line = from; line < to; line += 1) if (normalText(lineText(lines, line)) !== "") return line;
  return -1;
}

function sectionsOf(parts: Sections, role: Section["role"]): Section[] {
  return parts.sections.filter((section) => section.role === role);
}

/** Links of the section join those of the rows. A section of which nothing is read is no opinion. */
function addSectionLinks(draft: ItemFields, lines: Lines, parts: Sections, links: Links): void {
  const [section] = sectionsOf(parts, "links");
  if (section === undefined) return;
  const place = placeAt(lines, lineStart(lines, section.from));
  for (const line of links.linkLines) {
    const targets = line.links.map((link) => link.to);
    addLinks(draft, targets, line.type, place);
  }
  if (links.problems.length > 0 || draft.fields["links"] !== undefined) return;
  draft.fields["links"] = [];
  draft.places["links"] = place;
}

function makeItem(
  context: ReadContext,
  entry: OutlineItem,
  draft: ItemFields,
  source: ItemSource,
  parts: Sections,
  comments: Item["comments"],
): { item: Item; problems: readonly Problem[] } {
  const { lines } = context;
  const { heading, type } = entry;
  const place = placeAt(lines, lineStart(lines, source.from));
  const problems: Problem[] = [];
  if (heading.title === "") {
    const message = `${heading.key || "this heading"} has no title; write "${"#".repeat(entry.level)} ${heading.key}: Title"`;
    problems.push(makeProblem("SP010", message, place));
  }
  if (heading.ref !== null && draft.ref !== null && heading.ref !== draft.ref) {
    const message = `${heading.key} names the issue ${issueName(draft.ref)} as its own`;
    problems.push(makeProblem("SP038", message, draft.places["issue"] ?? place, place));
  }
  const attachments = readAttachments(lines, sectionsOf(parts, "attachments"));
  const rowEpic = draft.fields["epic"] as number | string | null | undefined;
  const item: Item = {
    type: type === "epic" ? "epic" : "story",
    key: heading.key,
    ref: heading.ref ?? draft.ref,
    namespace: context.namespace,
    spec: lines.file,
    place,
    epic: rowEpic === undefined ? entry.epic : typeof rowEpic === "number" ? `#${rowEpic}` : rowEpic,
    parent: null,
    row: null,
    fields: { ...draft.fields, title: heading.title } as Item["fields"],
    status: draft.status,
    priority: draft.priority,
    stateAs: "word",
    places: { ...draft.places, ...sectionPlaces(lines, parts), title: placeAt(lines, source.title.start) },
    comments,
    attachments: [...attachments.attachments, ...findImages(context, source, parts)],
    pullRequests: [...draft.pullRequests, ...findMentions(context, source, parts)],
  };
  return { item, problems: [...problems, ...attachments.problems] };
}

/** Where a section stands that says something even when it is empty: that the item has a list of its own. */
function sectionPlaces(lines: Lines, parts: Sections): Item["places"] {
  const [comments] = sectionsOf(parts, "comments");
  return comments === undefined ? {} : { comments: placeAt(lines, lineStart(lines, comments.from)) };
}

/** Sections whose text is not the item's own text. */
const otherTexts: ReadonlySet<Section["role"]> = new Set(["subtasks", "comments", "attachments", "links"]);

function ownTexts(source: ItemSource, parts: Sections) {
  const fields = source.fieldLines;
  return {
    free: parts.free.filter((block) => block.to > fields.to || block.to <= fields.from),
    rest: parts.sections.filter((section) => !otherTexts.has(section.role)),
  };
}

function findImages({ lines }: ReadContext, source: ItemSource, parts: Sections) {
  const { free, rest } = ownTexts(source, parts);
  return readImages(lines, [...free, ...rest.flatMap(({ blocks }) => blocks)]);
}

function findMentions({ lines }: ReadContext, source: ItemSource, parts: Sections): PullRequestMention[] {
  const { free, rest } = ownTexts(source, parts);
  const mentionsOf = (blocks: readonly Block[], isList: boolean) =>
    blocks.flatMap((block) => readMentions(lines, block, isList));
  return [
    ...mentionsOf(free, false),
    ...rest.flatMap((section) => mentionsOf(section.blocks, section.role === "pull requests")),
  ];
}

function readSubtasks({ lines, words }: ReadContext, parent: Item, parts: Sections) {
  const raw = readRawSubtasks(lines, sectionsOf(parts, "subtasks"));
  const found = raw.subtasks.map((subtask, index) => readSubtask(lines, subtask, parent, index + 1, words));
  return { found, problems: [...raw.problems, ...found.flatMap((subtask) => subtask.problems)] };
}
