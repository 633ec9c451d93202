import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kept } from "../../test/support/proof.ts";
import { specDocument } from "../../test/support/spec-documents.ts";
import { type Fields, valueKey } from "../core/issue/field.ts";
import { isEnded, type State } from "../core/issue/words.ts";
import type { Item } from "../core/item/item.ts";
import { makePriorityWords, makeStatusWords } from "../core/item/mapping.ts";
import { editSpec } from "./edit.ts";
import { type ParsedSpec, parseSpec } from "./parse.ts";

const options = { file: "EPIC.md", statusWords: makeStatusWords(), priorityWords: makePriorityWords() };

const text = fc.oneof(
  fc.constantFrom(
    "New text",
    "- [x] one\n- [ ] two",
    "### Inner\n\ntext",
    "## Section",
    "```\nopen",
    "**Note:** x",
    "a | b",
    "---",
  ),
  fc
    .array(fc.constantFrom("one", "two", "", "- [ ] first", "- [x] second", "more text", "> quote"), {
      maxLength: 6,
    })
    .map((lines) => lines.join("\n")),
);
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 5 });
const word = fc.constantFrom("Q1 2024", "a_b*c*", "x | y", "`code`", "Ünï");

const change: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  fc.tuple(fc.constant("title"), fc.constantFrom("New title", "With | pipe", "Trailing #", "**bold**")),
  fc.tuple(fc.constant("state"), fc.constantFrom("new", "open", "resolved", "on hold", "wontfix", "closed")),
  fc.tuple(fc.constant("priority"), fc.constantFrom("trivial", "minor", "major", "critical", "blocker")),
  fc.tuple(fc.constant("kind"), fc.constantFrom("bug", "task")),
  fc.tuple(fc.constant("points"), nullable(fc.constantFrom(0, 3.5, 8))),
  fc.tuple(fc.constant("assignee"), nullable(fc.constantFrom("dana", "lee.x"))),
  fc.tuple(fc.constant("labels"), fc.constantFrom([], ["a"], ["x y", "b"])),
  fc.tuple(fc.constant("prs"), fc.constantFrom([], [7], [7, 8])),
  fc.tuple(
    fc.constant("links"),
    fc.constantFrom(
      [],
      [
        { type: "blocks", to: "US-002" },
        { type: "relates to", to: 4 },
      ],
    ),
  ),
  fc.tuple(fc.constantFrom("milestone", "due", "component", "custom.Team", "custom.New"), nullable(word)),
  fc.tuple(fc.constant("epic"), nullable(fc.constantFrom("EPIC-9", 5))),
  fc.tuple(
    fc.constantFrom("description", "criteria", "section.Technical Notes", "section.Fresh"),
    nullable(text),
  ),
);

function keyOf(name: string, value: unknown): string {
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0))
    return "";
  return valueKey(name, value as Parameters<typeof valueKey>[1]);
}

/** `column`: what the other subtasks of a table may say that they have none of. */
function expectSame(
  before: Item,
  after: Item,
  changed: string | null,
  value: unknown,
  column: string | null,
): void {
  expect([after.type, after.key, after.ref, after.row, after.parent]).toEqual([
    before.type,
    before.key,
    before.ref,
    before.row,
    before.parent,
  ]);
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields), changed ?? "title"]);
  for (const name of names) {
    if (name === "sections" && changed?.startsWith("section.") === true) continue;
    const wanted = name === changed ? value : before.fields[name as keyof Fields];
    const isSaid = (item: Item) => item.fields[name as keyof Fields] !== undefined;
    const isEmptied = name === column && !isSaid(before);
    if (name !== changed && !isEmptied) expect(isSaid(after), name).toBe(isSaid(before));
    expect(keyOf(name, after.fields[name as keyof Fields]), name).toBe(keyOf(name, wanted));
  }
}

/** The owner of an item: itself, or the story of a subtask. */
function ownerOf(spec: ParsedSpec, item: Item): Item {
  const owners = spec.items.slice(0, spec.items.indexOf(item) + 1).filter((one) => one.type !== "subtask");
  return owners.at(-1)!;
}

describe("editing any document", () => {
  let written = 0;
  let refused = 0;

  it("makes exactly the wanted change, or none, and keeps every other byte", () => {
    fc.assert(
      fc.property(specDocument, fc.nat(), change, (document, pick, [name, value]) => {
        const spec = parseSpec(document, options);
        if (spec.items.length === 0) return;
        const item = spec.items[pick % spec.items.length]!;
        const edited = editSpec(spec, [{ item, set: { [name]: value } as Fields }], options);
        const { start, end } = spec.owned.find((span) => span.item === ownerOf(spec, item))!;
        expect(edited.text.startsWith(document.slice(0, start))).toBe(true);
        expect(edited.text.endsWith(document.slice(end))).toBe(true);
        if (edited.problems.length > 0) {
          refused += 1;
          expect(edited.text).toBe(document);
          return;
        }
        written += 1;
        const again = parseSpec(edited.text, options);
        expect(again.items.length).toBe(spec.items.length);
        const isBox = item.stateAs === "box" && name === "state";
        const wanted = isBox ? (isEnded(value as State) ? "resolved" : null) : value;
        spec.items.forEach((before, index) => {
          const isBeside = item.type === "subtask" && ownerOf(spec, before) === ownerOf(spec, item);
          const column = isBeside && before.type === "subtask" ? name : null;
          expectSame(before, again.items[index]!, before === item ? name : null, wanted, column);
        });
      }),
      { numRuns: 10_000 },
    );
    expect(written).toBeGreaterThan(refused);
    kept("untouched-bytes", `10,000 documents: ${written} edits, ${refused} refused, 0 other bytes changed`);
  }, 240_000);
});
