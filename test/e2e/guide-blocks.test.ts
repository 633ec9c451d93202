/** The files of `guide/` hold the guide's words: all of its blocks, each once, in its order. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { blockNames, listBlockFiles, readBlock, toGuideWords } from "../support/guide-blocks.ts";

/** It lies beside the project and is no part of it. */
const guide = resolve(import.meta.dirname, "../../../shared/feature-guide.txt");
const words = (text: string) => text.replace(/\s+/g, "");

it("every file is in the table, and nothing else", () => {
  expect(listBlockFiles()).toEqual([...blockNames].sort());
});

it("every block is run by a test", () => {
  const tests = ["guide.test.ts", "guide-options.test.ts"].map((name) => join(import.meta.dirname, name));
  const runs = [...tests, resolve(import.meta.dirname, "../support/guide-runs.ts")];
  const text = runs.map((file) => readFileSync(file, "utf8")).join("\n");
  expect(blockNames.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
});

it("YAML and TOML of the guide's first configuration say the same", () => {
  const { bitbucket, sync } = parseYaml(readBlock("config.yaml"));
  const { epic_label, story_label, subtask_label, ...shared } = bitbucket;
  expect({ bitbucket: shared, sync }).toEqual(getStaticTOMLValue(parseTOML(readBlock("config.toml"))));
  expect([epic_label, story_label, subtask_label]).toEqual(["epic", "story", "subtask"]);
});

it("holds the guide's words in the guide's order", (context) => {
  if (!existsSync(guide)) return context.skip("the guide's text is not beside the project: ../shared");
  const text = words(readFileSync(guide, "utf8"));
  let from = 0;
  for (const name of blockNames) {
    const at = text.indexOf(words(toGuideWords(name)), from);
    expect(at, `${name} in the guide`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
});

it.for([
  "spectryn--markdown",
  "spectryn\\--markdown",
  "exportBITBUCKET_",
  "pipinstall",
  "bitbucket:username:",
  "bitbucket:epic_label:",
  "bitbucket:status_mapping:",
  "bitbucket:priority_mapping:",
  "[bitbucket]username",
  "sync:",
])("leaves out no %s of the guide", (needle, context) => {
  if (!existsSync(guide)) return context.skip("the guide's text is not beside the project: ../shared");
  const count = (text: string) => text.split(needle).length - 1;
  const restored = blockNames.map((name) => words(toGuideWords(name))).join("\n");
  expect(count(restored)).toBe(count(words(readFileSync(guide, "utf8"))));
  expect(count(restored)).toBeGreaterThan(0);
});
