import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { specOptions } from "../../test/support/spec-builders.ts";
import { planCodes } from "../core/item/plan-codes.ts";
import { auditSpecs } from "./audit.ts";
import { problemCodes } from "./codes.ts";
import { decodeSpec } from "./decode.ts";
import { parseSpec } from "./parse.ts";

const root = new URL("../../", import.meta.url);
const readText = (path: string) => readFileSync(new URL(path, root), "utf8");

describe("problem codes", () => {
  it("are all in the docs, with severity and title", () => {
    const docs = readText("docs/spec-format.md");
    const rows = docs.split("\n").filter((line) => line.startsWith("| SP"));
    const wanted = Object.entries({ ...problemCodes, ...planCodes }).map(
      ([code, { severity, title }]) => `| ${code} | ${severity} | ${title} |`,
    );
    expect(rows).toEqual(wanted);
  });

  it("are all in use", () => {
    const files = readdirSync(new URL("src/spec", root)).filter((file) => !/test|codes/.test(file));
    const sources = files.map((file) => readText(`src/spec/${file}`)).join("\n");
    expect(Object.keys(problemCodes).filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
  });
});

describe("the example", () => {
  const files = ["EPIC.md", "checkout.md", "accounts.md"];
  const specs = files.map((file) => {
    const path = `examples/shop/${file}`;
    const { text } = decodeSpec(readFileSync(new URL(path, root)), path);
    return parseSpec(text ?? "", { ...specOptions, file: path });
  });

  it("has no problem", () => {
    expect([...specs.flatMap((spec) => spec.problems), ...auditSpecs(specs)]).toEqual([]);
  });

  it("holds three epics, their stories, subtasks and files that exist", () => {
    const items = specs.flatMap((spec) => spec.items);
    const count = (type: string) => items.filter((item) => item.type === type).length;
    expect([count("epic"), count("story"), count("subtask")]).toEqual([3, 24, 13]);
    const attachments = items.flatMap((item) => item.attachments);
    expect(attachments).toHaveLength(3);
    for (const { path } of attachments) expect(readText(`examples/shop/${path}`)).not.toBe("");
  });
});

describe("the example in docs/spec-format.md", () => {
  it("reads as the page says", () => {
    const block = /```markdown\n([\s\S]*?)```/.exec(readText("docs/spec-format.md"))![1]!;
    const spec = parseSpec(block, specOptions);
    expect(spec.problems).toEqual([]);
    expect(spec.items.map((item) => item.type)).toEqual(["epic", "story", "subtask", "subtask"]);
  });
});
