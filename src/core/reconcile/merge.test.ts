import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeOrder, mergeSets, mergeTexts } from "./merge.ts";

describe("sets", () => {
  const set = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"));

  it("merges alike whichever side is called the spec", () => {
    fc.assert(
      fc.property(set, set, set, (base, one, other) => {
        expect([...mergeSets(base, one, other)].sort()).toEqual([...mergeSets(base, other, one)].sort());
      }),
    );
  });

  it("keeps what either added and drops what either removed", () => {
    expect(mergeSets(["a", "b"], ["a", "c"], ["a", "b", "d"])).toEqual(["a", "d", "c"]);
  });
});

describe("texts", () => {
  it("merges changes of different lines and refuses changes of the same", () => {
    expect(mergeTexts("a\nb\nc", "A\nb\nc", "a\nb\nC")).toBe("A\nb\nC");
    expect(mergeTexts("a\nb\nc", "a\nX\nc", "a\nY\nc")).toBeNull();
  });

  it("takes the same change on both sides once", () => {
    expect(mergeTexts("a\nb", "a\nB\nc", "a\nB\nc")).toBe("a\nB\nc");
  });
});

describe("order of sections", () => {
  it("puts what only the tracker has behind what it follows there", () => {
    expect(mergeOrder(null, ["A", "B"], ["A", "mine", "B"])).toEqual(["A", "mine", "B"]);
  });
});
