/**
 * Keywords in messages of commits and in pull requests: `fixes #12`, `see issue #3 and #4`, `reopens US-001`.
 * The words are those of the Bitbucket issue tracker (Atlassian, "Resolve issues automatically when users
 * push code"). Time grows with the length of the text only, whatever it holds.
 *
 *   word ":"? blank+ id (separator id)*
 *   id         ("issue" | "bug" | "ticket")? "#12", or a key such as US-001
 *   separator  "," | "and" | ", and" | "&"
 */
import type { Target } from "../issue/field.ts";
import type { State } from "../issue/words.ts";

export type KeywordAction = State | "link";

export interface Keyword {
  /** As written, in lower case. */
  readonly word: string;
  readonly action: KeywordAction;
  /** Numbers of issues, and what has the form of a key: whether it is one knows the tracker alone. */
  readonly ids: readonly Target[];
}

const wordsByAction: Readonly<Partial<Record<KeywordAction, string>>> = {
  resolved: "close closes closed closing fix fixes fixed fixing resolve resolves resolved resolving",
  open: "reopen reopens reopening",
  "on hold": "hold holds holding",
  wontfix: "wontfix",
  invalid: "invalidate invalidates invalidated invalidating",
  link: "addresses re references ref refs see",
};

/** The 29 words, and what each does to the issues that it names. */
export const keywordActions: ReadonlyMap<string, KeywordAction> = new Map(
  Object.entries(wordsByAction).flatMap(([action, words]) =>
    words.split(" ").map((word) => [word, action as KeywordAction] as const),
  ),
);

const wordBeforeId = /(?<![\p{L}\p{N}_-])([A-Za-z]{2,12}):?\s+(?=[#\w])/gu;
const id =
  /(?:(?:issue|bug|ticket)\s+)?(?:#(\d{1,9})|((?=\d*[A-Za-z])[A-Za-z0-9]{1,40}-\d{1,9}(?:\/\d{1,9})?)(?![-/][\p{L}\p{N}]))(?![\p{L}\p{N}_])/iuy;
const separator = /\s*(?:,\s*(?:and\s+)?|(?<=\s)and\s+|&\s*)/iuy;

/** The keywords of a message in their order; what stands in code is none. */
export function parseKeywords(text: string): Keyword[] {
  if (!/\d/.test(text)) return [];
  const plain = withoutCode(text);
  const found: Keyword[] = [];
  wordBeforeId.lastIndex = 0;
  for (let match = wordBeforeId.exec(plain); match !== null; match = wordBeforeId.exec(plain)) {
    const word = match[1]!.toLowerCase();
    const action = keywordActions.get(word);
    if (action === undefined) continue;
    const { ids, end } = readIds(plain, wordBeforeId.lastIndex);
    if (ids.length === 0) continue;
    found.push({ word, action, ids });
    wordBeforeId.lastIndex = end;
  }
  return found;
}

function readIds(text: string, from: number): { ids: Target[]; end: number } {
  const ids: Target[] = [];
  let end = from;
  for (let at = from; ; ) {
    id.lastIndex = at;
    const match = id.exec(text);
    if (match === null) return { ids, end };
    const [, number, key] = match;
    ids.push(number === undefined ? key! : Number(number));
    end = id.lastIndex;
    separator.lastIndex = end;
    if (!separator.test(text)) return { ids, end };
    at = separator.lastIndex;
  }
}

const fence = /^ {0,3}(`{3,}|~{3,})/;

/** The text with every fenced block and code span replaced by one character that belongs to no word. */
function withoutCode(text: string): string {
  if (!/`|~~~/.test(text)) return text;
  const kept: string[] = [];
  let open: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const mark: string | undefined = fence.exec(line)?.[1];
    if (open === null && mark !== undefined && !isSpan(line, mark)) open = mark;
    else if (open === null) kept.push(line);
    else if (mark?.startsWith(open) && line.trim() === mark) {
      kept.push("`");
      open = null;
    }
  }
  return kept
    .join("\n")
    .split(/\n[ \t]*\n/)
    .map(withoutSpans)
    .join("\n\n");
}

/** Backticks that are followed by more of them on the same line open a span, not a block. */
function isSpan(line: string, mark: string): boolean {
  return mark.startsWith("`") && line.includes("`", line.indexOf(mark) + mark.length);
}

/** In one paragraph: a run of backticks closes at the next run of the same length, else it is text. */
function withoutSpans(paragraph: string): string {
  const runs = [...paragraph.matchAll(/`+/g)].map((run) => ({ at: run.index, length: run[0].length }));
  const next = new Map<number, number>();
  const closing = new Array<number | undefined>(runs.length);
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const { length } = runs[index]!;
    closing[index] = next.get(length);
    next.set(length, index);
  }
  const parts: string[] = [];
  let from = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const close = closing[index];
    if (close === undefined) continue;
    parts.push(paragraph.slice(from, runs[index]!.at), "`");
    from = runs[close]!.at + runs[close]!.length;
    index = close;
  }
  return [...parts, paragraph.slice(from)].join("");
}
