/** Files of a repository that somebody prepared must not decide where the user's credentials go. */
import { readdirSync, readFileSync, symlinkSync, unlinkSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeCertificate } from "../fakes/app/tls.ts";
import type { GitServer } from "../support/git-server.ts";
import { useServer, useTroubleShell } from "../support/troubles-setup.ts";
import { startEvilHost } from "../support/troubles-traps.ts";
import { planCommand, saidBy, syncCommand } from "../support/troubles-world.ts";

const shell = useTroubleShell();
const world = await useServer(shell);
const { server, env } = world;
let evil: GitServer;
let clone: string;
beforeAll(async () => {
  evil = await startEvilHost();
  clone = await world.clone();
});
beforeEach(() => {
  shell.git(["clean", "-fdxq", "--exclude=EPIC.md"], clone);
});
afterAll(() => evil.close());

async function expectRefused(setting: string, cwd = clone) {
  const asked = server.count();
  for (const command of [planCommand, syncCommand]) {
    const said = saidBy(await shell.run(command, { cwd, env }));
    expect(said.code).toBe(4);
    expect(said.message).toMatch(
      new RegExp(`^bitbucket\\.${setting} = .* a file of the repository may not decide that$`),
    );
    expect(said.hint).toMatch(/--trust-host|Remove the line/);
  }
  expect(evil.requests).toEqual([]);
  expect(server.count()).toBe(asked);
}

const leading: readonly (readonly [setting: string, value: () => string])[] = [
  ["base_url", () => `${evil.url}/rest/api/1.0`],
  ["git_url", () => `${evil.url}/scm/shop/web.git`],
  ["proxy", () => evil.url],
];

describe("a credential of the environment is not sent where the repository says", () => {
  it.each(leading)(".spectryn.yaml: %s", async (setting, value) => {
    shell.write(`${clone}/.spectryn.yaml`, `bitbucket:\n  ${setting}: ${value()}\n`);
    await expectRefused(setting);
  });

  it.each(leading)(".spectryn.toml: %s", async (setting, value) => {
    shell.write(`${clone}/.spectryn.toml`, `[bitbucket]\n${setting} = "${value()}"\n`);
    await expectRefused(setting);
  });

  it.each(leading)(".env: %s", async (setting, value) => {
    const variable = {
      base_url: "BITBUCKET_BASE_URL",
      git_url: "SPECTRYN_BITBUCKET_GIT_URL",
      proxy: "SPECTRYN_BITBUCKET_PROXY",
    }[setting];
    shell.write(`${clone}/.env`, `${variable}=${value()}\n`);
    await expectRefused(setting);
  });

  it("a proxy variable of other programs in .env is not read", async () => {
    shell.write(`${clone}/.env`, `HTTPS_PROXY=${evil.url}\nHTTP_PROXY=${evil.url}\nhttp_proxy=${evil.url}\n`);
    expect((await shell.run(planCommand, { cwd: clone, env })).code).toBe(0);
    expect(evil.requests).toEqual([]);
  });

  it("the same file may decide for a credential of its own", async () => {
    shell.write(
      `${clone}/.spectryn.yaml`,
      `bitbucket:\n  base_url: ${evil.url}/rest/api/1.0\n  access_token: bait-token\n`,
    );
    await shell.run(planCommand, { cwd: clone });
    expect(evil.requests.length).toBeGreaterThan(0);
    evil.requests.length = 0;
  });
});

describe("the certificate of bitbucket.org is checked, whatever the repository says", () => {
  const certificate = makeCertificate();
  it.each([
    ["ssl_verify", "ssl_verify: false"],
    ["ca_file", "ca_file: ca.pem"],
  ])("%s", async (setting, line) => {
    const cwd = shell.init(`cloud-${setting}`);
    shell.git(["remote", "add", "origin", "https://bitbucket.org/acme/shop.git"], cwd);
    shell.write(`${cwd}/EPIC.md`, "### US-001: One\n");
    shell.write(`${cwd}/ca.pem`, certificate.cert);
    shell.write(`${cwd}/.spectryn.yaml`, `bitbucket:\n  ${line}\n`);
    await expectRefused(setting, cwd);
  });
});

describe("a link", () => {
  it("that leads the configuration out of the repository is refused, and its target is not shown", async () => {
    const target = shell.write(shell.path("outside", "private.yaml"), "password: very-private-words\n");
    symlinkSync(target, `${clone}/.spectryn.yaml`);
    const ran = await shell.run(planCommand, { cwd: clone, env });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /\.spectryn\.yaml is a symbolic link to .*private\.yaml, outside of the repository/,
    );
    expect(ran.output).not.toContain("very-private-words");
  });

  it("that leads .env out of the repository is not followed", async () => {
    const target = shell.write(shell.path("outside", "env"), `BITBUCKET_BASE_URL=${evil.url}\n`);
    symlinkSync(target, `${clone}/.env`);
    const ran = await shell.run(`${planCommand} --verbose`, { cwd: clone, env });
    expect(ran.code).toBe(0);
    expect(ran.output).not.toContain(evil.url);
    expect(evil.requests).toEqual([]);
  });

  it("that leads a spec out of the repository is not read", async () => {
    const target = shell.write(shell.path("outside", "notes.md"), "### US-066: Very private words\n");
    symlinkSync(target, `${clone}/LINK.md`);
    const ran = await shell.run("spectryn sync LINK.md --execute", { cwd: clone, env });
    expect(ran.code).toBe(6);
    expect(ran.output).toContain("outside of the repository");
    expect(ran.output).not.toContain("Very private");
  });

  it("that leads our folder or a plan file out of the repository is not written through", async () => {
    const target = shell.write(shell.path("outside", "bashrc"), "mine\n");
    symlinkSync(target, `${clone}/plan.json`);
    const planned = await shell.run(`${planCommand} -o plan.json`, { cwd: clone, env });
    expect([planned.code, readFileSync(target, "utf8")]).toEqual([1, "mine\n"]);
    symlinkSync(shell.path("outside"), `${clone}/.spectryn`);
    await shell.run(syncCommand, { cwd: clone, env });
    expect(readdirSync(shell.path("outside")).sort()).toEqual(["bashrc", "env", "notes.md", "private.yaml"]);
    unlinkSync(`${clone}/.spectryn`);
  });

  it("a prepared cache in the repository is not used", async () => {
    const cache = `${clone}/.spectryn/${new URL(server.url).host.replace(":", "_")}_other_web.git`;
    shell.git(["init", "--quiet", "--bare", cache]);
    shell.git(["config", "http.proxy", evil.url], cache);
    shell.write(`${clone}/.spectryn.yaml`, "bitbucket:\n  workspace: OTHER\n");
    const ran = await shell.run(planCommand, { cwd: clone, env });
    expect(ran.stderr).toContain('project "OTHER" was not found');
    expect(evil.requests).toEqual([]);
  });
});

it("a secret in a file that git tracks is told, in every run, and one that it ignores is not", async () => {
  shell.write(`${clone}/.spectryn.yaml`, "bitbucket:\n  access_token: hunter2-secret\n");
  expect((await shell.run(planCommand, { cwd: clone, env })).stderr).toBe("");
  shell.git(["add", ".spectryn.yaml"], clone);
  const { code, stderr } = await shell.run(planCommand, { cwd: clone, env });
  shell.git(["reset", "--quiet"], clone);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^warning: \.spectryn\.yaml:2:\d+: bitbucket\.access_token is a secret in a file that git tracks/,
  );
  expect(stderr).not.toContain("hunter2");
});
