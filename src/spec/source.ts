/** Where the parts of an item stand in the original text: what edits are made of. */
import type { Link } from "../core/issue/field.ts";
import type { LinkType } from "../core/issue/words.ts";
import type { Item } from "../core/item/item.ts";
import type { Problem } from "../core/item/problem.ts";
import type { FieldRow } from "./field-rows.ts";
import type { Lines, Span } from "./lines.ts";
import type { SectionRole } from "./section-names.ts";

/** Whole lines `[from, to)`, 0-based. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface SectionSource extends LineRange {
  readonly role: SectionRole;
  /** The item's field that holds its text (`section.Notes`), `null` for sections that are read otherwise. */
  readonly field: string | null;
  /** First line behind the heading. */
  readonly bodyFrom: number;
}

/** Where a subtask stands: cells by column, or a list item. */
export interface SubtaskSource {
  readonly form: "table" | "list";
  readonly line: number;
  readonly to: number;
  /** Cells of a table row by what they hold; the list form has `title`, `check` and perhaps `points`. */
  readonly cells: Readonly<Record<string, Span>>;
  /** Line of the table's head; `null` for the list form. */
  readonly head: number | null;
}

/** One row or list item with links of one type. */
export interface LinkLine {
  readonly type: LinkType;
  /** Where the ids stand. */
  readonly span: Span;
  readonly source: string;
  readonly links: readonly Link[];
  /** Whether it stands in a cell. */
  readonly isCell: boolean;
}

/** Where a comment stands: its lines, and its text without author and date. */
export interface CommentSource extends LineRange {
  readonly text: Span;
  /** What stands in front of each further line of its text. */
  readonly lead: string;
  readonly isQuote: boolean;
}

export interface ItemSource extends LineRange {
  readonly level: number;
  /** Level of its section headings. */
  readonly sectionLevel: number;
  readonly title: Span;
  /** First line behind the heading. */
  readonly bodyFrom: number;
  /** Rows by field name (`state` for a status row). */
  readonly rows: ReadonlyMap<string, FieldRow>;
  /** Lines of the field block; equal where there is none. */
  readonly fieldLines: LineRange;
  readonly sections: readonly SectionSource[];
  /** Lines of each text field, in the order in which they are joined. */
  readonly texts: ReadonlyMap<string, readonly LineRange[]>;
  /** The line behind the last text; empty lines and rules may follow. */
  readonly textEnd: number;
  /** Rows and list items of the section with links. */
  readonly links: readonly LinkLine[];
  /** In the order of the item's comments. */
  readonly comments: readonly CommentSource[];
}

export interface ParsedSpec {
  readonly file: string;
  readonly text: string;
  readonly lines: Lines;
  readonly namespace: string;
  readonly items: readonly Item[];
  readonly problems: readonly Problem[];
  /** For epics and stories. */
  readonly sources: ReadonlyMap<Item, ItemSource>;
  readonly subtaskSources: ReadonlyMap<Item, SubtaskSource>;
  /** The whole text in order: what each epic or story owns, and what is nobody's (`item: null`). */
  readonly owned: readonly (Span & { readonly item: Item | null })[];
}
