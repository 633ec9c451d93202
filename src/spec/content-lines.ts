/**
 * The lines of an issue's content that mean something, and the escape that keeps a text's own lines from
 * meaning it: one backslash in front, as Markdown has it. A text's line that already starts with backslashes
 * in front of such a thing gets one more, so that taking one away always gives the text back.
 *
 *   part       a line `## Name`
 *   fence      a line that opens a block of code which the same text closes: nothing in it means anything
 *   fieldHead  the first line of the table of fields; only in the description
 *   fieldRow   `| **Story Points** | 5 |` alone between empty lines; only in the description
 */

export interface ContentLine {
  /** Up to three blanks, then backslashes, then what counts. */
  readonly lead: string;
  readonly slashes: string;
  readonly rest: string;
  readonly isCode: boolean;
}

const parted = /^( {0,3})(\\*)(.*)$/s;
const partHeading = /^##[ \t]+\S/;
const fence = /^(`{3,}|~{3,})(.*)$/s;
const fieldHead = /^\|[ \t]*field[ \t]*\|[ \t]*value[ \t]*\|[ \t]*$/i;
const fieldRow =
  /^\|[ \t]*(?:\*\*)?[ \t]*(?:story points?|sp|points|estimate|due|due date|deadline)[ \t]*(?:\*\*)?[ \t]*\|[^|]*\|[ \t]*$/i;

function split(line: string): { lead: string; slashes: string; rest: string } {
  const [, lead = "", slashes = "", rest = ""] = parted.exec(line) ?? [];
  return { lead, slashes, rest };
}

interface Fence {
  readonly mark: string;
  readonly length: number;
}

function opensFence(rest: string): Fence | null {
  const match = fence.exec(rest);
  if (match === null) return null;
  const mark = match[1]![0]!;
  return mark === "`" && match[2]!.includes("`") ? null : { mark, length: match[1]!.length };
}

function closesFence(line: string, { mark, length }: Fence): boolean {
  const match = fence.exec(line.replace(/^ {0,3}/, ""));
  return match !== null && match[1]![0] === mark && match[1]!.length >= length && match[2]!.trim() === "";
}

/** For each line and mark the longest fence that could close code in this or a later line. */
function longestClosers(lines: readonly string[]): Record<string, number[]> {
  const longest: Record<string, number[]> = { "`": [], "~": [] };
  for (const mark of ["`", "~"]) {
    const lengths = longest[mark]!;
    lengths[lines.length] = 0;
    for (let index = lines.length - 1; index >= 0; index -= 1) {
      const line = lines[index]!;
      const match = line.includes(mark.repeat(3)) ? fence.exec(line.replace(/^ {0,3}/, "")) : null;
      const isCloser = match !== null && match[1]![0] === mark && match[2]!.trim() === "";
      lengths[index] = Math.max(lengths[index + 1]!, isCloser ? match[1]!.length : 0);
    }
  }
  return longest;
}

/** Splits lines into what counts, and finds which of them are code. */
export function readContentLines(lines: readonly string[]): ContentLine[] {
  const longest = longestClosers(lines);
  let open: Fence | null = null;
  return lines.map((line, index) => {
    const parts = split(line);
    if (open !== null) {
      if (closesFence(line, open)) open = null;
      return { ...parts, isCode: true };
    }
    const opened = parts.slashes === "" ? opensFence(parts.rest) : null;
    if (opened !== null && longest[opened.mark]![index + 1]! >= opened.length) {
      open = opened;
      return { ...parts, isCode: true };
    }
    return { ...parts, isCode: false };
  });
}

/** Whether a line would mean something, were it not for its backslashes. */
function isMeant(line: ContentLine, isDescription: boolean, isAlone: boolean): boolean {
  if (line.isCode) return false;
  if (line.lead === "" && partHeading.test(line.rest)) return true;
  if (opensFence(line.rest) !== null) return true;
  if (!isDescription || line.lead !== "") return false;
  return fieldHead.test(line.rest) || (isAlone && fieldRow.test(line.rest));
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

/** Most texts have no such line: they need no second look. */
const mayMean = /^ {0,3}\\*(?:##|`{3}|~{3}|\|)/m;
const escaped = /^ {0,3}\\/;

/** A text as it stands in a content. */
export function escapeText(text: string, isDescription: boolean): string {
  if (!mayMean.test(text)) return text;
  return mapMeant(text.split("\n"), isDescription, ({ lead, slashes, rest }) => `${lead}\\${slashes}${rest}`);
}

/** The text of lines of a content. */
export function unescapeLines(lines: readonly string[], isDescription: boolean): string {
  if (!lines.some((line) => escaped.test(line))) return lines.join("\n");
  return mapMeant(lines, isDescription, ({ lead, slashes, rest }) => `${lead}${slashes.slice(1)}${rest}`);
}

function mapMeant(
  lines: readonly string[],
  isDescription: boolean,
  map: (line: ContentLine) => string,
): string {
  return readContentLines(lines)
    .map((line, index) => {
      const isAlone = isBlank(lines[index - 1]) && isBlank(lines[index + 1]);
      return isMeant(line, isDescription, isAlone) ? map(line) : lines[index]!;
    })
    .join("\n");
}

/** The name of a part that a line begins, `null` for other lines. */
export function partName(line: ContentLine): string | null {
  const isPart = !line.isCode && line.lead === "" && line.slashes === "" && partHeading.test(line.rest);
  return isPart ? line.rest.slice(2).trim() : null;
}

export function isFieldHead(line: string): boolean {
  return fieldHead.test(line);
}

export function isFieldRow(line: string): boolean {
  return fieldRow.test(line);
}
