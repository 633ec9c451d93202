/** What the command keeps of its compiled code, and that nobody notices it but by the time. */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { hashedName } from "../../src/start/code.ts";
import { makeShell } from "../support/built-command.ts";

const shell = makeShell();
afterAll(() => shell.remove());

let caches = 0;
let cache: string;
beforeEach(() => {
  caches += 1;
  cache = shell.path(`cache-${caches}`);
});

const folder = () => join(cache, "spectryn", `${process.version}-${process.arch}`);
const run = (command: string, env: Record<string, string> = {}) =>
  shell.run(`spectryn ${command}`, { env: { XDG_CACHE_HOME: cache, ...env } });

it("keeps one file for each command, after a run that was good", async () => {
  expect((await run("validate missing.md")).code).not.toBe(0);
  expect(existsSync(cache)).toBe(false);
  const first = await run("--help");
  expect(readdirSync(folder())).toEqual(["--help"]);
  const before = readFileSync(join(folder(), "--help"));
  expect(await run("--help")).toEqual(first);
  expect(readFileSync(join(folder(), "--help")).equals(before)).toBe(true);
});

it("can keep every built file but those whose names stay", () => {
  const files = readdirSync(resolve(import.meta.dirname, "../../dist")).filter((name) => /\.cjs$/.test(name));
  const left = files.filter((name) => !hashedName.test(name));
  expect(left.sort()).toEqual(["bin.cjs", "command.cjs", "library.cjs"]);
});

it.each([
  ["emptied", () => Buffer.alloc(0)],
  ["no list of parts", () => Buffer.from("spectryn\n")],
  ["cut off", (good: Buffer) => good.subarray(0, good.length / 2)],
  [
    "another version's",
    (good: Buffer) =>
      Buffer.from(good.toString("latin1").replaceAll(/-[\w-]{8}\.cjs/g, "-00000000.cjs"), "latin1"),
  ],
  [
    "zeroed in its middle",
    (good: Buffer) => Buffer.from(good).fill(0, good.length >> 1, (good.length >> 1) + 4096),
  ],
])("runs as well with a kept file that is %s, and makes it again", async (_name, damage) => {
  const first = await run("--help");
  const file = join(folder(), "--help");
  const good = readFileSync(file);
  writeFileSync(file, damage(good));
  expect(await run("--help")).toEqual(first);
  expect(readFileSync(file).length).toBeGreaterThan(good.length / 2);
  expect(readFileSync(file).equals(damage(good))).toBe(false);
});

it("keeps nothing where it shall not, and says nothing where it cannot", async () => {
  const first = await run("--version");
  for (const env of [
    { XDG_CACHE_HOME: "/dev/null/no-folder" },
    { XDG_CACHE_HOME: "/proc" },
    { XDG_CACHE_HOME: "relative" },
    { NODE_DISABLE_COMPILE_CACHE: "1", XDG_CACHE_HOME: shell.path("unused") },
  ])
    expect(await run("--version", env)).toEqual(first);
  expect(existsSync(shell.path("unused"))).toBe(false);
  expect(existsSync(shell.path("relative"))).toBe(false);
});

it("runs a patched file as it is now", async () => {
  const dist = shell.path("dist");
  cpSync(resolve(import.meta.dirname, "../../dist"), dist, { recursive: true, preserveTimestamps: true });
  const env = { XDG_CACHE_HOME: cache };
  const command = `"${process.execPath}" "${join(dist, "bin.cjs")}" --help`;
  expect((await shell.run(command, { env })).stdout).toContain("work with the issues");
  await shell.run(`sed -i 's/work with the issues/WORK with the issues/' ${dist}/*.cjs`);
  expect((await shell.run(command, { env })).stdout).toContain("WORK with the issues");
});

it("lets nobody else read or write it", async () => {
  await run("--help");
  const { stdout } = await shell.run(`stat -c %a '${folder()}' '${join(folder(), "--help")}'`);
  expect(stdout).toBe("700\n600\n");
});

it.skipIf(process.getuid?.() !== 0)("does not run what somebody else put there", async () => {
  await run("--help");
  const file = join(folder(), "--help");
  writeFileSync(file, "theirs\n");
  await shell.run(`chown 65534 '${file}'`);
  chmodSync(file, 0o644);
  expect((await run("--help")).code).toBe(0);
  const { stdout } = await shell.run(`stat -c %u '${file}'`);
  expect(stdout).toBe("0\n");
});
