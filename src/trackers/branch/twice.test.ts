import { describe, expect, it } from "vitest";
import { headingTitle, settleTwice } from "./twice.ts";

describe("a field stated twice", () => {
  it.each([
    ["equal", 5, 5, 3, 5],
    ["content edited", 3, 5, 3, 5],
    ["content cleared", 3, null, 3, null],
    ["front matter edited", 5, 3, 3, 5],
    ["front matter cleared", null, 3, 3, null],
    ["both edited", 5, 8, 3, 5],
    ["new in the content", null, 8, null, 8],
    ["no base, both there", 5, 8, undefined, 5],
    ["no base, only in the content", null, 8, undefined, 8],
    ["no base, only in the front matter", 5, null, undefined, 5],
  ])("%s", (_, front, content, base, expected) => {
    expect(settleTwice("points", front, content, base)).toBe(expected);
  });

  it("shows a title on one line", () => {
    expect(headingTitle(" a\nb\t\u0001c ")).toBe("a b c");
  });
});
