import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read, specOptions } from "../../test/support/spec-builders.ts";
import { edit, refused } from "../../test/support/spec-edits.ts";
import type { Fields } from "../core/issue/field.ts";
import { editSpec } from "./edit.ts";
import { applyEdits } from "./edits.ts";

/** Check lists of any bullet, nested, with boxes of either state. */
const checkLists = fc.array(
  fc.record({
    indent: fc.constantFrom("", "  ", "    "),
    bullet: fc.constantFrom("-", "*", "+"),
    isDone: fc.boolean(),
    text: fc.constantFrom("a receipt", "cards [all] kinds", "`[x]` in code", "- [ ] twice"),
  }),
  { minLength: 1, maxLength: 8 },
);

it("turns a box and touches no other character", () => {
  const line = ({
    indent,
    bullet,
    isDone,
    text,
  }: {
    indent: string;
    bullet: string;
    isDone: boolean;
    text: string;
  }) => `${indent}${bullet} [${isDone ? "x" : " "}] ${text}`;
  fc.assert(
    fc.property(checkLists, fc.nat(), (list, pick) => {
      const at = pick % list.length;
      const turned = list.map((one, index) => (index === at ? { ...one, isDone: !one.isDone } : one));
      const lines = (rows: typeof list) => [
        "### US-1: A",
        "",
        "#### Acceptance Criteria",
        "",
        ...rows.map(line),
        "",
      ];
      const spec = read(...lines(list), "### US-2: B");
      const wanted = read(...lines(turned), "### US-2: B");
      const set = { criteria: wanted.items[0]!.fields.criteria! };
      const { edits, text, problems } = editSpec(spec, [{ item: spec.items[0]!, set }], specOptions);
      expect([text, problems]).toEqual([wanted.text, []]);
      expect(edits).toMatchObject([{ length: 1, text: turned[at]!.isDone ? "x" : " " }]);
    }),
  );
});

describe("applying edits", () => {
  it("splices in any order and keeps insertions at one place in theirs", () => {
    const edits = [
      { offset: 4, length: 1, text: "E" },
      { offset: 0, length: 0, text: "1" },
      { offset: 0, length: 0, text: "2" },
      { offset: 1, length: 2, text: "" },
    ];
    expect(applyEdits("abcde", edits)).toBe("12adE");
  });

  it("refuses edits that overlap or leave the text", () => {
    const overlap = [
      { offset: 0, length: 2, text: "" },
      { offset: 1, length: 1, text: "" },
    ];
    expect(() => applyEdits("abc", overlap)).toThrow(/overlap/);
    expect(() => applyEdits("abc", [{ offset: 2, length: 5, text: "" }])).toThrow(/offset 2/);
  });
});

describe("titles and texts", () => {
  it("changes a title and nothing else of the heading", () => {
    expect(edit(["### ✅ **US-1**: Old *one* ###"], { title: "New" })).toEqual(["### ✅ **US-1**: New ###"]);
    expect(edit(["US-1: Old", "---------"], { title: "New" })).toEqual(["US-1: New", "---------"]);
    expect(edit(["### US-1"], { title: "New" })).toEqual(["### US-1: New"]);
  });

  it("touches only the lines that change", () => {
    const lines = [
      "### US-1: A",
      "",
      "one  ",
      "two\t",
      "three",
      "",
      "#### Acceptance Criteria",
      "* [ ] a",
      "* [ ] b",
    ];
    expect(edit(lines, { description: "one  \n2\nthree", criteria: "* [ ] a\n* [x] b" })).toEqual([
      "### US-1: A",
      "",
      "one  ",
      "2",
      "three",
      "",
      "#### Acceptance Criteria",
      "* [ ] a",
      "* [x] b",
    ]);
  });

  it("moves inner headings to the level of the spec", () => {
    const lines = ["### US-1: A", "#### Notes", "", "##### Inner", "text"];
    expect(edit(lines, { "section.Notes": "### Inner\ntext\n\n### More" })).toEqual([
      ...lines,
      "",
      "##### More",
    ]);
  });

  it("adds texts and sections where they belong", () => {
    const lines = ["### US-1: A", "", "#### Notes", "", "x", "", "---", "", "### US-2: B"];
    expect(edit(lines, { description: "As a user", criteria: "- [ ] a", "section.More": "m" })).toEqual([
      "### US-1: A",
      "",
      "As a user",
      "",
      "#### Acceptance Criteria",
      "",
      "- [ ] a",
      "",
      "#### Notes",
      "",
      "x",
      "",
      "#### More",
      "",
      "m",
      "",
      "---",
      "",
      "### US-2: B",
    ]);
  });

  it("gives a description that would read as fields a heading", () => {
    expect(edit(["### US-1: A"], { description: "**Note:** x" })).toEqual([
      "### US-1: A",
      "",
      "#### Description",
      "",
      "**Note:** x",
    ]);
  });

  it("clears texts and takes sections away", () => {
    const lines = ["### US-1: A", "text", "", "#### Notes", "x", "#### Acceptance Criteria", "- [ ] a"];
    expect(edit(lines, { description: null, criteria: null, "section.Notes": null, sections: [] })).toEqual([
      "### US-1: A",
    ]);
  });

  it("takes a heading along with its text, and leaves no gap", () => {
    const lines = [
      "### US-1: A",
      "",
      "text",
      "",
      "#### Notes",
      "",
      "x",
      "",
      "#### More",
      "",
      "y",
      "",
      "### US-2: B",
    ];
    const rest = ["#### More", "", "y", "", "### US-2: B"];
    expect(edit(lines, { "section.Notes": null })).toEqual(["### US-1: A", "", "text", "", ...rest]);
    expect(edit(lines, { "section.More": null })).toEqual([...lines.slice(0, 8), "### US-2: B"]);
  });

  it("puts sections into another order, and leaves what stands between them", () => {
    const [a, b] = [
      ["#### A", "", "one", "", "##### Deeper", "two"],
      ["#### B", "three"],
    ];
    const criteria = ["", "#### Acceptance Criteria", "", "- [ ] c", ""];
    const head = ["### US-1: Story", ""];
    expect(edit([...head, ...a, ...criteria, ...b, "", "### US-2: B"], { sections: ["B", "A"] })).toEqual([
      ...[...head, ...b, ...criteria, ...a, "", "### US-2: B"],
    ]);
    const three = ["### US-1: Story", "#### A", "1", "#### B", "2", "#### C", "3"];
    const moved = ["### US-1: Story", "#### C", "3", "#### A", "1", "#### B", "2"];
    expect(edit(three, { sections: ["C", "A", "B"] })).toEqual(moved);
  });

  it("refuses texts that would break out of their place", () => {
    const lines = ["### US-1: A", "", "text", "", "### US-2: B"];
    const message = "SP070 the new description of US-1 cannot be written here; change the spec by hand";
    for (const description of ["## Other", "```\nopen", "<!-- open", "# US-3: C"]) {
      expect(refused(lines, { description })).toEqual([message]);
    }
  });

  it("names what it refuses in the words of people", () => {
    const lines = ["### US-1: A", "", "text", "", "### US-2: B"];
    const label = (set: Fields) => /the new (.*) of US-1/.exec(refused(lines, set)[0] ?? "")?.[1];
    expect(label({ "section.Comments": "text" })).toBe('section "Comments"');
    expect(label({ criteria: "# US-3: C" })).toBe("acceptance criteria");
  });

  it("keeps BOM, CRLF, tabs and a missing final newline", () => {
    const text = "\u{FEFF}### US-1: A\r\n\r\n- **SP:**\t5\r\n\r\n\ttab\r\n\r\n#### Notes\r\nx";
    const spec = read(text);
    const set: Fields = { points: 8, "section.Notes": "x\ny", assignee: "dana" };
    expect(editSpec(spec, [{ item: spec.items[0]!, set }], specOptions).text).toBe(
      "\u{FEFF}### US-1: A\r\n\r\n- **SP:**\t8\r\n- **Assignee:** @dana\r\n\r\n\ttab\r\n\r\n#### Notes\r\nx\r\ny",
    );
  });
});
