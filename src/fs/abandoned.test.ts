import { existsSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { removeAbandoned } from "./abandoned.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "spectryn-abandoned-"));
  path = join(dir, "ref.lock");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Longer than any test may take. */
const dayMs = 86_400_000;

it("removes an old file at once, and a young one when it is old enough", async () => {
  writeFileSync(path, "");
  utimesSync(path, 1, 1);
  await removeAbandoned(path, dayMs);
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, "");
  const { mtimeMs } = statSync(path);
  await removeAbandoned(path, 200);
  expect(Date.now() - mtimeMs).toBeGreaterThanOrEqual(200);
  expect(existsSync(path)).toBe(false);
});

it("does not believe a clock that is ahead", async () => {
  writeFileSync(path, "");
  utimesSync(path, 4_000_000_000, 4_000_000_000);
  await removeAbandoned(path, 200);
  expect(existsSync(path)).toBe(false);
});

it("waits for one that goes, and leaves those that come and go", async () => {
  writeFileSync(path, "");
  setTimeout(() => rmSync(path), 50);
  await removeAbandoned(path, dayMs);
  let at = 0;
  const replace = () => {
    at += 1;
    rmSync(path, { force: true });
    writeFileSync(path, "");
    utimesSync(path, 4_000_000_000 + at, 4_000_000_000 + at);
  };
  replace();
  const traffic = setInterval(replace, 5);
  await removeAbandoned(path, 1_000);
  clearInterval(traffic);
  expect(existsSync(path)).toBe(true);
});
