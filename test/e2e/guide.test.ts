/**
 * The guide's blocks run from the shell as they are printed, with the packed package: YAML, TOML, variables and
 * flags, on Cloud and Server, inside of a clone and outside of any.
 */
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type BlockName, readBlock } from "../support/guide-blocks.ts";
import { cloudWays, named, proveSync, serverWays, toVariables, yours } from "../support/guide-runs.ts";
import { type GuideWorld, type Names, openCloudWorld, openServerWorld } from "../support/guide-worlds.ts";
import { installTarball, startRegistry, type Tarball } from "../support/tarball.ts";

let tarball: Tarball;
beforeAll(async () => {
  tarball = await installTarball();
});

describe("on Cloud", () => {
  it.concurrent.each(cloudWays)("by %s", async (_, names, way) => {
    const world = await openCloudWorld(tarball, names);
    const login = toVariables(names);
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain(`bitbucket.org/${names.workspace}/${names.repo}, branch spectryn`);
    expect(world.hosts()).toEqual(["bitbucket.org:443"]);
    await world.close();
  });
});

describe("on Server", () => {
  it.concurrent.each(serverWays)("by %s", async (_, host, names, way) => {
    const world = await openServerWorld(tarball, names, `https://${host}`);
    const login = { ...toVariables(names), BITBUCKET_BASE_URL: `https://${host}` };
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain(`${host}/${names.workspace.toLowerCase()}/${names.repo}, branch spectryn`);
    expect(world.hosts()).toEqual([`${host}:443`]);
    await world.close();
  });
});

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
