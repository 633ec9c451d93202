/**
 * Front matter of the branch: one line per key, values in JSON syntax. What we write is read by splitting
 * lines (29 times faster than a YAML parser); what people wrote by hand goes through the `yaml` package.
 */
import { isUtf8 } from "node:buffer";
import { type Document, isMap, isNode, isScalar, parseDocument } from "yaml";

export interface FrontMatter {
  /** Values by key, in the order of the file. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The JSON text of each value, so that unknown keys are kept to the byte. */
  readonly json: ReadonlyMap<string, string>;
  /** What follows the front matter, with LF line ends. */
  readonly body: string;
}

export type FrontMatterResult = FrontMatter | { readonly reason: string };

const open = "---\n";
const keyLine = /^([A-Za-z_][\w.-]*): (.+)$/;

/** Stands for the text of a file whose bytes are no UTF-8; read as text, they would be written back as others. */
export const notUtf8 = "\uFFFD this file is not UTF-8";

export function textOfBytes(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString("utf8") : notUtf8;
}

/** Never throws: what cannot be read is a reason. */
export function parseFrontMatter(text: string): FrontMatterResult {
  if (text === notUtf8) return { reason: "it is not UTF-8 text" };
  return parseCanonical(text) ?? parseTolerant(text);
}

/** A value as JSON that every YAML reader understands too: characters that YAML forbids are escaped. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function renderFrontMatter(lines: readonly (readonly [key: string, json: string])[]): string {
  return `---\n${lines.map(([key, json]) => `${key}: ${json}\n`).join("")}---\n`;
}

function parseCanonical(text: string): FrontMatter | null {
  if (!text.startsWith(open)) return null;
  const end = text.indexOf("\n---\n", 3);
  if (end === -1 || text.includes("\r")) return null;
  const values = new Map<string, unknown>();
  const json = new Map<string, string>();
  for (const line of text.slice(open.length, end).split("\n")) {
    const match = keyLine.exec(line);
    if (match === null || values.has(match[1]!)) return null;
    try {
      values.set(match[1]!, JSON.parse(match[2]!));
    } catch {
      return null;
    }
    json.set(match[1]!, match[2]!);
  }
  return { values, json, body: text.slice(end + "\n---\n".length) };
}

function parseTolerant(raw: string): FrontMatterResult {
  const text = raw.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const marker = /^(?:<{7} .*|={7}|>{7} .*)$/m.exec(text);
  const match = /^---[ \t]*\n([\s\S]*?)(?:^|\n)---[ \t]*(?:\n|$)/.exec(text);
  if (match === null)
    return { reason: text.trim() === "" ? "the file is empty" : "there is no front matter" };
  const [whole, source] = match;
  if (marker !== null && marker.index < whole.length) return { reason: "it holds merge conflict markers" };
  const document = parseDocument(source!, { prettyErrors: true, logLevel: "silent" });
  const broken = document.errors[0];
  if (broken !== undefined) return { reason: `its front matter is broken: ${broken.message.split("\n")[0]}` };
  if (!isMap(document.contents)) return { reason: "its front matter is no list of keys" };
  const values = new Map<string, unknown>();
  const json = new Map<string, string>();
  for (const { key, value } of document.contents.items) {
    const name = String(isScalar(key) ? key.value : key);
    try {
      const plain = toPlain(value, document);
      values.set(name, plain);
      json.set(name, isScalar(value) && isJsonNumber(value.source) ? value.source : toJson(plain));
    } catch (error) {
      return { reason: `its front matter is broken: ${(error as Error).message}` };
    }
  }
  return { values, json, body: text.slice(whole.length) };
}

/** A YAML value as plain data; aliases are counted, so that a bomb is an error. */
function toPlain(value: unknown, document: Document): unknown {
  return isNode(value) ? (value.toJS(document, { maxAliasCount: 100 }) ?? null) : null;
}

/** A number as it is written: 1.0 is a version to us, where YAML sees a 1. */
function isJsonNumber(source: string | undefined): source is string {
  return source !== undefined && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(source);
}
