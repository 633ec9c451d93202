import { describe, expect, it } from "vitest";
import { plainIssue, readIssueFile } from "../../../test/support/issue-files.ts";
import type { Issue } from "../../core/issue/issue.ts";
import { type IssueFile, parseIssueFile, renderIssueFile } from "./issue-file.ts";

const sha256 = "a".repeat(64);

function render(issue: Partial<Issue> = {}, kept: IssueFile["kept"] = new Map()): string {
  return renderIssueFile({ issue: { ...plainIssue, ...issue }, kept });
}

describe("the text of an issue", () => {
  it("has one line per key in a fixed order, then a heading and the content", () => {
    expect(
      render(
        {
          attachments: [{ id: "aaaaaaaaaaaa", name: "a", sha256, size: 3, description: "It.", path: null }],
          commits: [{ sha: "4f0c2a91b7de", action: "resolved" }],
        },
        new Map([["zeta", "[1]"]]),
      ),
    ).toBe(`---
schema: 1
id: "01kb2x7m4q8z6t5v3w1y9r0s2d"
number: 12
key: "US-001"
spec: "EPIC.md"
type: "story"
title: "Login"
state: "open"
status: "in progress"
points: 3
due: "2026-12-24"
reporter: "dana"
commits: [{"sha":"4f0c2a91b7de","action":"resolved"}]
attachments: [{"id":"aaaaaaaaaaaa","name":"a","sha256":"${sha256}","size":3,"description":"It."}]
synced: {"title":"Login","state":"open","points":3,"due":"2026-12-24"}
created: "2026-11-22T10:00:00.000Z"
updated: "2026-11-22T10:05:00.000Z"
zeta: [1]
---

# #12 Login

| Field | Value |
|-------|-------|
| **Story Points** | 3 |
| **Due** | 2026-12-24 |

Text.
`);
  });

  it("keeps keys it does not know to the byte", () => {
    const text = render({}, new Map([["review", '{"by": "lee",  "n": 1.50}']]));
    expect(renderIssueFile(readIssueFile(text))).toBe(text);
  });

  it("is empty but for its title once deleted", () => {
    const text = render({ deleted: "2026-12-01T00:00:00.000Z", fields: { title: "Login" }, base: null });
    expect(text).toMatch(/\n# #12 Login\n$/);
    expect(readIssueFile(text).issue.fields).toEqual({ title: "Login" });
  });
});

describe("an issue edited by hand", () => {
  const edits: [string, (text: string) => string, Partial<Issue["fields"]>][] = [
    ["CRLF", (text) => text.replaceAll("\n", "\r\n"), {}],
    ["a BOM", (text) => `\uFEFF${text}`, {}],
    ["trailing blanks", (text) => text.replaceAll("\n", "  \n"), {}],
    ["single quotes", (text) => text.replace('state: "open"', "state: 'resolved'"), { state: "resolved" }],
    ["unquoted words", (text) => text.replace('"open"', "on hold"), { state: "on hold" }],
    [
      "a list on lines",
      (text) => text.replace("status:", "labels:\n  - auth\n  - b c\nstatus:"),
      { labels: ["auth", "b c"] },
    ],
    ["another order", (text) => text.replace("---\n", "---\nversion: 1.0\n"), { version: "1.0" }],
    ["comments", (text) => text.replace("---\n", "---\n# mine\n"), {}],
    ["a number for a title", (text) => text.replace('title: "Login"', "title: 2024"), { title: "2024" }],
    [
      "the title in the heading",
      (text) => text.replace("# #12 Login", "# #12 Sign in"),
      { title: "Sign in" },
    ],
    [
      "the title in the front matter",
      (text) => text.replace('title: "Login"', 'title: "Sign in"'),
      { title: "Sign in" },
    ],
    ["points in the table", (text) => text.replace("| 3 |", "| 8 |"), { points: 8 }],
    ["points in the front matter", (text) => text.replace("points: 3", "points: 8"), { points: 8 }],
    [
      "both points",
      (text) => text.replace("points: 3", "points: 8").replace("| 3 |", "| 5 |"),
      { points: 8 },
    ],
    ["no heading", (text) => text.replace("# #12 Login\n", ""), {}],
    ["submitted", (text) => text.replace('"open"', "submitted"), { state: "submitted" }],
  ];

  it.each(edits)("is read: %s", (_, edit, expected) => {
    const { issue } = readIssueFile(edit(render()));
    expect(issue.number).toBe(12);
    expect(issue.fields).toEqual({ ...plainIssue.fields, ...expected });
  });

  it("clears what was taken out of the table", () => {
    const text = render().replace("| **Due** | 2026-12-24 |\n", "");
    expect(readIssueFile(text).issue.fields).not.toHaveProperty("due");
  });

  it("needs no more than a title where it has no number yet", () => {
    const { issue } = readIssueFile("---\nkey: US-9\n---\n# Gift cards\n\nPlease.\n", null);
    expect(issue).toMatchObject({ id: "01new", number: null, owner: { key: "US-9", spec: "" } });
    expect(issue.fields).toEqual({ title: "Gift cards", description: "Please." });
  });

  it.each([
    ["empty", "", "empty"],
    ["no front matter", "# Hello\n", "no front matter"],
    ["broken YAML", '---\ntitle: "a\nb: [\n---\n', "broken"],
    ["a list", "---\n- a\n---\n", "no list of keys"],
    ["conflict markers", render().replace("state:", "<<<<<<< mine\nstate:"), "conflict markers"],
    ["conflict markers below", `${render()}<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n`, "conflict markers"],
    ["an unknown state", render().replace('"open"', "almost"), 'state "almost" is not a state'],
    ["an unknown kind", render().replace("status:", "kind: chore\nstatus:"), 'kind "chore"'],
    ["points in words", render().replace("points: 3", "points: five"), 'points "five" is not a number'],
    ["a label list of objects", render().replace("status:", "labels: [{a: 1}]\nstatus:"), "labels"],
    ["a broken base", render().replace('"points":3', '"points":"x"'), "synced points"],
    [
      "another number than its file's",
      render().replace("number: 12", "number: 99"),
      "its number is 99, its name says 12",
    ],
    ["a newer schema", render().replace("schema: 1", "schema: 2"), "newer"],
    ["no title", "---\nstate: open\n---\n", "no title"],
    [
      "a YAML bomb",
      `---\na: &a [x,x]\n${[..."bcdefghi"].map((to, at) => `${to}: &${to} [${`*${"abcdefgh"[at]},`.repeat(9)}]`).join("\n")}\n---\n`,
      "",
    ],
  ])("is a reason, never a default: %s", (_, text, reason) => {
    const file = parseIssueFile(text, { number: 12 });
    expect(file).toHaveProperty("reason", expect.stringContaining(reason));
  });
});
