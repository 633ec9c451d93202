import { describe, expect, it } from "vitest";
import { read, specOptions } from "../../test/support/spec-builders.ts";
import { edit, refused, table } from "../../test/support/spec-edits.ts";
import type { Fields } from "../core/issue/field.ts";
import { editSpec } from "./edit.ts";

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

describe("subtasks", () => {
  const rows = [
    "### US-1: A",
    "#### Subtasks",
    "",
    "| # | Subtask | SP  | Status  |",
    "|---|---------|-----|---------|",
  ];

  function editTwo(first: Fields, second: Fields) {
    const spec = read(...rows, "| 1 | One | 3 | Done |", "| 2 | Two | 1 | Todo |");
    const changes = [first, second].map((set, at) => ({ item: spec.items[at + 1]!, set }));
    return editSpec(spec, changes, specOptions);
  }

  it("changes cells", () => {
    const lines = [...rows, "| 1 | One     | 3   | ✅ Done |", "| 2 | Two     |     | Todo    |"];
    const set: Fields = { title: "a | b", points: 5, state: "open" };
    expect(edit(lines, set, { row: 1 })[5]).toBe("| 1 | a \\| b  | 5   | 🔄 Open |");
    expect(edit(lines, { points: 1 }, { row: 2 })[6]).toBe("| 2 | Two     | 1   | Todo    |");
  });

  it("adds a column at the end, with an empty cell in the other rows", () => {
    const lines = [...rows, "| 1 | One | 3 | Done |", "| 2 | Two | 1 | Todo |"];
    expect(edit(lines, { assignee: "dana" }, { row: 1 }).slice(3)).toEqual([
      "| # | Subtask | SP  | Status  | Assignee |",
      "|---|---------|-----|---------| -------- |",
      "| 1 | One | 3 | Done | @dana |",
      "| 2 | Two | 1 | Todo | |",
    ]);
    const bare = ["### US-1: A", "#### Subtasks", "", "Subtask | SP", "--- | ---", "One | 1", "Two | 2"];
    expect(edit([...bare, "Short", "| |"], { assignee: "dana" }, { row: 1 }).slice(3)).toEqual([
      ...[
        "Subtask | SP | Assignee",
        "--- | --- | --------",
        "One | 1 | @dana",
        "Two | 2 | |",
        "Short",
        "| |",
      ],
    ]);
  });

  it("adds columns of which each row got another, and reads without a note", () => {
    const edited = editTwo({ description: "one" }, { assignee: "lee" });
    expect(edited).toMatchObject({ problems: [] });
    expect(edited.text.split("\n").slice(3)).toEqual([
      "| # | Subtask | SP  | Status  | Description | Assignee |",
      "|---|---------|-----|---------| ----------- | -------- |",
      "| 1 | One | 3 | Done | one | |",
      "| 2 | Two | 1 | Todo | | @lee |",
    ]);
    expect(read(edited.text).problems).toEqual([]);
  });

  it("says nothing of a value that a cell cannot hold", () => {
    const edited = editTwo({ description: "one" }, { description: "of\ntwo lines" });
    expect(edited.problems.map(({ code }) => code)).toEqual(["SP070"]);
    expect(edited.text.split("\n").slice(5)).toEqual([
      "| 1 | One | 3 | Done | one |",
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

  it("refuses what a list has no place for", () => {
    expect(refused(["### US-1: A", "#### Subtasks", "- [ ] one"], { assignee: "dana" }, 1)).toEqual([
      "SP070 the new assignee of one cannot be written here; change the spec by hand",
    ]);
  });

  it("ticks a box where work has ended, and clears it where work goes on", () => {
    const [head, boxes] = [
      ["### US-1: A", "#### Subtasks"],
      (...boxes: string[]) => [...head, ...boxes],
    ] as const;
    const lines = boxes("- [ ] one", "- [X] two", "- three");
    for (const state of ["resolved", "closed", "wontfix", "duplicate", "invalid"] as const) {
      expect(edit(lines, { state }, { row: 1 })).toEqual(boxes("- [x] one", "- [X] two", "- three"));
      expect(edit(lines, { state }, { row: 2 })).toEqual(lines);
      expect(edit(lines, { state }, { row: 3 })).toEqual(boxes("- [ ] one", "- [X] two", "- [x] three"));
    }
    for (const state of ["new", "open", "on hold"] as const) {
      expect(edit(lines, { state }, { row: 1 })).toEqual(lines);
      expect(edit(lines, { state }, { row: 2 })).toEqual(boxes("- [ ] one", "- [ ] two", "- three"));
      expect(edit(lines, { state }, { row: 3 })).toEqual(lines);
    }
  });
});
