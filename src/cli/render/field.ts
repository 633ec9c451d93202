/** Field names and values in the words of people: the host's word first, the spec's differing word behind it. */
import { elementKey, type FieldValue, fieldShape, type Link } from "../../core/issue/field.ts";
import { issueName } from "../../core/issue/mentions.ts";
import type { Priority, State } from "../../core/issue/words.ts";
import { isSameWord, toWord } from "../../core/item/mapping.ts";
import type { Settings } from "../../core/settings.ts";
import { oneLine } from "./text.ts";

export function showValue(
  field: string,
  value: FieldValue | undefined,
  settings: Settings,
  status: string | null = null,
): string {
  if (value === undefined || value === null || value === "") return "(none)";
  if (Array.isArray(value)) {
    if (value.length === 0) return "(none)";
    return (value as (string | number | Link)[])
      .map((element) => (field === "prs" ? `#${element}` : elementKey(element)))
      .join(", ");
  }
  switch (field) {
    case "state":
      return withWord(value as State, toWord(settings.statusWords, value as State, status));
    case "priority":
      return withWord(value as Priority, toWord(settings.priorityWords, value as Priority));
    case "assignee":
      return `@${value}`;
    case "parent":
    case "epic":
      return typeof value === "number" ? issueName(value) : String(value);
    default:
      return fieldShape(field) === "text" ? JSON.stringify(value) : oneLine(String(value));
  }
}

function withWord(host: string, word: string): string {
  return isSameWord(host, word) ? host : `${host} (${word})`;
}
