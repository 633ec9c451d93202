/** What a sync asks at a terminal: a pseudo-terminal made by `script`, which every Linux has. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { useTroubleShell } from "../support/troubles-setup.ts";

const hasScript = spawnSync("script", ["--version"]).status === 0;
const shell = useTroubleShell();

/** Runs a command at a terminal and types `keys` as soon as it asks. */
async function atTerminal(command: string, cwd: string, keys: string) {
  const typing = `{ sleep 1; printf '${keys}'; sleep 1; }`;
  const line = `${typing} | script --quiet --return --command '${command}' /dev/null`;
  const ran = await shell.run(line, { cwd, env: { CI: "" } });
  return { code: ran.code, shown: ran.stdout.replaceAll("\r", "") };
}

const count = async (cwd: string) =>
  JSON.parse((await shell.run("spectryn issue list --json", { cwd })).stdout).data.issues.length;

it.skipIf(!hasScript)("writes for a yes, and only for a yes", async () => {
  const cwd = shell.folder();
  for (const [keys, said] of [
    ["n\\n", "not confirmed; nothing was written"],
    ["\\n", "not confirmed; nothing was written"],
    ["\\004", "not confirmed; nothing was written"],
  ] as const) {
    const { code, shown } = await atTerminal("spectryn sync EPIC.md", cwd, keys);
    expect(shown).toContain("+ create");
    expect(shown).toContain("Write these changes? [y/N]");
    expect([keys, shown, code]).toEqual([keys, expect.stringContaining(said), 4]);
    expect(await count(cwd)).toBe(0);
  }
  const yes = await atTerminal("spectryn sync EPIC.md", cwd, "y\\n");
  expect(yes.shown).toContain("Written and read back");
  expect([yes.code, await count(cwd)]).toEqual([0, 2]);
});

it.skipIf(!hasScript)("an interrupt at the question writes nothing", async () => {
  const cwd = shell.folder();
  const { code, shown } = await atTerminal("spectryn sync EPIC.md", cwd, "\\003");
  expect(shown).toContain("interrupted; what is not in the tracker yet was not written");
  expect([code, await count(cwd)]).toEqual([130, 0]);
});
