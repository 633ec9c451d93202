/** What became of one issue: a line with its name, and one for each field that changed. */
import type { FieldValue } from "../../core/issue/field.ts";
import { fieldShape } from "../../core/issue/field.ts";
import { fieldLabel } from "../../core/issue/field-label.ts";
import { issueName } from "../../core/issue/mentions.ts";
import type { Settings } from "../../core/settings.ts";
import type { IssueChange } from "../../sync/issues/work.ts";
import type { Paint } from "../terminal.ts";
import { showValue } from "./field.ts";
import { oneLine, padTo, plural, widthOf } from "./text.ts";

export interface ChangeScreen {
  /** `null`: nothing was to change. */
  readonly verb: string | null;
  readonly change: IssueChange & { readonly number: number };
  readonly settings: Settings;
  readonly paint: Paint;
}

export function renderChange({ verb, change, settings, paint }: ChangeScreen): string {
  const { number, title, changes, status } = change;
  const head = `${issueName(number)} ${oneLine(title)}`;
  if (verb === null) return `nothing to change in ${head}\n`;
  const shown = changes.filter(({ field }) => field !== "sections");
  const width = Math.max(9, ...shown.map(({ field }) => widthOf(fieldLabel(field))));
  const lines = shown.map(({ field, before, after }) => {
    const was = showChanged(field, before, settings, status.before);
    const is = showChanged(field, after, settings, status.after);
    const isNew = verb === "created" || isText(field);
    return `  ${padTo(fieldLabel(field), width)}  ${isNew ? is : `${was} -> ${is}`}`;
  });
  return `${[`${paint("bold", verb)} ${head}`, ...lines].join("\n")}\n`;
}

function isText(field: string): boolean {
  return fieldShape(field) === "text";
}

/** A text by its length: it can be long, and `show` has it. */
export function showChanged(
  field: string,
  value: FieldValue,
  settings: Settings,
  status: string | null,
): string {
  if (!isText(field) || typeof value !== "string" || value === "") {
    return showValue(field, value, settings, status);
  }
  return plural(value.trim().split("\n").length, "line");
}
