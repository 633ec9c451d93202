/** A clone that somebody prepared: nothing in it is run, and what looks like an option is none. */
import { mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useServer, useTroubleShell } from "../support/troubles-setup.ts";
import { makeTrap, setHooks } from "../support/troubles-traps.ts";
import { planCommand, smallSpec, syncCommand } from "../support/troubles-world.ts";

const shell = useTroubleShell();
const { server, env, clone: cleanClone } = await useServer(shell);

it("hooks, file monitors, filters and other programs of the repository do not run", async () => {
  const clone = await cleanClone();
  const trap = makeTrap(shell);
  setHooks(shell, clone, trap);
  const settings = [
    ...[
      ["core.fsmonitor", trap.command],
      ["core.hooksPath", ".hooks"],
      ["core.editor", trap.command],
    ],
    ...[
      ["core.pager", trap.command],
      ["pager.log", "true"],
      ["diff.external", trap.command],
    ],
    ...[
      ["filter.evil.clean", trap.command],
      ["filter.evil.smudge", trap.command],
    ],
    ...[
      ["diff.evil.textconv", trap.command],
      ["core.alternateRefsCommand", trap.command],
    ],
    ...[
      ["uploadpack.packObjectsHook", trap.command],
      ["credential.helper", `!${trap.command}`],
    ],
    ...[
      ["remote.origin.uploadpack", trap.command],
      ["remote.origin.receivepack", trap.command],
    ],
    ...[
      ["core.askPass", shell.path("trap-1")],
      ["gc.auto", "1"],
      ["gc.recentObjectsHook", trap.command],
    ],
  ] as [string, string][];
  for (const [key, value] of settings) shell.git(["config", key, value], clone);
  shell.write(`${clone}/.gitattributes`, "* filter=evil diff=evil\n");
  for (const command of [planCommand, syncCommand, "spectryn status", "spectryn issue list"]) {
    const ran = await shell.run(command, { cwd: clone, env });
    expect([command, ran.code, ran.stderr]).toEqual([command, 0, ""]);
  }
  expect(trap.sprung()).toEqual([]);
  await shell.run("git status; git commit --allow-empty -m x", { cwd: clone });
  expect(trap.sprung()).not.toEqual([]);
});

describe("a remote that is a program", () => {
  it.each(["ext::sh -c TRAP", "ext::TRAP %S", "fd::7"])("%s is not started", async (form) => {
    const trap = makeTrap(shell);
    const clone = shell.init(`ext-${form.length}`);
    shell.write(`${clone}/EPIC.md`, smallSpec);
    shell.git(["remote", "add", "origin", form.replace("TRAP", trap.command.replaceAll(" ", "% "))], clone);
    for (const tracker of ["", "--tracker bitbucket"]) {
      await shell.run(`${syncCommand} ${tracker}`, { cwd: clone, env });
      const ran = await shell.run(`${syncCommand} ${tracker}`, {
        cwd: clone,
        env: {
          ...env,
          BITBUCKET_WORKSPACE: "SHOP",
          BITBUCKET_REPO: "web",
          BITBUCKET_BASE_URL: server.baseUrl,
        },
      });
      expect(ran.code === 0 || ran.stderr.includes("error: ")).toBe(true);
    }
    expect(trap.sprung()).toEqual([]);
  });

  it("named by remote.origin.vcs is not started", async () => {
    const trap = makeTrap(shell);
    const clone = await cleanClone();
    shell.git(["config", "remote.origin.vcs", "ext"], clone);
    shell.git(["config", "remote.origin.url", `sh -c ${trap.command.replaceAll(" ", "% ")}`], clone);
    const ran = await shell.run(`${syncCommand} --tracker bitbucket`, {
      cwd: clone,
      env: { ...env, BITBUCKET_WORKSPACE: "SHOP", BITBUCKET_REPO: "web", BITBUCKET_BASE_URL: server.baseUrl },
    });
    expect(ran.code).not.toBe(0);
    expect(trap.sprung()).toEqual([]);
  });
});

describe("what looks like an option", () => {
  const lines: readonly (readonly [string, (trap: string) => string])[] = [
    ["branch", (trap) => `branch: "--upload-pack=${trap}"`],
    ["branch with a plus", () => 'branch: "+refs/heads/main:refs/heads/main"'],
    ["branch that climbs", () => 'branch: "../../main"'],
    ["branch that is main under another name", () => 'branch: "x..main"'],
    ["remote", (trap) => `remote: "--upload-pack=${trap}"`],
    ["git_url", (trap) => `git_url: "--upload-pack=${trap}"`],
    ["git_url of a program", (trap) => `git_url: "ext::${trap.replaceAll(" ", "% ")}"`],
    [
      "git_url with an ssh option",
      (trap) => `git_url: "ssh://-oProxyCommand=${trap.replaceAll(" ", "%20")}/web.git"`,
    ],
    ["workspace", (trap) => `workspace: "--upload-pack=${trap}"`],
    ["repository that climbs", () => 'repo: "../../../admin"'],
    ["file", (trap) => `specs: ["--output=${trap}"]`],
  ];

  it.each(lines)("%s", async (_, line) => {
    const trap = makeTrap(shell);
    const clone = await cleanClone();
    const text = line(trap.command);
    shell.write(
      `${clone}/.spectryn.yaml`,
      text.startsWith("specs") ? `${text}\n` : `bitbucket:\n  ${text}\n`,
    );
    const refs = server.git("SHOP/web", ["for-each-ref"]);
    const command = text.startsWith("specs") ? "spectryn sync --execute" : syncCommand;
    const ran = await shell.run(command, { cwd: clone, env });
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toMatch(/^error: /m);
    expect(ran.stderr).not.toContain("defect of spectryn");
    expect(trap.sprung()).toEqual([]);
    expect(server.git("SHOP/web", ["for-each-ref"])).toBe(refs);
  });

  it("a remote's address is no option of ssh", async () => {
    const trap = makeTrap(shell);
    const clone = shell.init("ssh-option");
    shell.write(`${clone}/EPIC.md`, smallSpec);
    shell.git(
      ["config", "remote.origin.url", `ssh://-oProxyCommand=${trap.command.replaceAll(" ", "%20")}/x.git`],
      clone,
    );
    const ran = await shell.run(`${syncCommand} --tracker bitbucket`, {
      cwd: clone,
      env: { ...env, BITBUCKET_BASE_URL: server.baseUrl },
    });
    expect(ran.code).not.toBe(0);
    expect(trap.sprung()).toEqual([]);
  });
});

it("a bare repository inside of the work tree is not mistaken for the clone", async () => {
  const trap = makeTrap(shell);
  const clone = await cleanClone();
  mkdirSync(`${clone}/sub/objects`, { recursive: true });
  mkdirSync(`${clone}/sub/refs`);
  shell.write(`${clone}/sub/HEAD`, "ref: refs/heads/main\n");
  shell.write(
    `${clone}/sub/config`,
    `[core]\n\tbare = true\n\tfsmonitor = ${trap.command}\n\tsshCommand = ${trap.command}\n`,
  );
  shell.write(`${clone}/sub/EPIC.md`, smallSpec);
  await shell.run(syncCommand, { cwd: `${clone}/sub`, env });
  expect(trap.sprung()).toEqual([]);
});
