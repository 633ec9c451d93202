/** docs/failures.md is true: each row is run by the test that it names, with its words, exit code and ways out. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { readFailures } from "../support/failure-table.ts";
import { kept } from "../support/proof.ts";

const root = resolve(import.meta.dirname, "../..");
const rows = readFailures();

/** What the test files say between quotes: `failure()` takes a row's name from there, and fails for one that is none. */
const texts = new Map(
  readdirSync(import.meta.dirname)
    .filter((name) => /^failures-.*\.test\.ts$/.test(name) && name !== "failures-page.test.ts")
    .map((name): [string, string] => [
      `test/proofs/${name}`,
      readFileSync(join(import.meta.dirname, name), "utf8"),
    ]),
);

it("every row names the test that runs it", () => {
  expect(new Set(rows.map(({ happened }) => happened)).size).toBe(rows.length);
  const lost = rows.filter(({ happened, test }) => !texts.get(test)?.includes(`"${happened}"`));
  expect(lost.map(({ happened }) => happened)).toEqual([]);
});

it("every test of a failure has its row, with a way out", () => {
  const files = new Set(rows.map(({ test }) => test));
  expect([...texts.keys()].filter((file) => !files.has(file))).toEqual([]);
  expect(rows.filter(({ ways }) => ways.some((way) => way.trim() === ""))).toEqual([]);
});

it("what goes wrong has an exit code, and what is told has words", () => {
  const silent = rows.filter(({ says, exit }) => says.length === 0 && exit !== 0);
  expect(silent.map(({ happened }) => happened)).toEqual([]);
});

it("is found from the README and has no lines that are too long to read", () => {
  expect(readFileSync(join(root, "README.md"), "utf8")).toContain("docs/failures.md");
  const ways = rows.reduce((count, row) => count + row.ways.length, 0);
  const wrong = rows.filter(({ says }) => says.length > 0).length;
  expect(wrong).toBeGreaterThan(40);
  kept(
    "failure-table",
    `${rows.length} failures with ${ways} ways out, each run from the shell; ${wrong} are told, ${rows.length - wrong} need nobody`,
  );
});
