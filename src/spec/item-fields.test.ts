import { describe, expect, it } from "vitest";
import { readOne, readProblems } from "../../test/support/spec-builders.ts";

const table = (...rows: string[]) => ["### US-1: A", "", "| Field | Value |", "|-------|-------|", ...rows];

describe("forms of fields", () => {
  const wanted = { title: "A", priority: "critical", state: "resolved" };

  it.each([
    ["a table", ["| Field | Value |", "|--|--|", "| **Priority** | High |", "| Status | ✅ Done |"]],
    ["a table without outer pipes", ["Field | Value", "--|--", "**Priority** | High", "Status | Done"]],
    ["a table whose head is a field", ["| **Priority** | High |", "|--|--|", "| **Status** | Done |"]],
    ["rows without a head", ["| **Priority** | High |", "| **Status** | Done |"]],
    ["colons in bold type", ["**Priority:** High", "**Status:** Done"]],
    ["colons behind bold type", ["**Priority**: High  ", "__Status__: Done"]],
    ["lines with breaks", ["**Priority:** High\\", "**Status:** Done"]],
    ["paragraphs", ["**Priority:** High", "", "**Status:** Done"]],
    ["a list", ["- **Priority:** High", "- **Status:** Done"]],
    ["a quote", ["> **Priority:** High", "> **Status:** Done"]],
    ["a comment above", ["<!-- id 5 -->", "", "- **Priority:** High", "- **Status:** Done"]],
  ])("reads %s", (_, rows) => {
    const { description, ...fields } = readOne("### US-1: A", "", ...rows).fields;
    expect(fields).toEqual(wanted);
  });

  it("reads fields only in the block under the heading", () => {
    const item = readOne("### US-1: A", "", "Some text.", "", "**Priority:** High");
    expect(item.fields).toEqual({ title: "A", description: "Some text.\n\n**Priority:** High" });
  });

  it("leaves text that follows the rows in one paragraph to the description", () => {
    expect(readOne("### US-1: A", "**Status:** Done", "**As a** user", "**Note:** x").fields).toEqual({
      title: "A",
      state: "resolved",
      description: "**As a** user\n**Note:** x",
    });
  });

  it("keeps another table as text", () => {
    const text = "| Size | Price |\n|--|--|\n| S | 1 |";
    expect(readOne("### US-1: A", "", text).fields).toEqual({ title: "A", description: text });
  });

  it("warns of bold lines that are named like sections and of names that are not bold", () => {
    expect(readProblems("### US-1: A", "", "**Acceptance Criteria:**", "- [ ] x")[0]).toMatch(/^3:3 SP024/);
    expect(readProblems("### US-1: A", "", "Priority: High")[0]).toMatch(
      /^3:1 SP026 "Priority" is text here/,
    );
  });
});

describe("values of fields", () => {
  it("reads every known field", () => {
    const item = readOne(
      ...table(
        "| Story Points | 3.5 |",
        "| Priority | 🟢 Low |",
        "| Status | 🔄 In Progress |",
        "| Milestone | Q1 2024 |",
        "| Component | Front_end |",
        "| Version | **v1.0** |",
        "| Assignee | @dana |",
        "| Labels | a, b c , a |",
        "| Kind | Bug |",
        "| Parent | US-9 |",
        "| Epic | #5 |",
        "| Blocks | US-002, #12 |",
        "| Depends on | [US-003](./x.md) (Login) |",
        "| Due | 2024-02-29 |",
        "| Issue | #77 |",
        "| Pull requests | #4, PR 5, https://bitbucket.org/a/b/pull-requests/6 |",
        "| Team | Blue \\| *Red* |",
      ),
    );
    expect(item.fields).toEqual({
      title: "A",
      points: 3.5,
      priority: "minor",
      state: "open",
      milestone: "Q1 2024",
      component: "Front_end",
      version: "v1.0",
      assignee: "dana",
      labels: ["a", "b c"],
      kind: "bug",
      parent: "US-9",
      epic: 5,
      links: [
        { type: "blocks", to: "US-002" },
        { type: "blocks", to: 12 },
        { type: "depends on", to: "US-003" },
      ],
      due: "2024-02-29",
      prs: [4, 5],
      "custom.Team": "Blue | *Red*",
    });
    expect([item.status, item.priority, item.ref, item.epic]).toEqual(["In Progress", "Low", 77, "#5"]);
    expect(item.pullRequests.map(({ id, url }) => [id, url])).toEqual([
      [6, "https://bitbucket.org/a/b/pull-requests/6"],
    ]);
    expect(item.places["state"]).toEqual({ file: "EPIC.md", line: 7, column: 12 });
  });

  it("clears by a dash, none or nothing, but has no opinion on state, priority and kind then", () => {
    const rows = ["| SP | - |", "| Milestone | none |", "| Labels |  |", "| Blocks | — |", "| Team | - |"];
    expect(readOne(...table(...rows, "| Status | - |", "| Priority | |", "| Kind | none |")).fields).toEqual({
      title: "A",
      points: null,
      milestone: null,
      labels: [],
      links: [],
      "custom.Team": null,
    });
  });

  it.each(["5 pts", "5 SP", "5 points", "5 story points", "**5**", "5.0"])(
    "reads %j as 5 points",
    (value) => {
      expect(readOne(...table(`| SP | ${value} |`)).fields.points).toBe(5);
    },
  );

  it("lets the word win over the emoji, and takes an emoji alone", () => {
    expect(readOne(...table("| Status | ✅ In progress |")).fields.state).toBe("open");
    const item = readOne(...table("| Status | ⏸️ |"));
    expect([item.fields.state, item.status]).toEqual(["on hold", "⏸️"]);
  });
});

describe("wrong values", () => {
  it.each([
    ["| **Status** | almost |", '5:16 SP031 status "almost" is not known; did you mean "in progress"?'],
    ["| **Status** | 🚧 dnoe |", '5:16 SP031 status "dnoe" is not known; did you mean "done"?'],
    ["| Priority | hihg |", '5:14 SP032 priority "hihg" is not known; did you mean "high"?'],
    ["| Kind | bgu |", '5:10 SP033 kind "bgu" is not known; did you mean "bug"?'],
    ["| SP | TBD |", '5:8 SP030 story points "TBD" are not a number; write a number, or "-" for none'],
    ["| SP | 3,5 |", '5:8 SP030 story points "3,5" are not a number; did you mean "3.5"?'],
    ["| SP | -3 |", '5:8 SP030 story points "-3" are not a number; write a number, or "-" for none'],
    ["| SP | 5000 |", "5:8 SP030 story points 5000 are more than 1000"],
    ["| Due | 2026-02-31 |", "5:9 SP034 the date 2026-02-31 does not exist"],
    ["| Assignee | @a, @b |", '5:14 SP035 assignee "@a, @b" names 2 people; an item has one assignee'],
    [
      "| Parent | the other |",
      '5:12 SP036 parent "the other" is no id; write an id such as US-001 or an issue such as #12',
    ],
    [
      "| Blocks | US-2, x |",
      '5:12 SP036 blocks: "x" is no id; write ids such as US-001 or #12 with commas between',
    ],
    ["| Issue | twelve |", '5:11 SP036 issue "twelve" is no issue number; write it as #12'],
    ["| PRs | soon |", '5:9 SP037 "soon" is no pull request; write PR #12 or its address'],
    [
      "| **Priority** |",
      '5:3 SP021 Priority has no value cell; write "| **Priority** | value |", or "-" to clear it',
    ],
    [
      "| SP | 3 | 4 |",
      '5:12 SP022 SP has more than one value cell ("4"); write a pipe inside a value as \\|',
    ],
    ["|  | 3 |", "5:3 SP025 this row has no field name in its first cell"],
    ["| Asignee | dana |", '5:3 SP023 "Asignee" is kept as a custom field; did you mean "Assignee"?'],
  ])("reports %j", (row, problem) => {
    expect(readProblems(...table(row))).toEqual([problem]);
  });

  it("lists the known words where none is near", () => {
    expect(readProblems(...table("| Priority | xyzzy |"))[0]).toContain(
      "known are critical, high, medium, low",
    );
  });

  it("reports a field given twice with both places, also under another name", () => {
    const problems = readProblems(...table("| SP | 3 |", "| Story Points | 5 |"));
    expect(problems).toEqual(["6:3 SP020 Story Points is given twice; the first is in line 5"]);
    expect(readOne(...table("| SP | 3 |", "| Story Points | 5 |")).fields.points).toBe(3);
  });

  it("never takes an empty value above a list for cleared", () => {
    expect(readProblems("### US-1: A", "- **Labels:**", "  - a")[0]).toMatch(
      /^2:5 SP021 Labels has no value/,
    );
  });

  it("reports an item that names two issues", () => {
    expect(readProblems("### #4: A", "| Field | Value |", "|--|--|", "| Issue | #5 |")[0]).toMatch(/SP038/);
  });
});
