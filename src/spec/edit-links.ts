/** Edits of links: each stays in the row or list item it stands in; new ones join those of their type. */
import { elementKey, type Link, type Target } from "../core/issue/field.ts";
import { type LinkType, linkTypes } from "../core/issue/words.ts";
import { addRow, editCell, editRow } from "./edit-rows.ts";
import { targetsSource } from "./edit-words.ts";
import type { Edit } from "./edits.ts";
import { fieldTitle } from "./field-names.ts";
import type { Lines } from "./lines.ts";
import type { ItemSource } from "./source.ts";
import { readTarget, splitList } from "./targets.ts";

/** A place where links of one type stand. */
interface Holder {
  readonly source: string;
  readonly write: (text: string) => Edit;
}

export function editLinks(lines: Lines, item: ItemSource, links: readonly Link[]): Edit[] {
  return linkTypes.flatMap((type) => {
    const wanted = links.filter((link) => link.type === type);
    return editType(lines, item, type, wanted);
  });
}

function editType(lines: Lines, item: ItemSource, type: LinkType, wanted: readonly Link[]): Edit[] {
  const keyOf = (to: Target) => elementKey({ type, to });
  const keys = new Set(wanted.map(elementKey));
  const holders = findHolders(lines, item, type);
  const written = new Set<string>();
  for (const { source } of holders) {
    for (const part of splitList(source)) written.add(keyOf(readTarget(part) ?? part));
  }
  const added = wanted.filter((link) => !written.has(elementKey(link))).map((link) => link.to);
  const isKept = (part: string) => keys.has(keyOf(readTarget(part) ?? part));
  if (holders.length === 0 && added.length > 0) {
    const row = addRow(lines, item, fieldTitle(type), targetsSource("", isKept, added));
    return row.slice(0, 1);
  }
  return holders.flatMap(({ source, write }, index) => {
    const text = targetsSource(source, isKept, index === 0 ? added : []);
    return text === source || (text === "-" && source === "") ? [] : [write(text)];
  });
}

function findHolders(lines: Lines, item: ItemSource, type: LinkType): Holder[] {
  const row = item.rows.get(type);
  const rows =
    row === undefined ? [] : [{ source: row.source, write: (text: string) => editRow(lines, row, text) }];
  const others = item.links.filter((line) => line.type === type);
  return [
    ...rows,
    ...others.map(({ source, span, isCell }) => ({
      source,
      write: (text: string): Edit =>
        isCell ? editCell(lines, span, text) : { offset: span.start, length: span.end - span.start, text },
    })),
  ];
}
