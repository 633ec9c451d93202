import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read, specOptions } from "../../test/support/spec-builders.ts";
import type { Fields } from "../core/issue/field.ts";
import { editSpec, type SpecChange } from "./edit.ts";
import { applyEdits } from "./edits.ts";

/** The lines after a change of the first item, or of the subtask at a row. */
function edit(
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

function refused(lines: readonly string[], set: Fields, row = 0): string[] {
  const spec = read(...lines);
  const edited = editSpec(spec, [{ item: spec.items[row]!, set }], specOptions);
  expect(edited.text).toBe(spec.text);
  return edited.problems.map(({ code, message }) => `${code} ${message}`);
}

const table = (...rows: string[]) => ["### US-1: A", "", "| Field | Value |", "|-------|-------|", ...rows];

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

describe("rows", () => {
  it.each([
    ["| **Status** | 🔄 In Progress |", { state: "resolved" }, "| **Status** | ✅ Done        |"],
    ["| **Status** | ✅ done | ", { state: "closed" }, "| **Status** | closed  | "],
    ["| Status |🚧 WIP|", { state: "on hold" }, "| Status |⛔ ON HOLD|"],
    ["| **Status** | **Open** |", { state: "new" }, "| **Status** | **Planned** |"],
    ["| Priority | 🟢 Low     |", { priority: "critical" }, "| Priority | 🔴 High    |"],
    ["| SP       | 5 pts |", { points: 8 }, "| SP       | 8 pts |"],
    ["| SP | 5 |", { points: null }, "| SP | - |"],
    ["| SP |", { title: "B" }, "| SP |"],
    ["| Team |  |", { "custom.Team": "a | b" }, "| Team | a \\| b |"],
    ["| Milestone | `Q1` |", { milestone: "a*b*" }, "| Milestone | a\\*b\\* |"],
    ["| Assignee | dana |", { assignee: "lee" }, "| Assignee | lee  |"],
    ["| Assignee | @dana |", { assignee: "lee" }, "| Assignee | @lee  |"],
    ["| Labels | a, b |", { labels: ["b", "c d"] }, "| Labels | b, c d |"],
    [
      "| PRs | PR #4, https://x.org/a/pull-requests/5 |",
      { prs: [6] },
      "| PRs | PR #6, https://x.org/a/pull-requests/5 |",
    ],
    [
      "| Blocks | US-2 (Login), #3 |",
      {
        links: [
          { type: "blocks", to: "US-2" },
          { type: "blocks", to: 9 },
        ],
      },
      "| Blocks | US-2 (Login), #9 |",
    ],
  ] satisfies [string, Fields, string][])("changes %j by %j", (row, set, wanted) => {
    expect(edit(table(row), set).slice(4)).toEqual([wanted]);
  });

  it("keeps the form of lines", () => {
    expect(edit(["### US-1: A", "**Status**: Open  ", "- x"], { state: "resolved" })[1]).toBe(
      "**Status**: Done  ",
    );
    expect(edit(["### US-1: A", "> **SP:**", "> **Status:** x"], { points: 3 })[1]).toBe("> **SP:** 3");
  });

  it("prefers the spec's own word", () => {
    expect(edit(table("| Status | Open |"), { state: "resolved" }, { status: "completed" })[4]).toBe(
      "| Status | completed |",
    );
  });

  it("adds a row in the item's own form", () => {
    expect(edit(table("| **SP**     | 5    |"), { assignee: "dana" })[5]).toBe("| **Assignee** | @dana |");
    expect(edit(["### US-1: A", "- **SP**: 5", "", "text"], { due: "2026-01-31" })[2]).toBe(
      "- **Due**: 2026-01-31",
    );
    expect(edit(["### US-1: A", "> **SP:** 5"], { state: "on hold" })[2]).toBe("> **Status:** On Hold");
  });

  it("adds a table where an item has no row", () => {
    expect(edit(["### US-1: A", "text"], { points: 3, component: "Web" })).toEqual([
      "### US-1: A",
      "",
      "| Field | Value |",
      "|-------|-------|",
      "| **Story Points** | 3 |",
      "| **Component**    | Web |",
      "",
      "text",
    ]);
  });

  it("writes the number of an issue as a row", () => {
    expect(edit(table("| SP | 5 |"), {}, { ref: 12 })[5]).toBe("| Issue | #12 |");
  });

  it("changes links in rows and in the section, and adds new ones", () => {
    const lines = [
      "### US-1: A",
      "**Blocks:** US-2",
      "",
      "#### Links",
      "- Relates to: US-3, #4",
      "- Blocks: US-5",
    ];
    const links = [
      { type: "relates to", to: 4 },
      { type: "blocks", to: "US-5" },
      { type: "duplicates", to: 7 },
    ] as const;
    expect(edit(lines, { links })).toEqual([
      "### US-1: A",
      "**Blocks:** -",
      "**Duplicates:** #7",
      "",
      "#### Links",
      "- Relates to: #4",
      "- Blocks: US-5",
    ]);
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

  it("keeps BOM, CRLF, tabs and a missing final newline", () => {
    const text = "\u{FEFF}### US-1: A\r\n\r\n- **SP:**\t5\r\n\r\n\ttab\r\n\r\n#### Notes\r\nx";
    const spec = read(text);
    const set: Fields = { points: 8, "section.Notes": "x\ny", assignee: "dana" };
    expect(editSpec(spec, [{ item: spec.items[0]!, set }], specOptions).text).toBe(
      "\u{FEFF}### US-1: A\r\n\r\n- **SP:**\t8\r\n- **Assignee:** @dana\r\n\r\n\ttab\r\n\r\n#### Notes\r\nx\r\ny",
    );
  });
});

describe("subtasks", () => {
  const rows = [
    "### US-1: A",
    "#### Subtasks",
    "",
    "| # | Subtask | SP  | Status  |",
    "|---|---------|-----|---------|",
  ];

  it("changes cells", () => {
    const lines = [...rows, "| 1 | One     | 3   | ✅ Done |", "| 2 | Two     |     | Todo    |"];
    const set: Fields = { title: "a | b", points: 5, state: "open" };
    expect(edit(lines, set, { row: 1 })[5]).toBe("| 1 | a \\| b  | 5   | 🔄 Open |");
    expect(edit(lines, { points: 1 }, { row: 2 })[6]).toBe("| 2 | Two     | 1   | Todo    |");
  });

  it("adds a column at the end and leaves the other rows without an opinion", () => {
    const lines = [...rows, "| 1 | One | 3 | Done |", "| 2 | Two | 1 | Todo |"];
    expect(edit(lines, { assignee: "dana" }, { row: 1 }).slice(3)).toEqual([
      "| # | Subtask | SP  | Status  | Assignee |",
      "|---|---------|-----|---------| -------- |",
      "| 1 | One | 3 | Done | @dana |",
      "| 2 | Two | 1 | Todo |",
    ]);
  });

  it("changes list items", () => {
    const lines = ["### US-1: A", "#### Subtasks", "- [ ] ST-1: one (3 SP)", "- two", "  text"];
    expect(edit(lines, { title: "1", points: 5, state: "resolved" }, { row: 1 })[2]).toBe(
      "- [x] ST-1: 1 (5 SP)",
    );
    expect(edit(lines, { state: "resolved", points: 1, description: "a\nb" }, { row: 2 }).slice(3)).toEqual([
      "- [x] two (1 SP)",
      "  a",
      "  b",
    ]);
    expect(edit(lines, { points: null }, { row: 1 })[2]).toBe("- [ ] ST-1: one");
  });

  it("refuses what a box cannot say", () => {
    const lines = ["### US-1: A", "#### Subtasks", "- [ ] one"];
    expect(refused(lines, { state: "closed" }, 1)).toEqual([
      "SP070 the new state of one cannot be written here; change the spec by hand",
    ]);
    expect(edit(lines, { state: "open" }, { row: 1 })).toEqual(lines);
  });
});
