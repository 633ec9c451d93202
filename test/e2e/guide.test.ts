/**
 * The guide's blocks run from the shell as they are printed, with the packed package: YAML, TOML, variables and
 * flags, on Cloud and Server, inside of a clone and outside of any.
 */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BlockName, readBlock } from "../support/guide-blocks.ts";
import { proveSync, type Way } from "../support/guide-runs.ts";
import { type GuideWorld, type Names, openCloudWorld, openServerWorld } from "../support/guide-worlds.ts";
import { installTarball, startRegistry, type Tarball } from "../support/tarball.ts";

let tarball: Tarball;
beforeAll(async () => {
  tarball = await installTarball();
});
afterAll(() => tarball?.remove());

const yours = { username: "your-username", workspace: "your-workspace", repo: "your-repo" };
const named = { ...yours, secret: "your-app-password" };
const apiToken = { ...yours, secret: "xxxxxxxxxxxxxxxxxxxx" };
const acme = {
  username: "john.doe",
  secret: "xxxxxxxxxxxxxxxxxxxx",
  workspace: "acme-corp",
  repo: "backend-api",
};

describe("on Cloud", () => {
  const yaml = { ".spectryn.yaml": readBlock("config.yaml") };
  const toml = { ".spectryn.toml": readBlock("config.toml") };
  const ways: readonly (readonly [string, Names, Way])[] = [
    ["YAML outside of a clone", named, { files: yaml }],
    ["YAML in a clone", named, { files: yaml, isInClone: true }],
    ["TOML outside of a clone", named, { files: toml, execute: readBlock("basic-sync.sh"), login: {} }],
    ["TOML in a clone", named, { files: toml, isInClone: true }],
    ["variables", named, { exports: readBlock("environment.sh") }],
    [
      "variables in .env, in a clone",
      named,
      { files: { ".env": readBlock("environment.sh") }, isInClone: true },
    ],
    ["flags", { ...yours, secret: "your-password" }, { execute: readBlock("arguments.sh") }],
    ["a login in variables, in a clone", apiToken, { exports: readBlock("cloud-login.sh"), isInClone: true }],
    [
      "a login in YAML, in a clone",
      apiToken,
      { files: { ".spectryn.yaml": readBlock("cloud-login.yaml") }, isInClone: true },
    ],
    ["the example in YAML", acme, { files: { ".spectryn.yaml": readBlock("cloud-example.yaml") } }],
    ["the example in variables", acme, { execute: readBlock("cloud-example.sh") }],
  ];

  it.concurrent.each(ways)("by %s", async (_, names, way) => {
    const world = await openCloudWorld(tarball, names);
    const login = toVariables(names);
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain(`bitbucket.org/${names.workspace}/${names.repo}, branch spectryn`);
    expect(world.hosts()).toEqual(["bitbucket.org:443"]);
    await world.close();
  });
});

describe("on Server", () => {
  const john = { ...acme, secret: "your-pat-token", workspace: "PROJ" };
  const you = { ...yours, secret: "your-pat-token", workspace: "PROJ" };
  const file = (name: BlockName) => ({ files: { ".spectryn.yaml": readBlock(name) } });
  const ways: readonly (readonly [string, string, Names, Way])[] = [
    [
      "a login in variables, in a clone",
      "your-server.com",
      you,
      { exports: readBlock("server-login.sh"), isInClone: true },
    ],
    [
      "a login in YAML, in a clone",
      "your-server.com",
      you,
      { ...file("server-login.yaml"), isInClone: true },
    ],
    ["the setup in YAML", "bitbucket.yourcompany.com", you, file("server-setup.yaml")],
    ["the example in YAML", "bitbucket.company.com", john, file("server-example.yaml")],
    ["the example in variables", "bitbucket.company.com", john, { execute: readBlock("server-example.sh") }],
  ];

  it.concurrent.each(ways)("by %s", async (_, host, names, way) => {
    const world = await openServerWorld(tarball, names, `https://${host}`);
    const login = { ...toVariables(names), BITBUCKET_BASE_URL: `https://${host}` };
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain(`${host}/${names.workspace.toLowerCase()}/${names.repo}, branch spectryn`);
    expect(world.hosts()).toEqual([`${host}:443`]);
    await world.close();
  });
});

/** A block that brings its own connection needs one beside it for the runs before and after. */
function toVariables({ username, secret, workspace, repo }: Names): Record<string, string> {
  return {
    BITBUCKET_USERNAME: username,
    BITBUCKET_APP_PASSWORD: secret,
    BITBUCKET_WORKSPACE: workspace,
    BITBUCKET_REPO: repo,
  };
}

describe("with its own install lines", () => {
  it.concurrent("quick-start.sh installs and syncs", async () => {
    const world = await openCloudWorld(tarball, named);
    await proveInstall(world, named, "quick-start.sh", "config.yaml");
  });

  it.concurrent.each(["server-install.sh", "troubleshooting-install.sh"] as const)(
    "%s installs",
    async (name) => {
      const world = await openCloudWorld(tarball, named);
      const registry = await startRegistry(tarball);
      const { prefix, env } = npmSettings(world, registry.url);
      const ran = await world.run(`set -e\n${readBlock(name)}\n${prefix}/bin/spectryn --version`, { env });
      expect(ran.stdout).toMatch(/^\d+\.\d+\.\d+$/m);
      expect(ran.code).toBe(0);
      await registry.close();
      await world.close();
    },
  );

  it.concurrent("enhanced-server.sh installs and syncs", async () => {
    const names = { ...yours, secret: "your-pat-token", workspace: "PROJ" };
    const world = await openServerWorld(tarball, names, "https://bitbucket.yourcompany.com");
    await proveInstall(world, names, "enhanced-server.sh", "server-setup.yaml");
  });
});

/** `npm` finds the package in a registry of its own, and the block's `spectryn` is what npm installed. */
async function proveInstall(
  world: GuideWorld,
  names: Names,
  block: BlockName,
  config: BlockName,
): Promise<void> {
  const registry = await startRegistry(tarball);
  const { prefix, env } = npmSettings(world, registry.url);
  try {
    const files = { ".spectryn.yaml": readBlock(config) };
    await proveSync(world, names, { files, execute: readBlock(block), env });
    expect(registry.served()).toBeGreaterThan(0);
    expect(existsSync(`${prefix}/bin/spectryn`)).toBe(true);
  } finally {
    await registry.close();
    await world.close();
  }
}

function npmSettings(world: GuideWorld, registry: string) {
  const prefix = world.shell.path("npm");
  const env = {
    PATH: `${prefix}/bin:${tarball.searchPath}`,
    npm_config_prefix: prefix,
    npm_config_registry: registry,
    npm_config_noproxy: "127.0.0.1",
    npm_config_audit: "false",
  };
  return { prefix, env };
}
