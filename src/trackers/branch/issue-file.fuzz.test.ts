/** Issues of any content come back from their files, as the same text. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { plainIssue, readIssueFile } from "../../../test/support/issue-files.ts";
import { type Fields, normalText } from "../../core/issue/field.ts";
import type { Issue } from "../../core/issue/issue.ts";
import { itemTypes, kinds, linkTypes, priorities, states } from "../../core/issue/words.ts";
import { parseIssueFile, renderIssueFile } from "./issue-file.ts";

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
        const issue: Issue = { ...plainIssue, ...random };
        const first = renderIssueFile({ issue, kept: new Map() });
        const file = readIssueFile(first, issue.number);
        expect(normal(file.issue)).toEqual(normal(issue));
        expect(renderIssueFile(file)).toBe(first);
      }),
      { numRuns: 10_000 },
    );
  });

  it("is YAML that the library reads alike", () => {
    fc.assert(
      fc.property(issues, (random) => {
        const source = renderIssueFile({ issue: { ...plainIssue, ...random }, kept: new Map() });
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
