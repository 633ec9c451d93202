/** Every block of the README runs: its spec, its commands, its library example. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { makeShell } from "../support/built-command.ts";

const root = resolve(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = (info: string) =>
  readme
    .split(`\`\`\`${info}\n`)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf("\n```")));

it("runs every command on the README's own spec", async () => {
  const shell = makeShell();
  const folder = shell.init("shop");
  writeFileSync(join(folder, "EPIC.md"), `${blocks("md file=EPIC.md")[0]}\n`);
  const block = blocks("console").find((text) => text.includes("spectryn validate EPIC.md"))!;
  const commands = block.split("\n").map((line) => line.replace(/^\$ /, "").replace(/\s+#.*$/, ""));
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands) {
    const ran = await shell.run(command, { cwd: folder });
    // Nobody can answer here, so the asking form must refuse.
    expect([command, ran.code, ran.output]).toEqual([
      command,
      command === "spectryn sync EPIC.md" ? 4 : 0,
      ran.output,
    ]);
  }
  const list = await shell.run("spectryn issue list --json", { cwd: folder });
  expect(JSON.parse(list.stdout).data.issues).toHaveLength(3);
  const daily = blocks("console").find((text) => text.includes("spectryn issue create"))!;
  for (const line of daily.split("\n")) {
    const ran = await shell.run(line.replace(/^\$ /, ""), { cwd: folder });
    expect([line, ran.code, ran.stderr]).toEqual([line, 0, expect.not.stringContaining("warning")]);
  }
  const closed = await shell.run("spectryn issue list --state resolved --json", { cwd: folder });
  expect(JSON.parse(closed.stdout).data.issues).toMatchObject([{ number: 4 }]);
  shell.remove();
});

it("runs the library example, types included", async () => {
  const shell = makeShell();
  const folder = shell.init("shop");
  writeFileSync(join(folder, "EPIC.md"), "# EPIC-1: One\n\n### US-1: Two\n");
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/spectryn"));
  symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(join(folder, "example.ts"), blocks("ts")[0]!);
  const flags = "--strict --module nodenext --target es2023 --outDir out --skipLibCheck false";
  const compiled = await shell.run(`"${root}/node_modules/.bin/tsc" example.ts ${flags}`, { cwd: folder });
  expect(compiled.stdout).toBe("");
  const ran = await shell.run(`"${process.execPath}" out/example.js && spectryn issue show US-1`, {
    cwd: folder,
  });
  expect(ran.output).toContain("#1 Two");
  shell.remove();
});
