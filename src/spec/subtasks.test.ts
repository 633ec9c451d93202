import { describe, expect, it } from "vitest";
import { read, readProblems } from "../../test/support/spec-builders.ts";

describe("subtasks", () => {
  const subtasks = (...lines: string[]) => read("### US-1: A", "#### Subtasks", "", ...lines).items.slice(1);

  it("reads a table by the names of its columns", () => {
    const [first, second, third] = subtasks(
      "| # | SP | Status | Sub-task | ID | Assignee | Priority | Description |",
      "|---|----|--------|----------|----|----------|----------|-------------|",
      "| 1 | 3 | ✅ Done | One \\| two | ST-1 | @dana | High | Text PR #4 |",
      "| 2 | - | | Two | #12 | | | |",
      "| 3 | 2 | Todo | Three |",
    );
    expect(first!.fields).toEqual({
      title: "One | two",
      points: 3,
      state: "resolved",
      assignee: "dana",
      priority: "critical",
      description: "Text PR #4",
    });
    expect([first!.key, first!.parent, first!.row, first!.status, first!.pullRequests[0]!.id]).toEqual([
      "ST-1",
      "US-1",
      1,
      "Done",
      4,
    ]);
    expect([second!.key, second!.ref, second!.row]).toEqual([null, 12, 2]);
    expect(second!.fields).toEqual({ title: "Two", points: null, assignee: null, description: null });
    expect(third!.fields).toEqual({ title: "Three", points: 2, state: "new" });
    expect(third!.place).toEqual({ file: "EPIC.md", line: 8, column: 18 });
  });

  it("reads a check list with ids, points and text below", () => {
    const items = subtasks("- [ ] ST-1: name (3 SP)", "  - more", "* [x] other", "* US-1-2: plain (1.5 pts)");
    expect(items.map(({ key, row, fields }) => [key, row, fields])).toEqual([
      ["ST-1", 1, { title: "name", points: 3, description: "- more" }],
      [null, 2, { title: "other", state: "resolved" }],
      ["US-1-2", 3, { title: "plain", points: 1.5 }],
    ]);
  });

  it.each([
    [
      ["| # | Description |", "|--|--|", "| 1 | x |"],
      '4:3 SP040 this table of subtasks has no title column; it has "#", "Description": name one "Subtask" or "Title"',
    ],
    [["| Subtask | SP |", "|--|--|", "| | 3 |"], "6:3 SP041 this row has no title; a subtask needs one"],
    [
      ["| Subtask | SP |", "|--|--|", "| a | 3 | 4 |"],
      "6:11 SP042 this row has 3 cells, the table 2; write a pipe inside a cell as \\|",
    ],
    [
      ["| Subtask | SP |", "|--|--|", "| a |"],
      "6:3 SP043 this row has 1 of 2 cells; the spec says nothing of the others",
    ],
    [
      ["| Subtask | Statsu |", "|--|--|", "| a | 3 |"],
      '4:13 SP044 column "Statsu" is not synced; did you mean "status"?',
    ],
    [["Some text"], "4:1 SP045 this text in the subtasks is not synced; write a table or a list"],
    [
      ["| ID | Title |", "|--|--|", "| a b | x |"],
      '6:3 SP046 "a b" is no id of a subtask; write an id such as ST-1, an issue such as #12, or a position',
    ],
    [
      ["| SP | Title | Points |", "|--|--|--|", "| 1 | x | 2 |"],
      '4:16 SP047 column "Points" stands twice in this table',
    ],
    [
      ["| Title | Status |", "|--|--|", "| a | dnoe |"],
      '6:7 SP031 status "dnoe" is not known; did you mean "done"?',
    ],
  ])("reports %j", (lines, problem) => {
    expect(readProblems("### US-1: A", "#### Subtasks", "", ...lines)).toEqual([problem]);
  });
});
