/** Local images in an item's text, not in code: `![what it shows](./image.png)`. They are attachments, too. */
import { baseName } from "../core/item/attachment-path.ts";
import type { SpecAttachment } from "../core/item/item.ts";
import { address, decodePath } from "./attachments.ts";
import { type Lines, lineStart, lineText, placeAt } from "./lines.ts";
import { type Block, type InlineText, inlineTokens, plainText } from "./markdown.ts";

export function readImages(lines: Lines, blocks: readonly Block[]): SpecAttachment[] {
  return blocks.flatMap(({ pictured }) => pictured.flatMap((text) => imagesIn(lines, text)));
}

function imagesIn(lines: Lines, { source, from, to }: InlineText): SpecAttachment[] {
  const images: SpecAttachment[] = [];
  let line = from;
  for (const token of inlineTokens(source)) {
    if (token.type !== "image") continue;
    const written = String(token.attrGet("src") ?? "");
    if (address.test(written)) continue;
    const path = decodePath(written.replace(/[?#].*$/s, ""));
    if (baseName(path) === "") continue;
    line = findLine(lines, baseName(path), line, to);
    const column = Math.max(0, lineText(lines, line).indexOf("!["));
    const place = placeAt(lines, lineStart(lines, line) + column);
    const description = plainText(token.content) || null;
    images.push({ name: baseName(path), path, description, isImage: true, place });
  }
  return images;
}

/** How far below the last image of a text the next one is looked for; keeps the search linear. */
const searchedLines = 100;

/** The line that names it; a name that is written with escapes is taken to stand where the last one does. */
function findLine(lines: Lines, name: string, from: number, to: number): number {
  const until = Math.min(to, from + searchedLines);
  for (let line = from; line < until; line += 1) if (lineText(lines, line).includes(name)) return line;
  return from;
}
