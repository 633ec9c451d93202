import { describe, expect, it } from "vitest";
import { renameMentions } from "./rename-mentions.ts";

const names = new Map([
  ["new-1", "#57"],
  ["new-12", "#58"],
]);

describe("names of issues in a spec", () => {
  it("are replaced in rows, links and running text, and no other byte is", () => {
    const text =
      "\uFEFF# EPIC-1: A\r\n\r\n### US-1: new-1 first\r\n| **Issue** | new-1 |\r\n\r\n- Blocks: new-12, NEW-1\r\n\ttext (new-1)";
    expect(renameMentions(text, names)).toBe(
      "\uFEFF# EPIC-1: A\r\n\r\n### US-1: #57 first\r\n| **Issue** | #57 |\r\n\r\n- Blocks: #58, #57\r\n\ttext (#57)",
    );
  });

  it("are left alone in code, in other words and in addresses", () => {
    const text = [
      "`new-1` renew-1 new-1a new-13 docs/new-1 https://example.com/new-1",
      "````",
      "```",
      "new-1",
      "````",
      "- item",
      "",
      "  ~~~",
      "  new-1",
      "  ~~~",
      "",
      "      new-1 in indented code",
      "",
      "    new-1 outside of it",
    ].join("\n");
    expect(renameMentions(text, names)).toBe(text.replace("    new-1 outside", "    #57 outside"));
  });

  it("stay where nothing is named", () => {
    expect(renameMentions("nothing\r\n", names)).toBe("nothing\r\n");
  });
});
