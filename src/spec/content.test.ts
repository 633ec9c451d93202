import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fields, normalText } from "../core/issue/field.ts";
import { fromContent, toContent } from "./content.ts";

const hostileLines = [
  "## Something",
  "## Acceptance Criteria",
  "## Description",
  "\\## Something",
  "\\\\## Something",
  " ## Indented",
  "# One",
  "### Inner",
  "##",
  "```",
  "````",
  "```js",
  "```a`b",
  "~~~",
  "  ~~~~",
  "\\```",
  "---",
  "===",
  "| Field | Value |",
  "\\| Field | Value |",
  "|-------|-------|",
  "| **Story Points** | 5 |",
  "\\| **Story Points** | 5 |",
  "| **Due** | today |",
  "| a | b |",
  "<!--",
  "-->",
  "> quote",
  "- [ ] item",
  "    code",
  "text",
  "",
  "",
  "  ",
  "\\",
  "\u{FEFF}",
];

const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom(...hostileLines), { maxLength: 12 }).map((l) => l.join("\n")),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom("#", "|", "\\", "`", "\n", "\r", " ", "x"), maxLength: 30 }),
  },
);

const sectionName = fc
  .oneof(
    fc.constantFrom(
      "Notes",
      "Technical Notes",
      "Acceptance Criteria",
      "description",
      "\\Description",
      "a # b",
      "##",
    ),
    fc.string({ maxLength: 12 }),
  )
  .map((name) => name.replace(/[\r\n]/g, " ").trim())
  .filter((name) => name !== "");

const customName = fc
  .oneof(
    fc.constantFrom("Team", "Due", "SP", "custom.Team", "**", "a|b", "Story Points"),
    fc.string({ maxLength: 12 }),
  )
  .map((name) => name.replace(/[\r\n]/g, " ").trim())
  .filter((name) => name !== "" && !/\\$/.test(name) && !/\\\|/.test(name));

const customValue = fc.oneof(
  fc.constantFrom("Blue | Red", "a\nb", "<br>", "&lt;br>", "&amp;lt;br>", "a<br>\nb", "\\|", "|", "**x**"),
  fc.string({ maxLength: 20 }),
);

const fieldsOf = fc
  .record({
    points: fc.option(fc.constantFrom(0, 1, 3.5, 100)),
    due: fc.option(fc.constantFrom("2024-01-31", "next week", "a | b")),
    description: fc.option(text),
    criteria: fc.option(text),
    custom: fc.dictionary(customName, customValue, { maxKeys: 3, noNullPrototype: true }),
    sections: fc.uniqueArray(fc.tuple(sectionName, text), {
      maxLength: 4,
      selector: ([name]) => name.toLowerCase(),
    }),
  })
  .map(({ points, due, description, criteria, custom, sections }): Fields => {
    const fields: Record<string, unknown> = { points, due, description, criteria };
    for (const [name, value] of Object.entries(custom)) fields[`custom.${name}`] = value;
    for (const [name, value] of sections) fields[`section.${name}`] = value;
    if (sections.length > 0) fields["sections"] = sections.map(([name]) => name);
    return fields as Fields;
  });

/** Fields as they compare: nulls and empty texts are absent, texts are normal. */
function normalFields(fields: Fields): Record<string, unknown> {
  const entries = Object.entries(fields).flatMap(([name, value]) => {
    const kept =
      typeof value === "string"
        ? name.startsWith("custom.")
          ? normalText(value).trim()
          : normalText(value)
        : value;
    return kept === null || kept === undefined || kept === "" ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}

describe("content", () => {
  it("writes the fields that are content and nothing else", () => {
    const content = toContent({
      title: "Login",
      points: 5,
      due: "2024-03-31",
      "custom.Team": "Blue | Red",
      labels: ["x"],
      description: "As a user",
      criteria: "- [ ] works",
      sections: ["Technical Notes"],
      "section.Technical Notes": "### Inner\n\nText",
    });
    expect(content).toBe(
      [
        "| Field | Value |",
        "|-------|-------|",
        "| **Story Points** | 5 |",
        "| **Due** | 2024-03-31 |",
        "| **Team** | Blue \\| Red |",
        "",
        "As a user",
        "",
        "## Acceptance Criteria",
        "",
        "- [ ] works",
        "",
        "## Technical Notes",
        "",
        "### Inner",
        "",
        "Text",
      ].join("\n"),
    );
  });

  it("is empty where no field is content", () => {
    expect(toContent({ title: "Login", points: null, description: null })).toBe("");
    expect(fromContent("")).toEqual({});
  });

  it("keeps a heading of a description readable and apart from the parts", () => {
    const fields: Fields = { description: "Steps\n\n## Reproduce\n\n```sh\n## not a heading\n```" };
    expect(toContent(fields)).toBe("Steps\n\n\\## Reproduce\n\n```sh\n## not a heading\n```");
    expect(fromContent(toContent(fields))).toEqual(fields);
  });

  it("reads a lone row of story points wherever it stands in the free text", () => {
    expect(fromContent("| **Story Points** | 5 |")).toEqual({ points: 5 });
    expect(fromContent("Log in.\n\n| **Story Points** | 3.5 |\n\nMore.")).toEqual({
      points: 3.5,
      description: "Log in.\n\n\nMore.",
    });
    expect(fromContent("```\n\n| **Story Points** | 5 |\n\n```").points).toBeUndefined();
  });

  it("keeps story points that are no number as a field of their own", () => {
    expect(fromContent("| Field | Value |\n|--|--|\n| **Story Points** | TBD |")).toEqual({
      "custom.Story Points": "TBD",
    });
  });

  it("takes text under no heading of ours as description and joins parts of one name", () => {
    expect(fromContent("# Title\n\n### Inner\n\n## Notes\na\n\n## Notes\nb\n\n## Description\nmore")).toEqual(
      {
        description: "# Title\n\n### Inner\n\nmore",
        "section.Notes": "a\n\nb",
        sections: ["Notes"],
      },
    );
  });
});

describe("content of hostile texts", () => {
  it("gives hostile texts back exactly", () => {
    fc.assert(
      fc.property(fieldsOf, (fields) => {
        expect(normalFields(fromContent(toContent(fields)))).toEqual(normalFields(fields));
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it("keeps a second row of a known field as a text", () => {
    const rows = "| Field | Value |\n|---|---|\n| **Story Points** | 5 |\n| **Story Points** | 8 |";
    expect(fromContent(rows)).toEqual({ points: 5, "custom.points (2)": "8" });
  });

  it("never throws on a content of its own making, and settles after one pass", () => {
    fc.assert(
      fc.property(text, (content) => {
        const fields = fromContent(content);
        expect(normalFields(fromContent(toContent(fields)))).toEqual(normalFields(fields));
      }),
      { numRuns: 3_000 },
    );
  }, 60_000);
});
