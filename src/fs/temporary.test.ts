import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeFileAtomic } from "./files.ts";
import { readProcessSpace } from "./process-space.ts";
import { temporaryPath } from "./temporary.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "spectryn-temporary-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const host = hostname()
  .replace(/[^A-Za-z0-9]/g, "")
  .slice(0, 32);
const { namespace } = await readProcessSpace();
const name = (owner: string, pid: number, space = namespace) =>
  `.tmp-${owner}-${space}-${pid}-0123456789abcdef`;

it("removes what a killed process left, as soon as somebody writes there again", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  mkdirSync(join(dir, name(host, pid), "objects"), { recursive: true });
  writeFileSync(join(dir, name(host, pid).replace("0123", "aaaa")), "half");
  await writeFileAtomic(join(dir, "EPIC.md"), "text");
  expect(readdirSync(dir)).toEqual(["EPIC.md"]);
});

it("leaves alone what lives, what is of another machine, and what is nobody's", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  const others = [name(host, process.ppid), name("another", pid), ".tmp-notes", ".tmp-0123456789abcdef"];
  for (const other of others) writeFileSync(join(dir, other), "");
  await writeFileAtomic(join(dir, "EPIC.md"), "text");
  expect(readdirSync(dir).sort()).toEqual([...others, "EPIC.md"].sort());
});

it("leaves alone what another container of this machine is writing, until nobody touched it for a day", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  const [fresh, old] = [name(host, pid, "1"), name(host, pid, "2")];
  for (const other of [fresh, old]) writeFileSync(join(dir, other), "half");
  const before = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(join(dir, old), before, before);
  await writeFileAtomic(join(dir, "EPIC.md"), "text");
  expect(readdirSync(dir).sort()).toEqual([fresh, "EPIC.md"].sort());
});

it("gives every write a path of its own", async () => {
  const paths = await Promise.all(Array.from({ length: 20 }, () => temporaryPath(dir)));
  expect(new Set(paths).size).toBe(20);
});
