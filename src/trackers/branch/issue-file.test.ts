import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Fields, normalText } from "../../core/issue/field.ts";
import type { Issue } from "../../core/issue/issue.ts";
import { itemTypes, kinds, linkTypes, priorities, states } from "../../core/issue/words.ts";
import { isReason } from "./field-values.ts";
import { type IssueFile, parseIssueFile, renderIssueFile } from "./issue-file.ts";

const sha256 = "a".repeat(64);
const plain: Issue = {
  number: 12,
  id: "01kb2x7m4q8z6t5v3w1y9r0s2d",
  owner: { namespace: "", key: "US-001", spec: "EPIC.md" },
  type: "story",
  row: null,
  fields: { title: "Login", state: "open", points: 3, due: "2026-12-24", description: "Text." },
  status: "in progress",
  base: { title: "Login", state: "open", points: 3, due: "2026-12-24" },
  attachments: [],
  commits: [],
  reporter: "dana",
  created: "2026-11-22T10:00:00.000Z",
  updated: "2026-11-22T10:05:00.000Z",
  deleted: null,
};

function render(issue: Partial<Issue> = {}, kept: IssueFile["kept"] = new Map()): string {
  return renderIssueFile({ issue: { ...plain, ...issue }, kept });
}

function read(text: string, number: number | null = 12): IssueFile {
  const file = parseIssueFile(text, { number, name: "01new" });
  if (isReason(file)) throw new Error(file.reason);
  return file;
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
    expect(renderIssueFile(read(text))).toBe(text);
  });

  it("is empty but for its title once deleted", () => {
    const text = render({ deleted: "2026-12-01T00:00:00.000Z", fields: { title: "Login" }, base: null });
    expect(text).toMatch(/\n# #12 Login\n$/);
    expect(read(text).issue.fields).toEqual({ title: "Login" });
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
    const { issue } = read(edit(render()));
    expect(issue.number).toBe(12);
    expect(issue.fields).toEqual({ ...plain.fields, ...expected });
  });

  it("clears what was taken out of the table", () => {
    const text = render().replace("| **Due** | 2026-12-24 |\n", "");
    expect(read(text).issue.fields).not.toHaveProperty("due");
  });

  it("needs no more than a title where it has no number yet", () => {
    const { issue } = read("---\nkey: US-9\n---\n# Gift cards\n\nPlease.\n", null);
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

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "---",
    "a\n---\nb: 1\n---\n",
    "# #12 Other title",
    "\"quoted\" and 'single'",
    "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b",
    "\\<<<<<<< HEAD",
    "| Field | Value |\n|---|---|\n| **Story Points** | 9 |",
    "## Acceptance Criteria\nx",
    "```\n## Not a part\n```",
    "tab\tand \u0000 \u0007 \u0085 \u2028 \u{1F600} \uFEFF",
    "key: value # comment",
  ),
);
const text = fc.array(hostile, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("\n"));
const word = fc
  .oneof(
    hostile.map((value) => value.replace(/[\r\n]+/g, " ").trim()),
    fc.string(),
  )
  .filter((value) => value.trim() !== "");
const name = fc
  .stringMatching(/^[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8})?$/)
  .filter((value) => !/^(Field|Due|Points|Estimate|Description|Deadline)$/.test(value));
const target = fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.constantFrom("US-1", "E2E-7"));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const fields = fc
  .record({
    title: word.filter((value) => /[^\s\p{Cc}]/u.test(value)),
    state: maybe(fc.constantFrom(...states)),
    kind: maybe(fc.constantFrom(...kinds)),
    priority: maybe(fc.constantFrom(...priorities)),
    points: maybe(fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => Math.round(value * 100) / 100)),
    due: maybe(word),
    milestone: maybe(word),
    assignee: maybe(word),
    parent: maybe(target),
    epic: maybe(target),
    labels: maybe(fc.uniqueArray(word, { minLength: 1, maxLength: 3 })),
    links: maybe(
      fc.uniqueArray(fc.record({ to: target, type: fc.constantFrom(...linkTypes) }), {
        minLength: 1,
        maxLength: 3,
        selector: (link) => `${link.type} ${link.to}`,
      }),
    ),
    prs: maybe(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 3 })),
    description: maybe(text),
    criteria: maybe(text),
    sections: fc.uniqueArray(name, { maxLength: 3, selector: (value) => value.toLowerCase() }),
    texts: fc.array(text, { minLength: 3, maxLength: 3 }),
    custom: fc.dictionary(name, word, { maxKeys: 2 }),
  })
  .map(({ sections, texts, custom, ...rest }): Fields & { title: string } => {
    const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return {
      ...(present as { title: string }),
      ...(sections.length > 0 ? { sections } : {}),
      ...Object.fromEntries(sections.map((section, index) => [`section.${section}`, texts[index]])),
      ...Object.fromEntries(Object.entries(custom).map(([key, value]) => [`custom.${key}`, value])),
    };
  });

const issues = fc.record({
  number: fc.option(fc.integer({ min: 1, max: 99_999 })),
  fields,
  owner: fc.option(
    fc.record({ namespace: fc.constantFrom("", "shop"), key: fc.constantFrom("US-1", "us-2"), spec: word }),
  ),
  type: fc.option(fc.constantFrom(...itemTypes)),
  row: fc.option(fc.nat()),
  status: fc.option(word),
  reporter: fc.option(word),
  base: fc.option(
    fields.map(({ title, points, labels }) => ({
      title,
      ...(points === undefined ? {} : { points }),
      ...(labels === undefined ? {} : { labels }),
      description: "a".repeat(40),
      milestone: null,
    })),
  ),
});

/** Texts compare as they are compared everywhere: after LF and trimmed ends. */
function normal(issue: Issue): Issue {
  const texts = Object.entries(issue.fields).map(([field, value]) => {
    const isText = field === "description" || field === "criteria" || field.startsWith("section.");
    return [field, isText ? normalText(String(value)) : value] as const;
  });
  return {
    ...issue,
    fields: Object.fromEntries(texts.filter(([, value]) => value !== "")) as unknown as Issue["fields"],
  };
}

describe("properties of the format", () => {
  it("gives every issue back, and the same text again", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(issues, (random) => {
        const issue: Issue = { ...plain, ...random };
        const first = renderIssueFile({ issue, kept: new Map() });
        const file = read(first, issue.number);
        expect(normal(file.issue)).toEqual(normal(issue));
        expect(renderIssueFile(file)).toBe(first);
      }),
      { numRuns: 10_000 },
    );
  });

  it("is YAML that the library reads alike", () => {
    fc.assert(
      fc.property(issues, (random) => {
        const source = renderIssueFile({ issue: { ...plain, ...random }, kept: new Map() });
        const front = source.slice(4, source.indexOf("\n---\n", 3) + 1);
        const values = parse(front, { logLevel: "silent" });
        const lines = front.trimEnd().split("\n");
        for (const line of lines) {
          const at = line.indexOf(": ");
          expect(values[line.slice(0, at)]).toEqual(JSON.parse(line.slice(at + 2)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((value) => `---\n${value}\n---\n${value}`),
        ),
        (source) => {
          parseIssueFile(source, { number: 1 });
        },
      ),
      { numRuns: 2000 },
    );
  });
});
