import { describe, expect, it } from "vitest";
import { read, readOne, readProblems } from "../../test/support/spec-builders.ts";

describe("sections", () => {
  it("reads known sections by name, without case, emoji and colon, and keeps others in order", () => {
    const { fields } = readOne(
      "### US-1: A",
      "#### 📋 user story:",
      "As a user",
      "#### Acceptance criteria",
      "* [ ] one",
      "  * [x] two",
      "#### Own *name*",
      "own",
      "#### technical notes",
      "tech",
    );
    expect(fields).toEqual({
      title: "A",
      description: "As a user",
      criteria: "* [ ] one\n  * [x] two",
      sections: ["Own name", "Technical Notes"],
      "section.Own name": "own",
      "section.Technical Notes": "tech",
    });
  });

  it("joins free text and a Description section", () => {
    const { fields } = readOne("### US-1: A", "", "free", "", "#### Description", "", "more");
    expect(fields.description).toBe("free\n\nmore");
  });

  it("joins sections of one name and says so", () => {
    const lines = ["### US-1: A", "#### Notes", "a", "#### notes", "b"];
    expect(readOne(...lines).fields).toMatchObject({ sections: ["Notes"], "section.Notes": "a\n\nb" });
    expect(readProblems(...lines)).toEqual([
      '4:1 SP016 section "notes" stands twice; both texts are read as one',
    ]);
  });

  it("reads level 4 where the level below the story is unused", () => {
    expect(readOne("## US-1: A", "#### Notes", "a").fields["section.Notes"]).toBe("a");
    expect(readOne("# US-1: A", "#### Notes", "a").fields["section.Notes"]).toBe("a");
    expect(readOne("## US-1: A", "### Notes", "#### Inner", "a").fields["section.Notes"]).toBe(
      "### Inner\na",
    );
  });

  it("warns of a known section at a level where none is read", () => {
    const problems = readProblems("## US-1: A", "### Notes", "#### Acceptance Criteria", "- [ ] a");
    expect(problems).toEqual([
      '3:1 SP015 "Acceptance Criteria" at level 4 is text here; write it as a section: "### Acceptance Criteria"',
    ]);
  });

  it("shifts inner headings, so that a text does not change when its story moves", () => {
    const high = readOne("## US-1: A", "### Notes", "#### Inner", "```", "#### code", "```");
    const low = readOne("#### US-1: A", "##### Notes", "###### Inner", "```", "#### code", "```");
    expect(high.fields).toEqual(low.fields);
    expect(high.fields["section.Notes"]).toBe("### Inner\n```\n#### code\n```");
  });

  it("takes an empty section for a cleared text and a missing one for no opinion", () => {
    expect(readOne("### US-1: A", "#### Description", "#### Notes").fields).toEqual({
      title: "A",
      description: null,
      "section.Notes": null,
      sections: ["Notes"],
    });
  });

  it("reads line ends of every kind alike", () => {
    const lines = ["### US-1: A", "", "a", "b", "", "#### Notes", "c"];
    const fields = readOne(lines.join("\n")).fields;
    expect(readOne(lines.join("\r\n")).fields).toEqual(fields);
    expect(readOne(lines.join("\r")).fields).toEqual(fields);
    expect(readOne(`\u{FEFF}${lines.join("\r\n")}\r\n`).fields).toEqual(fields);
  });
});

describe("comments", () => {
  it("reads author, date and text in all forms", () => {
    const item = readOne(
      "### US-1: A",
      "#### Comments",
      "> **@dana** (2025-01-15): hello",
      "> there",
      "> **@lee**: second",
      "",
      "- **@kim (2025-01-16):** third",
      "",
      "@robin: fourth",
      "",
      "> just text",
    );
    expect(item.comments.map(({ author, date, text }) => [author, date, text])).toEqual([
      ["dana", "2025-01-15", "hello\nthere"],
      ["lee", null, "second"],
      ["kim", "2025-01-16", "third"],
      ["robin", null, "fourth"],
      [null, null, "just text"],
    ]);
    expect(item.comments[0]!.place).toEqual({ file: "EPIC.md", line: 3, column: 3 });
  });
});

describe("attachments", () => {
  it("reads name, path and description", () => {
    const item = readOne(
      "### US-1: A",
      "#### Attachments",
      "- [Plan](./a%20b.pdf): the plan",
      "- ![shot](<c d.png>)",
      "* [x](./e(1).txt) - more",
      "  text",
    );
    expect(item.attachments.map(({ name, path, description }) => [name, path, description])).toEqual([
      ["Plan", "./a b.pdf", "the plan"],
      ["shot", "c d.png", null],
      ["x", "./e(1).txt", "more text"],
    ]);
  });

  it("reports what names no file", () => {
    const problems = readProblems(
      "### US-1: A",
      "#### Attachments",
      "- ./a.pdf",
      "- [b](https://x.org/b)",
      "",
      "text",
    );
    expect(problems.map((line) => line.slice(0, 9))).toEqual(["3:1 SP055", "4:1 SP056", "6:1 SP045"]);
  });
});

describe("links", () => {
  it("reads lists, tables and rows as one set", () => {
    const item = readOne(
      "### US-1: A",
      "**Blocks:** US-2",
      "#### Links / Dependencies",
      "- **Blocked by:** US-3, #12",
      "- depends on US-4",
      "- Blocks: US-2",
      "",
      "| Type | Target |",
      "|--|--|",
      "| relates to | #5 (Login) |",
    );
    expect(item.fields.links).toEqual([
      { type: "blocks", to: "US-2" },
      { type: "blocked by", to: "US-3" },
      { type: "blocked by", to: 12 },
      { type: "depends on", to: "US-4" },
      { type: "relates to", to: 5 },
    ]);
  });

  it("takes a bare id for a dependency only under Dependencies", () => {
    expect(readOne("### US-1: A", "#### Dependencies", "- US-2 (Login)").fields.links).toEqual([
      { type: "depends on", to: "US-2" },
    ]);
    expect(readProblems("### US-1: A", "#### Links", "- US-2")[0]).toMatch(/^3:3 SP050/);
    expect(readOne("### US-1: A", "#### Dependencies", "None").fields.links).toEqual([]);
  });

  it("reports unknown types and notes links to other things", () => {
    const lines = ["### US-1: A", "#### Links", "- Blokcs: US-2", "- [design](https://x.org)"];
    expect(readProblems(...lines)).toEqual([
      '3:3 SP051 link type "Blokcs" is not known; did you mean "blocks"?',
      "4:3 SP052 a link to something else than an item stays in the spec and is not synced",
    ]);
    expect(readOne(...lines).fields.links).toBeUndefined();
  });
});

describe("pull requests in text", () => {
  it("finds the guide's three forms and Server addresses, not in code", () => {
    const item = readOne(
      "### US-1: A",
      "",
      "See PR #456 and Pull Request 457, `PR #1`, APR #2.",
      "https://bitbucket.org/workspace/repo/pull-requests/458",
      "[it](https://git.acme.org/projects/P/repos/r/pull-requests/459/overview)",
      "",
      "```",
      "PR #3",
      "```",
      "#### Comments",
      "> **@a**: PR #4",
      "#### Pull Requests",
      "- #460 title",
      "- PR #461",
    );
    expect(item.pullRequests.map(({ id }) => id)).toEqual([456, 457, 458, 459, 460, 461]);
    expect(item.pullRequests[1]!.place).toEqual({ file: "EPIC.md", line: 3, column: 17 });
    expect(item.pullRequests[0]!.url).toBeNull();
    expect(item.pullRequests[2]!.url).toBe("https://bitbucket.org/workspace/repo/pull-requests/458");
  });
});

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
