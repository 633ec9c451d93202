import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as library from "./index.ts";

it("exports these names, and no others", () => {
  expect(Object.keys(library).sort()).toEqual([
    "BitbucketAdapter",
    "SpectrynError",
    "apply",
    "errorCodes",
    "exitCodes",
    "openTracker",
    "plan",
    "validate",
  ]);
});

it("has no file above 400 lines", () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  expect(sources.length).toBeGreaterThan(100);
  const lines = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8").split("\n").length;
  expect(sources.filter((file) => lines(file) > 400)).toEqual([]);
});
