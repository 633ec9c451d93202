/** docs/guarantees.md has every promise, and the test that it names proves that one. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

interface Promised {
  readonly id: string;
  readonly promise: string;
  readonly test: string;
}

const root = resolve(import.meta.dirname, "../..");
const promises: readonly Promised[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "promises.json"), "utf8"),
);

it("names each promise once, with a test that reports it", () => {
  expect(new Set(promises.map(({ id }) => id)).size).toBe(promises.length);
  const unproved = promises.filter(
    ({ id, test }) => !new RegExp(`kept\\(\\s*"${id}"`).test(readFileSync(join(root, test), "utf8")),
  );
  expect(unproved).toEqual([]);
});

it("is the page of these promises, each with a number", () => {
  const rows = readFileSync(join(root, "docs/guarantees.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| promise"))
    .map((line) => line.split(" | "));
  expect(rows.map(([promise]) => promise?.slice(2))).toEqual(promises.map(({ promise }) => promise));
  for (const [, , measured = ""] of rows) expect(measured).toMatch(/\d/);
});
