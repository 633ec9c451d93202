/** A directory that may not be written. Root may write everywhere, so as root the command runs as nobody. */
import { chmodSync, cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { makeShell } from "../support/built-command.ts";

const isRoot = process.getuid?.() === 0;
const asNobody = isRoot ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : "";

it("says which path cannot be written and what to do, and leaves nothing behind", async (context) => {
  const shell = makeShell();
  // Nobody may not be allowed into the folder of this project, so the command comes along.
  cpSync(resolve(import.meta.dirname, "../../dist"), shell.path("dist"), { recursive: true });
  writeFileSync(shell.path("package.json"), '{"type": "module"}');
  const folder = shell.path("locked");
  mkdirSync(folder);
  writeFileSync(join(folder, "EPIC.md"), "# EPIC-1: Checkout\n\n### US-1: Pay by card\n");
  chmodSync(shell.dir, 0o755);
  chmodSync(folder, 0o555);
  const run = (args: string) =>
    shell.run(`${asNobody} "${process.execPath}" "${shell.path("dist", "bin.cjs")}" ${args}`, {
      cwd: folder,
    });
  const probe = await run("--version");
  if (probe.code !== 0) return context.skip(`the command cannot run as another user here: ${probe.stderr}`);
  const synced = await run("sync --execute");
  expect(synced.code).toBe(1);
  expect(synced.stderr).toContain(`${join(folder, ".spectryn")} cannot be written: permission denied`);
  expect(synced.stderr).toContain("Make it writable for you, then run the same command again.");
  const saved = await run("plan -o plan.json");
  expect(saved.code).toBe(1);
  expect(saved.stderr).toContain(`${join(folder, "plan.json")} cannot be written: permission denied`);
  expect(readdirSync(folder)).toEqual(["EPIC.md"]);
  shell.remove();
});
