import { describe, expect, it } from "vitest";
import { specOptions } from "../../test/support/spec-builders.ts";
import { readImages } from "./images.ts";
import { splitLines } from "./lines.ts";
import { parseBlocks } from "./markdown.ts";
import { parseSpec } from "./parse.ts";

function attachmentsOf(text: string) {
  const { items } = parseSpec(`# EPIC-1: Shop\n\n### US-1: Pay\n\n${text}\n`, {
    ...specOptions,
    file: "docs/E.md",
  });
  return items.find(({ key }) => key === "US-1")!.attachments;
}

describe("images in an item's text", () => {
  it("finds local ones with their place, and what they show", () => {
    expect(attachmentsOf("Look:\n\n- here ![The **basket**](./img/basket%20new.png)")).toEqual([
      {
        name: "basket new.png",
        path: "./img/basket new.png",
        description: "The basket",
        isImage: true,
        place: { file: "docs/E.md", line: 7, column: 8 },
      },
    ]);
  });

  it("finds them in every text of the item, behind links and in tables", () => {
    const text =
      "![](a.png)\n\n#### Acceptance Criteria\n\n- [ ] [![b](b.png)](https://example.com)\n\n" +
      '#### Notes\n\n| x |\n|---|\n| ![c](c.png "title") |\n\n> ![d](d.png?raw=true)\n';
    expect(attachmentsOf(text).map(({ path }) => path)).toEqual(["a.png", "b.png", "c.png", "d.png"]);
  });

  it.each([
    "`![x](./x.png)`",
    "```md\n![x](./x.png)\n```",
    "<!-- ![x](./x.png) -->",
    "![x](https://example.com/x.png)",
    "![x](//example.com/x.png)",
    "![x](data:image/png;base64,AAAA)",
    "\\![x](./x.png)",
    "[x](./x.png)",
    "![x](#x)",
    "#### Comments\n\n> **@dana** (2026-01-15): ![x](./x.png)",
    "#### Subtasks\n\n| # | Subtask | Description |\n|---|---|---|\n| 1 | One | ![x](./x.png) |",
  ])("finds none in %j", (text) => {
    expect(attachmentsOf(text)).toEqual([]);
  });

  it("comes behind what is listed", () => {
    const found = attachmentsOf("![x](./x.png)\n\n#### Attachments\n\n- [Plan](./plan.pdf): The plan");
    expect(found.map(({ path, isImage }) => [path, isImage])).toEqual([
      ["./plan.pdf", false],
      ["./x.png", true],
    ]);
  });

  it("looks at no more than a few lines for each of many images of one text", () => {
    const count = 20_000;
    const lines = splitLines("![x](a\\_b.png)\n".repeat(count), "E.md");
    let looks = 0;
    const starts = new Proxy(lines.starts, {
      get(target, name, receiver) {
        looks += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    expect(readImages({ ...lines, starts }, parseBlocks(lines, 0))).toHaveLength(count);
    expect(looks).toBeLessThan(200 * count);
  });
});
