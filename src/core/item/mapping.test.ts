import { describe, expect, it } from "vitest";
import { fromWord, isSameWord, makePriorityWords, makeStatusWords, toWord } from "./mapping.ts";

describe("status words", () => {
  const words = makeStatusWords();

  it.each([
    ["open", "open"],
    ["In Progress", "open"],
    ["in-progress", "open"],
    ["IN_PROGRESS", "open"],
    ["🔄 In Progress", "open"],
    ["✅ Done", "resolved"],
    ["✅", "resolved"],
    ["⏸️", "on hold"],
    ["⏸", "on hold"],
    ["blocked", "on hold"],
    ["closed", "closed"],
    ["Won’t fix", "wontfix"],
    ["✅ planned", "new"],
  ])("reads %s as %s", (word, state) => {
    expect(fromWord(words, word)).toBe(state);
  });

  it.each(["", "almost", "done-ish", "undone", "📎"])("does not guess %j", (word) => {
    expect(fromWord(words, word)).toBeNull();
  });

  it("brings a state back as the spec's own word while that still means it", () => {
    expect(toWord(words, "on hold")).toBe("on hold");
    expect(toWord(words, "open", "in review")).toBe("in review");
    expect(toWord(words, "resolved", "in review")).toBe("done");
  });

  it("lets the configuration override entry by entry and add words", () => {
    const own = makeStatusWords({ done: "closed", shipped: "resolved" });
    expect(fromWord(own, "Done")).toBe("closed");
    expect(fromWord(own, "shipped")).toBe("resolved");
    expect(fromWord(own, "complete")).toBe("resolved");
    expect(toWord(own, "resolved")).toBe("shipped");
  });
});

describe("priority words", () => {
  const words = makePriorityWords();

  it.each([
    ["Critical", "blocker"],
    ["🟢 Low", "minor"],
    ["high", "critical"],
    ["medium", "major"],
    ["trivial", "trivial"],
    ["blocker", "blocker"],
  ])("reads %s as %s", (word, priority) => {
    expect(fromWord(words, word)).toBe(priority);
  });

  it("brings the host's critical back as high", () => {
    expect(toWord(words, "critical")).toBe("high");
  });
});

it("takes words for the same but for case, dashes and emoji", () => {
  expect(isSameWord("In Progress", "🔄 in-progress")).toBe(true);
  expect(isSameWord("open", "in progress")).toBe(false);
});
