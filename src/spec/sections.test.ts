import { describe, expect, it } from "vitest";
import { readOne, readProblems } from "../../test/support/spec-builders.ts";

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
