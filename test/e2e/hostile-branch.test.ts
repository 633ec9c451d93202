/** A tracker's branch that somebody prepared: read as data, followed nowhere, never the end of the run. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { startRedirector } from "../fakes/app/proxy.ts";
import type { Ran } from "../support/built-command.ts";
import { writeTornBlob } from "../support/torn-blob.ts";
import { useServer, useTroubleShell } from "../support/troubles-setup.ts";
import { startEvilHost } from "../support/troubles-traps.ts";
import { planCommand, smallSpec, syncCommand } from "../support/troubles-world.ts";

const shell = useTroubleShell();
const world = await useServer(shell);
const { server, env } = world;
let clone: string;
beforeAll(async () => {
  clone = await world.clone();
  const ran = await shell.run(syncCommand, { cwd: clone, env });
  expect(ran.output).toContain("Written and read back");
});

type Entry = readonly [mode: string, path: readonly string[], oid: string];

function plant(entries: readonly Entry[]): void {
  shell.git(["push", "--quiet", store(), `${plantHere(entries)}:refs/heads/spectryn`], clone);
}

/** Puts tree entries on the branch as only a program can that talks to git's objects; gives the commit. */
function plantHere(entries: readonly Entry[]): string {
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", args, {
      cwd: clone,
      env: { ...shell.env },
      input,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    }).trim();
  const addTo = (
    tree: string | null,
    mode: string,
    [name, ...rest]: readonly string[],
    oid: string,
  ): string => {
    const lines =
      tree === null
        ? []
        : git(["ls-tree", tree])
            .split("\n")
            .filter((line) => line !== "");
    const old = lines.find((line) => line.endsWith(`\t${name}`));
    const inner = old?.includes(" tree ") ? old.split(/\s/)[2]! : null;
    const child = rest.length === 0 ? oid : addTo(inner, mode, rest, oid);
    const [shownMode, type] =
      rest.length === 0 ? [mode, mode === "160000" ? "commit" : "blob"] : ["040000", "tree"];
    const kept = lines.filter((line) => line !== old);
    return git(["mktree", "--missing"], [...kept, `${shownMode} ${type} ${child}\t${name}`, ""].join("\n"));
  };
  git(["fetch", "--quiet", store(), "+refs/heads/spectryn:refs/planted"]);
  let tree = git(["rev-parse", "refs/planted^{tree}"]);
  for (const [mode, path, oid] of entries) tree = addTo(tree, mode, path, oid);
  return git(["commit-tree", tree, "-p", "refs/planted", "-m", "planted"]);
}

const store = () => server.git("SHOP/web", ["rev-parse", "--absolute-git-dir"]);
const blob = (text: string) => shell.git(["hash-object", "-w", "--stdin"], clone, text);
const tipOf = () => server.git("SHOP/web", ["rev-parse", "spectryn"]);

async function expectHarmless(said: RegExp) {
  const secret = shell.write(shell.path("outside.txt"), "very private words\n");
  const outputs: string[] = [];
  for (const command of [planCommand, "spectryn issue list", "spectryn issue show 1", syncCommand]) {
    const ran = await shell.run(command, { cwd: clone, env });
    expect(ran.output).not.toContain("very private words");
    expect(ran.output).not.toContain("defect of spectryn");
    outputs.push(ran.output);
  }
  expect(outputs.join("\n")).toMatch(said);
  expect(shell.git(["hash-object", secret], clone)).toBe(blob("very private words\n"));
}

it("paths that climb out of the branch write nothing outside", async () => {
  const escaped = blob("# escaped\n");
  plant([
    ["100644", ["issues", "0", "..", "..", "..", "escaped.md"], escaped],
    ["100644", ["..", "escaped.md"], escaped],
    ["100644", ["issues", "0", "..\\..\\escaped.md"], escaped],
    ["100644", [".git", "hooks", "post-checkout"], escaped],
  ]);
  await expectHarmless(/US-001/);
  for (const path of [`${clone}/escaped.md`, shell.path("escaped.md"), `${clone}/.git/hooks/post-checkout`])
    expect(existsSync(path)).toBe(false);
});

it("links and submodules in place of issues are reported and not followed", async () => {
  const link = blob(shell.path("outside.txt"));
  plant([
    ["120000", ["issues", "0", "70.md"], link],
    ["160000", ["issues", "0", "71.md"], tipOf()],
    ["100644", [".gitmodules"], blob('[submodule "x"]\n\tpath = issues/0/71.md\n\turl = ext::sh -c true\n')],
  ]);
  await expectHarmless(/70\.md|#70/);
});

it("a file of 50 MB in place of an issue is not read, and the rest goes on", async () => {
  const huge = shell.write(
    shell.path("huge.md"),
    `---\nschema: 1\n---\n# #80 x\n${"0123456789abcde\n".repeat(3_300_000)}`,
  );
  plant([["100644", ["issues", "0", "80.md"], shell.git(["hash-object", "-w", huge], clone)]]);
  await expectHarmless(/80\.md.*larger than 20 MB/);
});

it("a file of 1 GB in place of an issue is not read", async () => {
  shell.git(["update-ref", "refs/heads/spectryn", "refs/remotes/origin/spectryn"], clone);
  const runAll = async () => {
    const all: Ran[] = [];
    for (const command of [planCommand, "spectryn issue list", "spectryn issue show 1", syncCommand])
      all.push(await shell.run(`${command} --tracker local`, { cwd: clone, env }));
    return { codes: all.map(({ code }) => code), outputs: all.map(({ output }) => output).join("\n") };
  };
  const usual = await runAll();
  // A run that read it would fail: it breaks off.
  const torn = writeTornBlob(`${clone}/.git`, 2 ** 30);
  const planted = plantHere([["100644", ["issues", "0", "81.md"], torn]]);
  shell.git(["update-ref", "refs/heads/spectryn", planted], clone);
  const { codes, outputs } = await runAll();
  expect(codes).toEqual(usual.codes);
  expect(outputs).toMatch(/81\.md.*larger than 20 MB/);
  expect(outputs).toMatch(/US-001/);
  shell.git(["update-ref", "-d", "refs/heads/spectryn"], clone);
});

it("a link in place of a list stops the run, and is not followed", async () => {
  plant([["120000", ["meta", "components.json"], blob(shell.path("outside.txt"))]]);
  await expectHarmless(/meta\/components\.json on the tracker's branch is damaged/);
});

it("a host that redirects gets no credential sent on, neither by git nor by REST", async () => {
  const evil = await startEvilHost();
  const redirector = await startRedirector(evil.url, 307);
  const place = { BITBUCKET_WORKSPACE: "SHOP", BITBUCKET_REPO: "web" };
  for (const base of [`${redirector.url}/rest/api/1.0`, `${redirector.url}/2.0`]) {
    const ran = await shell.run(planCommand, {
      cwd: shell.folder(),
      env: { ...env, ...place, BITBUCKET_BASE_URL: base },
    });
    expect(ran.code).toBe(8);
    expect(ran.stderr).toMatch(/redirects|no git repository/);
  }
  expect(redirector.requests.length).toBeGreaterThan(1);
  expect(evil.requests.filter(({ authorization }) => authorization !== null)).toEqual([]);
  await redirector.close();
  await evil.close();
});

it("escape sequences of titles, files and hosts do not reach the terminal", async () => {
  const evil = "\u001b]0;owned\u0007\u001b[2J\u009b31mRed\u0008\r";
  const folder = shell.folder();
  const spec = smallSpec
    .replace("Checkout", `Checkout ${evil}`)
    .replace("| High |", `| ${evil} |`)
    .replace("Form |", `Form ${evil}|`);
  shell.write(`${folder}/EPIC.md`, spec);
  shell.write(`${folder}/GOOD.md`, spec.replace(`| ${evil} |`, "| High |"));
  shell.write(`${folder}/\u001b[31mX.md`, "no item");
  const commands = [
    "spectryn validate EPIC.md",
    "spectryn plan EPIC.md",
    "spectryn sync GOOD.md --execute --verbose",
    "spectryn plan GOOD.md --verbose",
    "spectryn issue list",
    "spectryn issue show 1",
    "spectryn issue show 2",
    "spectryn status",
    "spectryn plan GOOD.md --json",
    "spectryn issue list --json",
    "spectryn plan $'\\e[31mX.md'",
    "spectryn plan GOOD.md --tracker local --config $'\\e[31mX.md'",
    "BITBUCKET_REPO=$'\\e[31mX' BITBUCKET_WORKSPACE=acme spectryn plan GOOD.md",
  ];
  for (const command of commands) {
    const { stdout, stderr } = await shell.run(command, { cwd: folder });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    const raw = `${stdout}${stderr}`.match(/[^\n]*[\u0000-\u0008\u000b-\u001f\u007f-\u009f][^\n]*/g);
    expect([command, raw]).toEqual([command, null]);
  }
});
