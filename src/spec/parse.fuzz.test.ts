import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kept } from "../../test/support/proof.ts";
import { specDocument } from "../../test/support/spec-documents.ts";
import { makePriorityWords, makeStatusWords } from "../core/item/mapping.ts";
import { auditSpecs } from "./audit.ts";
import { fromContent, toContent } from "./content.ts";
import { type ParsedSpec, parseSpec } from "./parse.ts";

const options = { file: "EPIC.md", statusWords: makeStatusWords(), priorityWords: makePriorityWords() };

function expectWhole(spec: ParsedSpec): void {
  let at = 0;
  for (const { start, end } of spec.owned) {
    expect(start).toBe(at);
    expect(end).toBeGreaterThan(start);
    at = end;
  }
  expect(at).toBe(spec.text.length);
}

/** Every line of an item with words in it is heading, field row, or part of a section or text. */
function expectNothingLost(spec: ParsedSpec): void {
  for (const source of spec.sources.values()) {
    const covered = new Set<number>();
    const cover = (from: number, to: number) => {
      for (let line = from; line < to; line += 1) covered.add(line);
    };
    cover(source.from, source.bodyFrom);
    cover(source.fieldLines.from, source.fieldLines.to);
    for (const section of source.sections) cover(section.from, section.to);
    for (const ranges of source.texts.values()) for (const { from, to } of ranges) cover(from, to);
    for (let line = source.from; line < source.to; line += 1) {
      const text = spec.text.slice(spec.lines.starts[line], spec.lines.ends[line]).trim();
      const isRule = /^(?:(?:- ?){3,}|(?:\* ?){3,}|(?:_ ?){3,})$/.test(text.replace(/\s+/g, " "));
      if (text !== "" && !isRule) expect(covered.has(line), `line ${line + 1}: ${text}`).toBe(true);
    }
  }
}

describe("parsing any document", () => {
  it("never throws, keeps every byte and loses no line of an item", () => {
    fc.assert(
      fc.property(specDocument, (text) => {
        const spec = parseSpec(text, options);
        expectWhole(spec);
        expectNothingLost(spec);
        auditSpecs([spec]);
      }),
      { numRuns: 10_000 },
    );
    kept("any-text-parses", "10,000 documents: 0 crashes, 0 lines lost");
  }, 120_000);

  it("gives fields that survive the way through an issue's content", () => {
    fc.assert(
      fc.property(specDocument, (text) => {
        for (const { fields } of parseSpec(text, options).items) {
          const content = fromContent(toContent(fields));
          expect(content.description ?? null).toBe(fields.description ?? null);
          expect(content.criteria ?? null).toBe(fields.criteria ?? null);
          expect(content.sections ?? []).toEqual(fields.sections ?? []);
          for (const name of fields.sections ?? []) {
            expect(content[`section.${name}`] ?? null).toBe(fields[`section.${name}`] ?? null);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  }, 120_000);

  it("never throws on random text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) =>
        expectWhole(parseSpec(text, options)),
      ),
      { numRuns: 3_000 },
    );
  });
});
