/**
 * The Markdown parser: the block pass over a whole text (lines of each block), and inline parsing of the
 * few short texts that are read. HTML is on, so that comments are blocks and no headings hide in them.
 */
import MarkdownIt, { type Token } from "markdown-it";
import type { Lines } from "./lines.ts";

/** A block that stands in no other block. */
export interface Block {
  readonly type: "heading" | "table" | "paragraph" | "list" | "quote" | "rule" | "html" | "other";
  /** Lines `[from, to)`, 0-based. */
  readonly from: number;
  readonly to: number;
  /** Level of a heading, else 0. */
  readonly level: number;
  /** Source text of a heading. */
  readonly content: string;
  /** A heading written with a line of `=` or `-` under it. */
  readonly isUnderlined: boolean;
  /** Lines of a list's own items, without those of nested lists. */
  readonly listItems: readonly { readonly from: number; readonly to: number }[];
  /** Inline source texts in it that hold a number which may be a pull request's. */
  readonly numbered: readonly InlineText[];
  /** Those that may show an image. */
  readonly pictured: readonly InlineText[];
}

export interface InlineText {
  readonly source: string;
  readonly from: number;
  readonly to: number;
}

const blockTypes: Readonly<Record<string, Block["type"]>> = {
  heading_open: "heading",
  table_open: "table",
  paragraph_open: "paragraph",
  bullet_list_open: "list",
  ordered_list_open: "list",
  blockquote_open: "quote",
  hr: "rule",
  html_block: "html",
};

const blockParser = new MarkdownIt({ html: true });
blockParser.core.ruler.enableOnly(["normalize", "block"]);
// The tokens of a long text weigh much. In front of every outer block those of the last one become a block
// and are forgotten, so that they never pile up.
blockParser.block.ruler.before("table", "collect", (state) => {
  if (state.level === 0) collectBlocks(state.tokens, state.env["blocks"] as Block[]);
  return false;
});

const inlineParser = new MarkdownIt({ html: true });

/** The blocks of the lines from `bodyLine` on, with line numbers of the whole text. */
export function parseBlocks(lines: Lines, bodyLine: number): Block[] {
  const body = lines.text.slice(lines.starts[bodyLine] ?? lines.text.length);
  const blocks: Block[] = [];
  const tokens = blockParser.parse("\n".repeat(bodyLine) + body, { blocks });
  collectBlocks(tokens, blocks);
  return blocks;
}

/** Takes all tokens away and adds the blocks that they make. */
function collectBlocks(tokens: Token[], blocks: Block[]): void {
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    if (token.level !== 0 || token.nesting === -1 || token.map === null) continue;
    const first = index;
    if (token.nesting === 1) while (tokens[index]!.level !== 0 || tokens[index]!.nesting !== -1) index += 1;
    blocks.push(makeBlock(tokens, first, index));
  }
  tokens.length = 0;
}

function makeBlock(tokens: readonly Token[], first: number, last: number): Block {
  const token = tokens[first]!;
  const [from, to] = token.map!;
  const type = blockTypes[token.type] ?? "other";
  const isHeading = type === "heading";
  return {
    type,
    from,
    to,
    level: isHeading ? Number(token.tag.slice(1)) : 0,
    content: isHeading ? tokens[first + 1]!.content : "",
    isUnderlined: isHeading && !token.markup.startsWith("#"),
    listItems: type === "list" ? listItems(tokens, first, last) : none,
    numbered: isHeading ? none : inlineTexts(tokens, first, last, number),
    pictured: isHeading ? none : inlineTexts(tokens, first, last, picture),
  };
}

const none: readonly never[] = [];

function listItems(tokens: readonly Token[], first: number, last: number) {
  const items: { from: number; to: number }[] = [];
  for (let index = first; index <= last; index += 1) {
    const token = tokens[index]!;
    if (token.level !== 1 || token.type !== "list_item_open" || token.map === null) continue;
    items.push({ from: token.map[0], to: token.map[1] });
  }
  return items;
}

const number = /#\d|pull[- ]request|\bPRs?[ \t]*\d/i;
const picture = /!\[/;

function inlineTexts(
  tokens: readonly Token[],
  first: number,
  last: number,
  wanted: RegExp,
): readonly InlineText[] {
  let found: InlineText[] | null = null;
  let map: [number, number] = [0, 0];
  for (let index = first; index <= last; index += 1) {
    const token = tokens[index]!;
    // Cells have no lines of their own: those of their row are the nearest.
    if (token.map !== null) map = token.map;
    if (token.type !== "inline" || !wanted.test(token.content)) continue;
    found ??= [];
    found.push({ source: token.content, from: map[0], to: map[1] });
  }
  return found ?? none;
}

/** Longer texts are taken as they are: no field's value is that long. */
const longestInline = 10_000;
const boldOnly = /^\*\*([^\s*_`[\]\\<&~!](?:[^*_`[\]\\<&~!\n]*[^\s*_`[\]\\<&~!])?)\*\*$/;
const inlineMarkup = /[*_`[\]\\<&~!\n]/;

/** Inline tokens of a short text. */
export function inlineTokens(source: string): Token[] {
  return inlineParser.parseInline(source, {})[0]?.children ?? [];
}

/** What a reader sees of an inline source text: no emphasis, no link targets, escapes resolved. */
export function plainText(source: string): string {
  if (!inlineMarkup.test(source) || source.length > longestInline) return source.trim();
  const bold = boldOnly.exec(source);
  if (bold !== null) return bold[1]!;
  return tokensText(inlineTokens(source)).trim();
}

function tokensText(tokens: readonly Token[]): string {
  return tokens.map(tokenText).join("");
}

function tokenText(token: Token): string {
  if (token.type === "softbreak" || token.type === "hardbreak") return " ";
  if (token.type === "image") return tokensText(token.children ?? []);
  return token.content;
}

/** An inline source text that reads as `text`: unchanged where it can be, else with escapes. */
export function inlineSource(text: string): string {
  if (plainText(text) === text) return text;
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
