/** What a sync asks at a terminal: a pseudo-terminal made by `script`, which every Linux has. */
import { spawn, spawnSync } from "node:child_process";
import { expect, it, onTestFinished } from "vitest";
import { startGitServer } from "../support/git-server.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";

const hasScript = spawnSync("script", ["--version"]).status === 0;
const shell = useTroubleShell();

/** Runs a command at a terminal and types `keys` when its question stands there. */
function atTerminal(
  command: string,
  cwd: string,
  keys: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; shown: string }> {
  const args = ["--quiet", "--return", "--flush", "--command", command, "/dev/null"];
  const terminal = spawn("script", args, { cwd, env: { ...shell.env, ...env, CI: "" } });
  let shown = "";
  let asked = false;
  terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (asked || !shown.includes("[y/N] ")) return;
    asked = true;
    terminal.stdin.write(keys);
  });
  return new Promise((done, fail) => {
    terminal.once("error", fail);
    terminal.once("close", (code) => done({ code, shown: shown.replaceAll("\r", "") }));
  });
}

const count = async (cwd: string) =>
  JSON.parse((await shell.run("spectryn issue list --json", { cwd })).stdout).data.issues.length;

it.skipIf(!hasScript)("writes for a yes, and only for a yes", async () => {
  const cwd = shell.folder();
  for (const [keys, said] of [
    ["n\n", "not confirmed; nothing was written"],
    ["\n", "not confirmed; nothing was written"],
    ["\x04", "not confirmed; nothing was written"],
  ] as const) {
    const { code, shown } = await atTerminal("spectryn sync EPIC.md", cwd, keys);
    expect(shown).toContain("+ create");
    expect(shown).toContain("Write these changes? [y/N]");
    expect([keys, shown, code]).toEqual([keys, expect.stringContaining(said), 4]);
    expect(await count(cwd)).toBe(0);
  }
  const yes = await atTerminal("spectryn sync EPIC.md", cwd, "y\n");
  expect(yes.shown).toContain("Written and read back");
  expect([yes.code, await count(cwd)]).toEqual([0, 2]);
});

it.skipIf(!hasScript)(
  "shows what comes back into the spec before it asks, and then brings exactly that",
  async () => {
    const cwd = shell.init("back");
    const spec = "### US-1: Pay\n\n**Points:** 1\n\n### US-2: Leave\n";
    shell.write(`${cwd}/EPIC.md`, spec);
    const run = async (command: string) => expect((await shell.run(command, { cwd })).code).toBe(0);
    await run("spectryn sync --execute");
    await run("spectryn issue edit US-1 --points 3 --title Zahlen");
    const edited = spec.replace("Leave", "Go");
    shell.write(`${cwd}/EPIC.md`, edited);
    const look = async () => (await shell.run("cat EPIC.md", { cwd })).stdout;
    const no = await atTerminal("spectryn sync --direction both", cwd, "n\n");
    const question = no.shown.slice(0, no.shown.indexOf("Write these changes?"));
    expect(question).toMatch(/< pull +#1 +Zahlen/);
    expect(question).toMatch(/story points +1 -> 3 +changed in the tracker/);
    expect(question).toMatch(/title +Leave -> Go +changed in EPIC\.md/);
    expect([no.code, await look()]).toEqual([4, edited]);
    // Back only: the spec's own change is neither shown nor written.
    const back = await atTerminal("spectryn sync --direction pull", cwd, "y\n");
    expect(back.shown).not.toContain("Leave -> Go");
    expect(back.shown).toContain("Brought back into EPIC.md: 1 pull.");
    expect([back.code, await look()]).toEqual([0, "### US-1: Zahlen\n\n**Points:** 3\n\n### US-2: Go\n"]);
    const { stdout } = await shell.run("git show spectryn:issues/0/2.md", { cwd });
    expect(stdout).toContain('title: "Leave"');
  },
);

it.skipIf(!hasScript)("an interrupt at the question writes nothing", async () => {
  const cwd = shell.folder();
  const { code, shown } = await atTerminal("spectryn sync EPIC.md", cwd, "\x03");
  expect(shown).toContain("interrupted; what is not in the tracker yet was not written");
  expect([code, await count(cwd)]).toEqual([130, 0]);
});

const many = Array.from({ length: 400 }, (_, at) => `\n### US-${at}: Story ${at}\n\nText of ${at}.\n`).join(
  "",
);

it.skipIf(!hasScript).each([
  ["with a token", { BITBUCKET_ACCESS_TOKEN: "word" }],
  ["where git may ask for a login", {}],
])("errors of a spec do not wait for a silent host, %s", async (name, env) => {
  const server = await startGitServer();
  onTestFinished(() => server.close());
  const cwd = shell.init(name);
  shell.git(["remote", "add", "origin", server.createRepository("shop")], cwd);
  shell.write(`${cwd}/EPIC.md`, `# EPIC-1: Many\n${many}`);
  const command = "spectryn sync EPIC.md --tracker bitbucket";
  expect((await shell.run(`${command} --execute --yes`, { cwd, env })).code).toBe(0);
  shell.write(`${cwd}/EPIC.md`, `# EPIC-1: Many\n${many}\n### US-1: Again\n`);
  server.fault = () => "silence";
  const { code, shown } = await atTerminal(command, cwd, "", env);
  server.fault = null;
  expect(shown).toContain("EPIC.md: 1 error, nothing was written");
  expect(code).not.toBe(0);
});
