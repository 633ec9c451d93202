/** Edits of links: each stays in the row or list item it stands in; new ones join those of their type. */
import { elementKey, type Link } from "../core/field.ts";
import { linkTypes } from "../core/words.ts";
import { addRow, editCell, editRow } from "./edit-rows.ts";
import { targetsSource } from "./edit-words.ts";
import type { Edit } from "./edits.ts";
import { fieldTitle } from "./field-names.ts";
import type { Lines } from "./lines.ts";
import type { ItemSource } from "./source.ts";
import { readTarget } from "./targets.ts";

export function editLinks(lines: Lines, item: ItemSource, links: readonly Link[]): Edit[] {
  return linkTypes.flatMap((type) => {
    const missing = new Map(
      links.filter((link) => link.type === type).map((link) => [elementKey(link), link.to]),
    );
    const row = item.rows.get(type);
    const holders = item.links.filter((line) => line.type === type);
    const sources = [...(row === undefined ? [] : [row.source]), ...holders.map((line) => line.source)];
    const wanted = new Set(missing.keys());
    const keeps = (part: string) => {
      const to = readTarget(part);
      return to !== null && wanted.has(elementKey({ type, to }));
    };
    for (const source of sources) {
      for (const part of source.split(",")) {
        const to = readTarget(part);
        if (to !== null) missing.delete(elementKey({ type, to }));
      }
    }
    // New links go to the first place of their type.
    const added = [...missing.values()];
    const texts = sources.map((source, index) => targetsSource(source, keeps, index === 0 ? added : []));
    const edits: Edit[] = [];
    if (row !== undefined && texts[0] !== row.source) edits.push(editRow(lines, row, texts[0]!));
    const first = row === undefined ? 0 : 1;
    holders.forEach((holder, index) => {
      const text = texts[first + index]!;
      if (text === holder.source) return;
      const { span } = holder;
      if (holder.isCell) edits.push(editCell(lines, span, text));
      else edits.push({ offset: span.start, length: span.end - span.start, text });
    });
    if (sources.length === 0 && added.length > 0) {
      edits.push(
        addRow(
          lines,
          item,
          fieldTitle(type),
          targetsSource("", () => true, added),
        ),
      );
    }
    return edits;
  });
}
