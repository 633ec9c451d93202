/** Gives issues that are named in a spec (`new-1`) their new names (`#57`); code and every other byte stay. */
import MarkdownIt from "markdown-it";
import { replaceMentions } from "../core/issue/mentions.ts";
import { lineStart, splitLines } from "./lines.ts";

const blocks = new MarkdownIt({ html: true });
blocks.core.ruler.enableOnly(["normalize", "block"]);

/** `names`: what each mention becomes, in lower case. The same text if none occurs. */
export function renameMentions(text: string, names: ReadonlyMap<string, string>): string {
  const isNamed = [...names.keys()].some((name) => text.toLowerCase().includes(name));
  if (!isNamed) return text;
  const lines = splitLines(text, "");
  let renamed = "";
  let at = 0;
  for (const [from, to] of codeLines(text)) {
    renamed += replaceMentions(text.slice(at, lineStart(lines, from)), names);
    at = lineStart(lines, to);
    renamed += text.slice(lineStart(lines, from), at);
  }
  return renamed + replaceMentions(text.slice(at), names);
}

/** Lines `[from, to)` of fences and indented code, in whatever they stand. */
function codeLines(text: string): [number, number][] {
  return blocks.parse(text, {}).flatMap(({ type, map }): [number, number][] => {
    return (type === "fence" || type === "code_block") && map !== null ? [map] : [];
  });
}
