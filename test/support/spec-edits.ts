/** Small specs, changed: the lines afterwards, or why not. */
import { expect } from "vitest";
import type { Fields } from "../../src/core/issue/field.ts";
import { editSpec, type SpecChange } from "../../src/spec/edit.ts";
import { applyEdits } from "../../src/spec/edits.ts";
import { read, specOptions } from "./spec-builders.ts";

/** The lines after a change of the first item, or of the subtask at a row. */
export function edit(
  lines: readonly string[],
  set: Fields,
  more: Partial<SpecChange> & { row?: number } = {},
): string[] {
  const spec = read(...lines);
  const item = spec.items[more.row ?? 0]!;
  const edited = editSpec(spec, [{ ...more, item, set }], specOptions);
  expect(edited.problems).toEqual([]);
  expect(applyEdits(spec.text, edited.edits)).toBe(edited.text);
  return edited.text.split("\n");
}

export function refused(lines: readonly string[], set: Fields, row = 0): string[] {
  const spec = read(...lines);
  const edited = editSpec(spec, [{ item: spec.items[row]!, set }], specOptions);
  expect(edited.text).toBe(spec.text);
  return edited.problems.map(({ code, message }) => `${code} ${message}`);
}

export const table = (...rows: string[]) => [
  "### US-1: A",
  "",
  "| Field | Value |",
  "|-------|-------|",
  ...rows,
];
