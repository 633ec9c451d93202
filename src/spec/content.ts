/**
 * The content of an issue: those fields that a host keeps as one Markdown text.
 *
 *   | Field | Value |          points, due, custom.*       absent if empty
 *   free text                  description
 *   ## Acceptance Criteria     criteria
 *   ## Name                    section.Name, in the order of `sections`
 *
 * `fromContent(toContent(fields))` gives these fields back, whatever their texts hold (content-lines.ts).
 */
import { type Fields, normalText } from "../core/issue/field.ts";
import { cellSource, isDelimiterRow, splitCells } from "./cells.ts";
import {
  type ContentLine,
  escapeText,
  isFieldHead,
  isFieldRow,
  partName,
  readContentLines,
  unescapeLines,
} from "./content-lines.ts";
import { knownField } from "./field-names.ts";
import { isCleared, readPoints } from "./field-values.ts";

const criteriaTitle = "Acceptance Criteria";
const descriptionTitle = "Description";

export function toContent(fields: Fields): string {
  const parts = [writeTable(fields), escapeText(normalText(fields.description ?? ""), true)];
  const criteria = normalText(fields.criteria ?? "");
  if (criteria !== "") parts.push(`## ${criteriaTitle}`, escapeText(criteria, false));
  for (const name of sectionNames(fields)) {
    const text = normalText(fields[`section.${name}`] ?? "");
    parts.push(`## ${escapeName(name)}`, escapeText(text, false));
  }
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Sections in their order; a text without a place in it comes last. */
function sectionNames(fields: Fields): string[] {
  const listed = fields.sections ?? [];
  const others = Object.keys(fields)
    .filter((field) => field.startsWith("section."))
    .map((field) => field.slice("section.".length))
    .filter((name) => !listed.includes(name) && normalText(fields[`section.${name}`] ?? "") !== "");
  return [...new Set([...listed, ...others.sort()])];
}

/** A section that is named like a part of ours keeps its name behind a backslash. */
function escapeName(name: string): string {
  return isOwnName(name.replace(/^\\+/, "")) ? `\\${name}` : name;
}

function isOwnName(name: string): boolean {
  const fold = name.trim().toLowerCase();
  return fold === criteriaTitle.toLowerCase() || fold === descriptionTitle.toLowerCase();
}

function writeTable(fields: Fields): string {
  const rows: (readonly [string, string])[] = [];
  if (fields.points != null) rows.push(["Story Points", String(fields.points)]);
  if (fields.due != null) rows.push(["Due", fields.due]);
  const custom = Object.keys(fields).filter((field) => field.startsWith("custom."));
  for (const field of custom.sort()) {
    const value = fields[field as `custom.${string}`];
    if (value != null) rows.push([escapeField(field.slice("custom.".length)), value]);
  }
  const written = rows
    .map(([name, value]) => [cellSource(name), escapeValue(value)] as const)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `| **${name}** | ${value} |`);
  return written.length === 0 ? "" : ["| Field | Value |", "|-------|-------|", ...written].join("\n");
}

const customPrefix = "custom.";

/** A custom field that is named like one of the table's own keeps its prefix. */
function escapeField(name: string): string {
  return isTableField(name) || name.startsWith(customPrefix) ? customPrefix + name : name;
}

function unescapeField(name: string): string {
  return name.startsWith(customPrefix) ? name.slice(customPrefix.length) : name;
}

function isTableField(name: string): boolean {
  const known = knownField(name);
  return known === "points" || known === "due";
}

/** A value in one cell: line ends as `<br>`; a `<br>` of its own, and the escape of one, one step further. */
function escapeValue(value: string): string {
  return normalText(value)
    .trim()
    .replace(/&(?=(?:amp;)*lt;br>)/g, "&amp;")
    .replaceAll("<br>", "&lt;br>")
    .replaceAll("|", "\\|")
    .replaceAll("\n", "<br>");
}

function unescapeValue(text: string): string {
  return text
    .replaceAll("<br>", "\n")
    .replaceAll("&lt;br>", "<br>")
    .replace(/&amp;(?=(?:amp;)*lt;br>)/g, "&");
}

type Draft = Record<string, unknown>;

export function fromContent(content: string): Fields {
  const lines = normalText(content).split("\n");
  const draft: Draft = {};
  const tableEnd = readTable(draft, lines);
  const body = lines.slice(tableEnd);
  const parts = splitParts(body);
  const [free, ...others] = parts;
  addText(draft, "description", unescapeLines(readLoneRows(draft, free!.lines), true));
  const names: string[] = [];
  for (const { name, lines: own } of others) {
    const text = unescapeLines(own, false);
    const field = fieldOfPart(name);
    addText(draft, field, text);
    if (field.startsWith("section.")) names.push(field.slice("section.".length));
  }
  if (names.length > 0) draft["sections"] = [...new Set(names)];
  return draft as Fields;
}

function fieldOfPart(name: string): string {
  const fold = name.toLowerCase();
  if (fold === criteriaTitle.toLowerCase()) return "criteria";
  if (fold === descriptionTitle.toLowerCase()) return "description";
  return `section.${name.startsWith("\\") && isOwnName(name.replace(/^\\+/, "")) ? name.slice(1) : name}`;
}

/** Texts of parts with one name are joined: a person may have written one twice. */
function addText(draft: Draft, field: string, text: string): void {
  const normal = normalText(text);
  const before = draft[field];
  if (normal !== "") draft[field] = typeof before === "string" ? `${before}\n\n${normal}` : normal;
}

interface Part {
  readonly name: string;
  readonly lines: string[];
}

function splitParts(lines: readonly string[]): Part[] {
  const parts: Part[] = [{ name: "", lines: [] }];
  readContentLines(lines).forEach((line: ContentLine, index) => {
    const name = partName(line);
    if (name === null) parts.at(-1)!.lines.push(lines[index]!);
    else parts.push({ name, lines: [] });
  });
  return parts;
}

/** Reads the table of fields at the very start; gives the line behind it. */
function readTable(draft: Draft, lines: readonly string[]): number {
  if (!isFieldHead(lines[0]!)) return 0;
  let at = 1;
  if (isDelimiterRow(splitCells(lines[at] ?? "", 0))) at += 1;
  for (; at < lines.length && lines[at]!.startsWith("|"); at += 1) addRow(draft, lines[at]!);
  return at;
}

/** Takes rows of known fields that stand alone out of the free text. */
function readLoneRows(draft: Draft, lines: readonly string[]): string[] {
  if (!lines.some(isFieldRow)) return [...lines];
  const isBlank = (line: string | undefined) => line === undefined || line.trim() === "";
  const code = readContentLines(lines);
  return lines.filter((line, index) => {
    const isAlone = isBlank(lines[index - 1]) && isBlank(lines[index + 1]);
    if (code[index]!.isCode || !isAlone || !isFieldRow(line)) return true;
    addRow(draft, line);
    return false;
  });
}

function addRow(draft: Draft, line: string): void {
  const [nameCell, valueCell] = splitCells(line, 0);
  const source = nameCell?.text ?? "";
  const name = /^\*\*.+\*\*$/.test(source) ? source.slice(2, -2).trim() : source;
  const value = unescapeValue(valueCell?.text ?? "");
  if (name === "" || value === "") return;
  const known = knownField(name);
  if (known === "points") {
    const points = isCleared(value) ? null : readPoints(value).value;
    if (points != null) setOnce(draft, "points", points);
    else if (points === undefined) setOnce(draft, `custom.${name}`, value);
  } else if (known === "due") setOnce(draft, "due", value);
  else setOnce(draft, `custom.${unescapeField(name)}`, value);
}

/** A second row of one name becomes a custom field of its own; nothing is lost. */
function setOnce(draft: Draft, field: string, value: unknown): void {
  let name = field;
  for (let count = 2; name in draft; count += 1) {
    const base = field.startsWith("custom.") ? field : `custom.${field}`;
    name = `${base} (${count})`;
  }
  draft[name] = name === field ? value : String(value);
}
