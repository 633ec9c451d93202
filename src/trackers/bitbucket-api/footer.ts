/**
 * What the API has no field for, at the end of an issue's content, where people can read it:
 *
 *   the content
 *
 *   ---
 *   Type: epic                      only where it does not follow from the other lines
 *   Parent: #12
 *   Epic: #3
 *   Labels: shop, urgent
 *   Links: blocks #4, relates to US-9
 *   Pull requests: 5, 6
 *   Attachment: {"name":"plan.pdf",...}
 *   spectryn: US-001 in EPIC.md · 3f9a1c07 without assignee
 *
 * The last line names the owner, the hash of the fields that spec and tracker agreed on when it was written, and the
 * fields that were not agreed on. What stands below belongs to people.
 */
import type { Fields, Link, Target } from "../../core/issue/field.ts";
import type { Owner } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import { type ItemType, itemTypes, linkTypes } from "../../core/issue/words.ts";
import { fromWord, toPhrase, toWord } from "./escape.ts";
import { type HostFile, parseHostFile, renderHostFile } from "./host-file.ts";

export type FooterFields = Pick<Fields, "parent" | "epic" | "labels" | "links" | "prs">;

export interface Footer {
  readonly owner: Owner | null;
  readonly type: ItemType | null;
  readonly fields: FooterFields;
  readonly files: readonly HostFile[];
  /** 8 hex digits; `null` where no spec owns the issue. */
  readonly hash: string | null;
  /** Fields that the hash says nothing of. */
  readonly open: readonly string[];
}

export interface SplitText {
  readonly content: string;
  readonly footer: Footer | null;
  /** With the line end before it. */
  readonly below: string;
}

const pattern =
  /(?:^|\n)---[ \t]*\n((?:(?:Type|Parent|Epic|Labels|Links|Pull requests|Attachment): [^\n]*\n)*)spectryn: (?:no spec|(\S+) in ([^\n·]+?) · ([0-9a-f]{8})(?: without ([^\n]*?))?)[ \t]*(?=\n|$)/;

export function splitText(raw: string): SplitText {
  const text = raw.replace(/\r\n?/g, "\n");
  const match = pattern.exec(text);
  if (match === null) return { content: text.trimEnd(), footer: null, below: "" };
  const [whole, lines = "", name, spec, hash = null, open] = match;
  const pairs = lines.split("\n").map((line) => cutAt(line, ": "));
  const values = new Map(pairs);
  const files = pairs.flatMap(([name, value]) => (name === "Attachment" ? parseHostFile(value) : []));
  const fields = readFields(values);
  const owner = name === undefined ? null : readOwner(name, spec!);
  const type = itemTypes.find((one) => one === values.get("Type")) ?? usualType(owner, fields);
  return {
    content: text.slice(0, match.index).trimEnd(),
    footer: {
      owner,
      type,
      fields,
      files,
      hash,
      open: open === undefined ? [] : open.split(", ").map(fromWord),
    },
    below: text.slice(match.index + whole.length),
  };
}

/** The content with its footer; without one where it would say nothing. */
export function joinText({ content, footer, below }: SplitText): string {
  const lines = footer === null ? [] : linesOf(footer);
  if (footer === null || (lines.length === 0 && footer.owner === null)) return `${content}${below}`;
  const all = ["---", ...lines, lastLine(footer)].join("\n");
  return `${content === "" ? "" : `${content}\n\n`}${all}${below}`;
}

/** How the last line of every issue of this owner starts. */
export function markerOf({ namespace, key, spec }: Owner): string {
  const name = namespace === "" ? toWord(key) : `${toWord(namespace)}:${toWord(key)}`;
  return `spectryn: ${name} in ${toPhrase(spec)}`;
}

function lastLine({ owner, hash, open }: Footer): string {
  if (owner === null) return "spectryn: no spec";
  const without = open.length === 0 ? "" : ` without ${open.map(toPhrase).join(", ")}`;
  return `${markerOf(owner)} · ${hash ?? "00000000"}${without}`;
}

function linesOf({ owner, type, fields, files }: Footer): string[] {
  const { parent, epic, labels = [], links = [], prs = [] } = fields;
  const list = (values: readonly string[]) => (values.length === 0 ? null : values.join(", "));
  const values: [string, string | null][] = [
    ["Type", type === usualType(owner, fields) ? null : type],
    ["Parent", parent == null ? null : targetName(parent)],
    ["Epic", epic == null ? null : targetName(epic)],
    ["Labels", list(labels.map(toPhrase))],
    ["Links", list(links.map(({ type: kind, to }) => `${kind} ${targetName(to)}`))],
    ["Pull requests", list(prs.map(String))],
    ...files.map((file): [string, string] => ["Attachment", renderHostFile(file)]),
  ];
  return values.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
}

function usualType(owner: Owner | null, { parent }: FooterFields): ItemType | null {
  if (owner === null) return null;
  return parent == null ? "story" : "subtask";
}

function readFields(values: ReadonlyMap<string, string>): FooterFields {
  const list = (name: string) => (values.get(name) ?? "").split(",").flatMap((word) => word.trim() || []);
  const [parent, epic] = ["Parent", "Epic"].map((name) => values.get(name)?.trim() || null);
  const labels = list("Labels").map(fromWord);
  const links = list("Links").flatMap(readLink);
  const prs = list("Pull requests").flatMap((word) => (/^\d{1,9}$/.test(word) ? Number(word) : []));
  return {
    ...(parent == null ? {} : { parent: readTarget(parent) }),
    ...(epic == null ? {} : { epic: readTarget(epic) }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(links.length === 0 ? {} : { links }),
    ...(prs.length === 0 ? {} : { prs }),
  };
}

function readLink(text: string): Link | [] {
  const type = linkTypes.find((known) => text.startsWith(`${known} `));
  return type === undefined ? [] : { type, to: readTarget(text.slice(type.length + 1)) };
}

function readOwner(name: string, spec: string): Owner {
  const [first, second] = cutAt(name, ":");
  const [namespace, key] = second === "" ? ["", first] : [first, second];
  return { namespace: fromWord(namespace), key: fromWord(key), spec: fromWord(spec) };
}

function targetName(target: Target): string {
  return typeof target === "number" ? issueName(target) : toWord(target);
}

function readTarget(text: string): Target {
  const word = text.trim();
  return /^#[1-9]\d{0,8}$/.test(word) ? Number(word.slice(1)) : fromWord(word);
}

function cutAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
