/** The changed lines of a text, few enough for a screen. */
import { diffLines } from "diff";
import type { FieldValue } from "../../core/issue/field.ts";
import type { Paint } from "../terminal.ts";
import { cutTo } from "./text.ts";

const shownLines = 8;

export interface TextDiff {
  readonly summary: string;
  readonly lines: readonly string[];
}

export function diffTexts(before: FieldValue, after: FieldValue, width: number, paint: Paint): TextDiff {
  const parts = diffLines(toLines(before), toLines(after));
  const changed = parts.flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    const lines = value.replace(/\n$/, "").split("\n");
    return lines.map((line) => ({ sign: added ? "+" : "-", line }));
  });
  const count = (sign: string) => changed.filter((one) => one.sign === sign).length;
  const rest = changed.length - shownLines;
  const shown = changed
    .slice(0, shownLines)
    .map(({ sign, line }) => paint(sign === "+" ? "green" : "red", cutTo(`${sign} ${line}`, width)));
  return {
    summary: `+${count("+")} -${count("-")} lines`,
    lines: rest > 0 ? [...shown, paint("dim", `… ${rest} more`)] : shown,
  };
}

function toLines(value: FieldValue): string {
  return value === null || value === "" ? "" : `${String(value)}\n`;
}
