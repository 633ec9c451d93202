import { describe, expect, it } from "vitest";
import { read, specOptions } from "../../test/support/spec-builders.ts";
import { editSpec } from "./edit.ts";
import type { CommentEdit } from "./edit-comments.ts";

const head = ["### US-1: A", "", "Text", "", "#### Comments", ""];

/** The lines behind the heading of the section after changes of the comments of the first item. */
function edit(lines: readonly string[], comments: readonly CommentEdit[]): string[] {
  const spec = read(...head, ...lines);
  const edited = editSpec(spec, [{ item: spec.items[0]!, set: {}, comments }], specOptions);
  expect(edited.problems).toEqual([]);
  expect(edited.text.startsWith(`${head.slice(0, -1).join("\n")}\n`)).toBe(true);
  return edited.text.split("\n").slice(head.length - 1);
}

function added(text: string, author: string | null = "lee", date: string | null = "2025-01-16"): CommentEdit {
  return { index: null, author, date, text };
}

function refused(comments: readonly CommentEdit[], lines: readonly string[] = ["> **@dana**: a"]): string[] {
  const spec = read(...head, ...lines);
  const edited = editSpec(spec, [{ item: spec.items[0]!, set: {}, comments }], specOptions);
  expect(edited.text).toBe(spec.text);
  return edited.problems.map(({ code, message, place }) => `${place.line} ${code} ${message}`);
}

describe("new comments", () => {
  it.each([
    [
      ["", "> **@dana**: a"],
      ["", "> **@dana**: a", "", "> **@lee** (2025-01-16): b"],
    ],
    [
      ["", "- **@dana**: a", ""],
      ["", "- **@dana**: a", "", "> **@lee** (2025-01-16): b", ""],
    ],
    [
      ["", ""],
      ["", "> **@lee** (2025-01-16): b", "", ""],
    ],
    [
      ["", "> **@dana**: a", "#### Notes", "x"],
      ["", "> **@dana**: a", "", "> **@lee** (2025-01-16): b", "", "#### Notes", "x"],
    ],
    [
      ["", "> **@dana**: a", "", "---", "", "### US-2: B"],
      ["", "> **@dana**: a", "", "> **@lee** (2025-01-16): b", "", "---", "", "### US-2: B"],
    ],
  ])("stand behind the others: %j", (before, after) => {
    expect(edit(before.slice(1), [added("b")])).toEqual(after);
  });

  it("keep their lines, as a quote", () => {
    const text = "First\n\n- list\n  - more\n\n```\n### code\n```\n**Note:** bold\n@kim: look";
    expect(edit(["> **@dana** (2025-01-15): a"], [added(text)]).slice(3)).toEqual([
      "> **@lee** (2025-01-16): First",
      ">",
      "> - list",
      ">   - more",
      ">",
      "> ```",
      "> ### code",
      "> ```",
      "> **Note:** bold",
      "> @kim: look",
    ]);
  });

  it("come many at once, in their order", () => {
    expect(edit(["> **@dana**: a"], [added("b"), added("c", "kim", null), added("d", null, null)])).toEqual([
      "",
      "> **@dana**: a",
      "",
      "> **@lee** (2025-01-16): b",
      "",
      "> **@kim**: c",
      "",
      "> d",
    ]);
  });

  it("are refused where they would not read as the same", () => {
    expect(refused([added("a\n**@kim** (2025-01-17): b"), added("x", "a:b"), added("nul\u{0}")])).toEqual([
      "5 SP070 the comment of @lee (2025-01-16) on US-1 cannot be written here as it stands in the tracker",
      "5 SP070 the comment of @a:b (2025-01-16) on US-1 cannot be written here as it stands in the tracker",
      "5 SP070 the comment of @lee (2025-01-16) on US-1 cannot be written here as it stands in the tracker",
    ]);
    const spec = read("### US-1: A");
    expect(
      editSpec(spec, [{ item: spec.items[0]!, set: {}, comments: [added("b")] }], specOptions).text,
    ).toBe(spec.text);
  });
});

describe("changed comments", () => {
  it.each([
    ["> **@dana** (2025-01-15):  a  ", "> **@dana** (2025-01-15):  b  "],
    ["  >**@dana**: a", "  >**@dana**: b"],
    ["- **@dana (2025-01-15):** a", "- **@dana (2025-01-15):** b"],
    ["@dana: a", "@dana: b"],
    ["> a", "> b"],
  ])("keep everything but their text: %s", (before, after) => {
    expect(edit([before], [{ index: 0, text: "b" }])).toEqual(["", after]);
  });

  it("get and lose lines", () => {
    const two = ["> **@dana**:", "> one", ">", "> two", ">", "> **@lee**: x"];
    expect(edit(two, [{ index: 0, text: "a\n\n\nb" }])).toEqual([
      "",
      "> **@dana**:",
      "> a",
      ">",
      ">",
      "> b",
      ">",
      "> **@lee**: x",
    ]);
    expect(edit(["- @dana: one", "- @lee: x"], [{ index: 0, text: "a\nb" }])).toEqual([
      "",
      "- @dana: a",
      "  b",
      "- @lee: x",
    ]);
  });

  it("are refused where the form has no way to say it", () => {
    expect(refused([{ index: 0, text: "a\n- b" }], ["- @dana: one"])).toEqual([
      "7 SP070 the comment of @dana on US-1 cannot be written here as it stands in the tracker",
    ]);
  });
});

describe("removed comments", () => {
  it.each([
    [["> **@dana**: a", "", "> **@lee**: b", ""], 0, ["", "> **@lee**: b", ""]],
    [["> **@dana**: a", "", "> **@lee**: b", ""], 1, ["", "> **@dana**: a", ""]],
    [["> **@dana**: a", "> **@lee**: b"], 0, ["", "> **@lee**: b"]],
    [["> **@dana**: a", "> **@lee**: b"], 1, ["", "> **@dana**: a"]],
    [["- @dana: a", "- @lee: b", "- @kim: c"], 1, ["", "- @dana: a", "- @kim: c"]],
    [["> **@dana**: a", "", "#### Notes", "", "x"], 0, ["", "#### Notes", "", "x"]],
  ])("take their lines along: %j, %i", (before, index, after) => {
    expect(edit(before, [{ index, text: null }])).toEqual(after);
  });

  it("go with changes and new ones in one step", () => {
    const before = ["> **@dana**: a", "", "> **@lee**: b", "", "> **@kim**: c"];
    const changes = [
      { index: 0, text: null },
      { index: 1, text: null },
      { index: 2, text: "c2" },
      added("d"),
    ];
    expect(edit(before, changes)).toEqual(["", "> **@kim**: c2", "", "> **@lee** (2025-01-16): d"]);
  });
});

describe("lines of a quote", () => {
  const read1 = (...lines: string[]) =>
    read(...head, ...lines).items[0]!.comments.map(({ author, text }) => `${author}: ${text}`);

  it("begin a comment where they name an author for sure, or as the first one does", () => {
    expect(read1("> **@dana** (2025-01-15): a", "> **Note:** b", "> @kim: c", "> **@lee**: d")).toEqual([
      "dana: a\n**Note:** b\n@kim: c",
      "lee: d",
    ]);
    expect(read1("> **Dana:** a", "> **Lee:** b")).toEqual(["Dana: a", "Lee: b"]);
    expect(read1("> @dana: a", "> @lee: b")).toEqual(["dana: a", "lee: b"]);
  });
});
