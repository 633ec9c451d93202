import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeRaw, unescapeRaw } from "./escape.ts";
import { type Footer, joinText, splitText } from "./footer.ts";

const owner = { namespace: "", key: "US-001", spec: "EPIC.md" };
const bare: Footer = { owner, type: "story", fields: {}, files: [], hash: "3f9a1c07", open: [] };

describe("footer", () => {
  it("is written as people read it", () => {
    const fields = {
      parent: 12,
      epic: "EPIC-1",
      labels: ["shop", "a, b"],
      links: [{ type: "blocks", to: 4 } as const, { type: "relates to", to: "US-9" } as const],
      prs: [5, 6],
    };
    const footer: Footer = { ...bare, type: "subtask", fields, open: ["assignee"] };
    const raw = joinText({ content: "Text.", footer, below: "\n\nThanks!" });
    expect(raw.split("\n")).toEqual([
      "Text.",
      "",
      "---",
      "Parent: #12",
      "Epic: EPIC-1",
      "Labels: shop, a%2C b",
      "Links: blocks #4, relates to US-9",
      "Pull requests: 5, 6",
      "spectryn: US-001 in EPIC.md · 3f9a1c07 without assignee",
      "",
      "Thanks!",
    ]);
    expect(splitText(raw)).toEqual({ content: "Text.", footer, below: "\n\nThanks!" });
  });

  it("is read with the line ends and blanks of a web form", () => {
    const raw = "Text.\r\n\r\n---\r\nParent: #2\r\nspectryn: a:US-1 in docs/My spec.md · 00ff00ff  \r\nMine";
    expect(splitText(raw)).toEqual({
      content: "Text.",
      footer: {
        owner: { namespace: "a", key: "US-1", spec: "docs/My spec.md" },
        type: "subtask",
        fields: { parent: 2 },
        files: [],
        hash: "00ff00ff",
        open: [],
      },
      below: "\nMine",
    });
  });

  it.each(["", "Text\n\n---\nLabels: a", "spectryn: US-1 in E.md · 12345678", "---\nspectryn: x"])(
    "is not seen where there is none: %j",
    (raw) => {
      expect(splitText(raw)).toEqual({ content: raw, footer: null, below: "" });
    },
  );

  it("is left out where it would say nothing", () => {
    const footer: Footer = { owner: null, type: null, fields: {}, files: [], hash: null, open: [] };
    expect(joinText({ content: "Text", footer, below: "" })).toBe("Text");
  });

  it("gives back what it was given, whatever names and content hold", () => {
    const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.trim() === text);
    const target = fc.oneof(
      fc.integer({ min: 1, max: 999_999 }),
      name.filter((text) => !text.startsWith("#")),
    );
    const owners = fc.record({ namespace: fc.oneof(fc.constant(""), name), key: name, spec: name });
    fc.assert(
      fc.property(owners, target, fc.array(name), fc.string(), (who, parent, labels, text) => {
        const fields = { parent, ...(labels.length === 0 ? {} : { labels }) };
        const footer: Footer = {
          owner: who,
          type: "subtask",
          fields,
          files: [],
          hash: "0a1b2c3d",
          open: labels,
        };
        const lines = ["spectryn: no spec", "---", text, "@{x}"].join("\n");
        const content = escapeRaw(lines.replace(/\r/g, "").trimEnd());
        const read = splitText(joinText({ content, footer, below: "" }));
        expect(read).toEqual({ content, footer, below: "" });
      }),
    );
  });
});

it("keeps what it says of files, and leaves out a line that somebody broke", () => {
  const texts = fc.string({ minLength: 1, unit: "grapheme" });
  const files = fc.array(
    fc.record({
      ...{ name: texts, file: texts, size: fc.nat(), path: fc.option(texts), description: fc.option(texts) },
      sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    }),
  );
  fc.assert(
    fc.property(files, (list) => {
      const full = list.map((file) => ({ ...file, id: file.sha256.slice(0, 12) }));
      const raw = joinText({ content: "Text", footer: { ...bare, files: full }, below: "" });
      expect(splitText(raw).footer).toEqual({ ...bare, files: full });
      expect(raw).not.toContain("@{");
      const broken = raw.replace("---\n", '---\nAttachment: {"name":\nAttachment: {"name":"a"}\n');
      expect(splitText(broken).footer?.files).toEqual(full);
    }),
  );
});

it("escapes mentions and lines like ours, and takes that back", () => {
  expect(escapeRaw("Hello @{557058:x}\nspectryn: US-1 in E.md")).toBe(
    "Hello @\\{557058:x}\nspectryn&#58; US-1 in E.md",
  );
  const part = fc.constantFrom("@", "\\", "{", "\n", "spectryn", ": ", "&#58; ", "&amp;", "x");
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join("");
      expect(unescapeRaw(escapeRaw(text))).toBe(text);
      expect(escapeRaw(text)).not.toMatch(/@\{|^spectryn: /m);
    }),
  );
});
