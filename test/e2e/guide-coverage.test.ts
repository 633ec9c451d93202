/** docs/guide-coverage.md is whole and true: its tests exist, and nothing of the guide is left out. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
/** It lies beside the project and is no part of it. */
const guideFile = resolve(root, "../shared/feature-guide.txt");

interface Row {
  readonly claim: string;
  readonly ours: string;
  readonly shown: string;
}

const rows: readonly Row[] = readFileSync(join(root, "docs/guide-coverage.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| The guide says"))
  .map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
    if (cells.length !== 5) throw new Error(`not three cells: ${line}`);
    return { claim: cells[1]!, ours: cells[2]!, shown: cells[3]! };
  });
const isOpen = ({ shown }: Row) => shown.startsWith("not yet shown: ");

/** `file` "name", "name"; `file` "name" */
function proofsOf({ shown }: Row): { file: string; name: string }[] {
  return shown.split(/; (?=`)/).flatMap((part) => {
    const [, file = "", names = ""] = /^`([^`]+)`((?: "[^"]+",?)+)$/.exec(part) ?? [];
    const found = [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => ({ file, name: name! }));
    if (found.length === 0) throw new Error(`names no test: ${part}`);
    return found;
  });
}

const texts = new Map<string, string>();
/** A test with the names that it takes from its support. */
function textOf(file: string): string {
  const text = texts.get(file) ?? withSupport(readFileSync(join(root, file), "utf8"));
  texts.set(file, text);
  return text;
}

function withSupport(text: string): string {
  const names = [...text.matchAll(/ from "\.\.\/support\/([\w-]+\.ts)";/g)].map(([, name]) => name!);
  return [text, ...names.map((name) => readFileSync(join(root, "test/support", name), "utf8"))].join("\n");
}

describe("the table of the guide's claims", () => {
  it("has them all, and says why where one is not shown", () => {
    expect(rows.length).toBeGreaterThanOrEqual(130);
    expect(rows.filter(({ claim, ours, shown }) => claim === "" || ours === "" || shown === "")).toEqual([]);
    for (const { shown } of rows.filter(isOpen)) expect(shown.length).toBeGreaterThan(30);
  });

  it("names files that are there, and tests and headings in them", () => {
    const missing = rows
      .filter((row) => !isOpen(row))
      .flatMap(proofsOf)
      .filter(({ file, name }) => {
        if (!existsSync(join(root, file))) return true;
        const text = textOf(file);
        if (!file.endsWith(".md")) return !text.includes(`"${name}"`);
        return !text.split("\n").some((line) => line.replace(/^#+ /, "") === name && line !== name);
      });
    expect(missing).toEqual([]);
  });
});

const cells = rows.map(({ claim, ours }) => `${claim}\n${ours}`).join("\n");
const guide = existsSync(guideFile) ? readFileSync(guideFile, "utf8") : null;
const matches = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map(([all, first]) => first ?? all)),
];

/** The first cells of a table of the guide; its tables have no outer pipes left that could be relied on. */
function tableOf(text: string, head: string): string[] {
  const table = text.slice(text.indexOf(head)).split("\n");
  const end = table.findIndex((line) => !line.includes("|"));
  return table
    .slice(2, end)
    .map((line) => line.replace(/^\| /, "").split("|")[0]!.trim())
    .map((word) => `\`${word}\``);
}

const reference: readonly (readonly [what: string, least: number, find: (text: string) => string[]])[] = [
  ["options", 10, (text) => tableOf(text, "| Option | Type")],
  ["variables", 5, (text) => tableOf(text, "| Variable | Description")],
  ["states", 8, (text) => tableOf(text, "| State | Description")],
  ["priorities", 5, (text) => tableOf(text, "| Priority | Description")],
  ["other variables", 6, (text) => matches(text, /\bBITBUCKET_[A-Z_]+\b/g)],
  ["flags", 7, (text) => matches(text, /(--(?:bitbucket-)?[a-z]+(?:-[a-z]+)?)(?=[ \nCA]|$)/g)],
  [
    "commands",
    3,
    (text) => matches(text, /^spectryn --markdown EPIC.md --tracker bitbucket(?: --[a-z]+)?/gm),
  ],
  ["installs", 2, (text) => matches(text, /pip install spectryn(?:\[bitbucket\])?/g)],
  [
    "exports",
    14,
    (text) =>
      matches(
        text,
        /(?:export BITBUCKET_\w+=)(?:https:[\w./-]+?2\.0|x{20}|false|[\w.-]+?)(?=CLI|Or |For |\n|$)/g,
      ),
  ],
  ["calls", 10, (text) => matches(text, /adapter\.([a-z_]+)\(/g)],
];

describe.each(reference)("the guide's %s", (_, least, find) => {
  it("are all in the table", (context) => {
    if (guide === null) return context.skip("the guide's text is not beside the project: ../shared");
    const found = find(guide);
    expect(found.length).toBeGreaterThanOrEqual(least);
    expect(found.filter((word) => !cells.includes(word))).toEqual([]);
  });
});
