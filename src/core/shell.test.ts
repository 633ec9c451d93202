import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { shellWord, shellWords } from "./shell.ts";

it("leaves alone what a shell takes as it is", () => {
  for (const word of ["EPIC.md", "specs/größe.md", "origin/spectryn", "../a-b", "new-1", "HEAD~1"])
    expect(shellWord(word)).toBe(word);
});

it("quotes blanks, and all that a shell would read as its own", () => {
  expect(shellWord("my plan.json")).toBe('"my plan.json"');
  expect(shellWord("it's.md")).toBe('"it\'s.md"');
  expect(shellWord("$HOME's.md")).toBe("'$HOME'\\''s.md'");
  expect(shellWord("#1")).toBe('"#1"');
  expect(shellWord("")).toBe("''");
  expect(shellWords(["a.md", "b ad.md"])).toBe('a.md "b ad.md"');
});

it("gives a shell back the very words", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(..." \"'$`\\!#~=*?[]{}()<>|&;^\n%a-/"), maxLength: 8 }),
  );
  const words = fc.array(
    text.filter((word) => !word.includes("\0")),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(words, (wanted) => {
      const said = execFileSync("sh", ["-c", `printf '%s\\0' ${shellWords(wanted)}`], { encoding: "utf8" });
      expect(said.split("\0").slice(0, -1)).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});
