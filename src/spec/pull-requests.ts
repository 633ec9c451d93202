/**
 * Pull requests named in an item's text, not in code: `PR #456`, `Pull Request 456`, and the addresses of
 * Bitbucket Cloud (`/owner/repo/pull-requests/456`) and Server (`/projects/P/repos/r/pull-requests/456`).
 */
import type { PullRequestMention } from "../core/item/item.ts";
import { type Lines, lineStart, lineText, placeAt, type Span, splitLines } from "./lines.ts";
import { type Block, inlineTokens, parseBlocks, plainText } from "./markdown.ts";
import { splitList } from "./targets.ts";

const mention =
  /https?:\/\/[^\s<>()"']{1,300}?\/pull-requests\/(\d{1,9})(?![\p{L}\p{N}])|(?<![\p{L}\p{N}_-])(?:PR|pull request)s?[ \t]{0,3}#?([1-9]\d{0,8})(?![\p{L}\p{N}_])/giu;
const maybeMention = /pull[- ]request|\bPRs?\s*#?\d/i;
const bareNumber = /(?<![\p{L}\p{N}_/#-])#([1-9]\d{0,8})(?![\p{L}\p{N}_])/gu;

/** How far below the last mention of a paragraph the next one is looked for; keeps the search linear. */
const searchedLines = 100;

interface Found {
  readonly id: number;
  readonly url: string | null;
  /** The words as they stand in the text. */
  readonly words: string;
}

function findMentions(text: string, isPullRequestList: boolean): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(mention)) {
    const url = match[1] === undefined ? null : match[0];
    found.push({ id: Number(match[1] ?? match[2]), url, words: match[0] });
  }
  if (isPullRequestList && found.length === 0) {
    for (const match of text.matchAll(bareNumber)) {
      found.push({ id: Number(match[1]), url: null, words: match[0] });
    }
  }
  return found;
}

/** Mentions in one inline source text. */
function inlineMentions(source: string, isPullRequestList: boolean): Found[] {
  const found: Found[] = [];
  let text = "";
  let linkDepth = 0;
  const flush = () => {
    found.push(...findMentions(text, isPullRequestList));
    text = "";
  };
  for (const token of inlineTokens(source)) {
    if (token.type === "link_open") {
      const href = String(token.attrGet("href") ?? "");
      const inHref = findMentions(href, false);
      if (inHref.length > 0) {
        flush();
        found.push(...inHref);
        linkDepth = 1;
      }
    } else if (token.type === "link_close") {
      linkDepth = 0;
    } else if (linkDepth === 0) {
      // Code and HTML are not text, but they part the words around them.
      if (token.type === "text") text += token.content;
      else if (token.type === "softbreak" || token.type === "hardbreak") text += "\n";
      else if (token.nesting === 0) text += "\u{0}";
    }
  }
  flush();
  return found;
}

/** Mentions in the text of a block, with their places. */
export function readMentions(lines: Lines, block: Block, isPullRequestList: boolean): PullRequestMention[] {
  const mentions: PullRequestMention[] = [];
  for (const { source, from, to } of block.numbered) {
    if (!isPullRequestList && !maybeMention.test(source)) continue;
    let line = from;
    for (const { id, url, words } of inlineMentions(source, isPullRequestList)) {
      const before = line;
      const until = Math.min(to, before + searchedLines);
      while (line < until && !lineText(lines, line).includes(words)) line += 1;
      if (line >= until) line = before;
      const column = Math.max(0, lineText(lines, line).indexOf(words));
      mentions.push({ id, url, place: placeAt(lines, lineStart(lines, line) + column) });
    }
  }
  return mentions;
}

export interface PullRequestRow {
  readonly numbers: readonly number[];
  readonly urls: readonly { readonly id: number; readonly url: string }[];
  /** The first part that is no pull request. */
  readonly rest: string | null;
}

/** The row `Pull requests`: numbers, `#12`, `PR #12` and addresses with commas between. */
export function readPullRequestRow(source: string): PullRequestRow {
  const numbers: number[] = [];
  const urls: { id: number; url: string }[] = [];
  for (const part of splitList(source)) {
    const [found] = inlineMentions(part, true);
    const text = plainText(part);
    if (found?.url != null) urls.push({ id: found.id, url: found.url });
    else if (found !== undefined && found.words === text) numbers.push(found.id);
    else if (/^[1-9]\d{0,8}$/.test(text)) numbers.push(Number(text));
    else return { numbers, urls, rest: part };
  }
  return { numbers: [...new Set(numbers)], urls, rest: null };
}

/** Mentions in a text that stands at a span, such as a cell. */
export function findTextMentions(
  lines: Lines,
  cell: (Span & { readonly text: string }) | null,
): PullRequestMention[] {
  if (cell === null || !maybeMention.test(cell.text)) return [];
  return inlineMentions(cell.text, false).map(({ id, url, words }) => {
    const at = lines.text.slice(cell.start, cell.end).indexOf(words);
    return { id, url, place: placeAt(lines, cell.start + Math.max(0, at)) };
  });
}

/** Mentions in the whole text of an issue. */
export function findBodyMentions(body: string): readonly Pick<PullRequestMention, "id" | "url">[] {
  if (!maybeMention.test(body)) return [];
  const lines = splitLines(body, "");
  return parseBlocks(lines, 0).flatMap((block) => readMentions(lines, block, false));
}
