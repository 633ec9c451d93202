import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { specOptions } from "../../test/support/spec-builders.ts";
import { specDocument } from "../../test/support/spec-documents.ts";
import { editSpec } from "./edit.ts";
import { type CommentEdit, commentsAfter } from "./edit-comments.ts";
import { parseSpec } from "./parse.ts";

const line = fc.constantFrom(
  "one",
  "",
  "  indented",
  "- item",
  "1. item",
  "> quoted",
  "# Heading",
  "#### Comments",
  "### US-9: Story",
  "```",
  "<!--",
  "---",
  "**Note:** bold",
  "@lee: plain",
  "**@lee** (2025-01-16): split",
  "| a | b |",
  "trailing  ",
  "\\",
  "\tTab",
  "Ünï 🚀",
);
/** As comments hold it: no blank around it. */
const text = fc
  .array(line, { minLength: 1, maxLength: 5 })
  .map((lines) => lines.join("\n").trim())
  .filter((whole) => whole !== "");
const author = fc.constantFrom("dana", "Lee X", "a:b", "{id}", null);
const change = fc.oneof(
  fc.record({ text: fc.option(text, { nil: null, freq: 3 }) }),
  fc
    .record({ text, author, date: fc.constantFrom("2025-01-16", null) })
    .map((one) => (one.author === null ? { ...one, date: null } : one)),
);
const section = fc
  .array(
    fc.constantFrom(
      "> **@dana** (2025-01-15): text\n> more",
      "> **@dana**: a\n> **@lee**: b\n>",
      "- **@kim (2025-01-16):** third\n- @lee: x\n\n  more",
      "@robin: fourth\nline",
      "> just text\nlazy",
    ),
    { maxLength: 3 },
  )
  .map((blocks) => `#### Comments\n\n${blocks.join("\n\n")}`);
/** Any document, mostly with an item that has comments. */
const document = fc
  .tuple(
    specDocument,
    fc.option(section),
    fc.constantFrom("\n", "\n\n## US-77: Behind\n", "\n#### Notes\n\nx", ""),
  )
  .map(([before, comments, behind]) => {
    if (comments === null) return before;
    const end = before.includes("\r\n") ? "\r\n" : before.includes("\r") ? "\r" : "\n";
    const own = `### US-66: With comments\n\n${comments}${behind}`.replaceAll("\n", end);
    return `${before}${end}${end}${own}`;
  });

describe("editing comments of any document", () => {
  it("makes exactly the wanted change, or none, and keeps every other byte", () => {
    let written = 0;
    let refused = 0;
    fc.assert(
      fc.property(document, fc.nat(), change, (before, pick, wanted) => {
        const spec = parseSpec(before, specOptions);
        const items = spec.items.filter((one) => one.places["comments"] !== undefined);
        if (items.length === 0) return;
        const item = items[pick % items.length]!;
        const { length } = item.comments;
        if (!("author" in wanted) && length === 0) return;
        const edit: CommentEdit =
          "author" in wanted ? { index: null, ...wanted } : { index: pick % length, text: wanted.text };
        const edited = editSpec(spec, [{ item, set: {}, comments: [edit] }], specOptions);
        const { start, end } = spec.owned.find((span) => span.item === item)!;
        expect(edited.text.startsWith(before.slice(0, start))).toBe(true);
        expect(edited.text.endsWith(before.slice(end))).toBe(true);
        if (edited.problems.length > 0) {
          refused += 1;
          expect(edited.text).toBe(before);
          return;
        }
        written += 1;
        const again = parseSpec(edited.text, specOptions);
        const told = (one: { author: string | null; date: string | null; text: string }) =>
          [one.author, one.date, one.text].join("|");
        expect(again.items.length).toBe(spec.items.length);
        spec.items.forEach((one, index) => {
          const expected = one === item ? commentsAfter(one.comments, [edit]) : one.comments;
          expect(again.items[index]!.comments.map(told)).toEqual(expected.map(told));
          expect(again.items[index]!.fields).toEqual(one.fields);
        });
      }),
      { numRuns: 5_000 },
    );
    expect(written).toBeGreaterThan(2 * refused);
  }, 240_000);
});
