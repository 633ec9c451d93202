/**
 * The guide's blocks as they are printed, on hosts that still answer the Issues API 2.0. The Server's blocks name
 * its root, so it is found; bitbucket.org has none any more, so there it is said with `issues: api`.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { cloudWays, proveSync, serverWays, toVariables } from "../support/guide-runs.ts";
import { openApiWorld } from "../support/guide-worlds.ts";
import { installTarball, type Tarball } from "../support/tarball.ts";

let tarball: Tarball;
beforeAll(async () => {
  tarball = await installTarball();
});

describe("on Cloud, with issues: api", () => {
  it.concurrent.each(cloudWays)("by %s", async (_, names, way) => {
    const world = await openApiWorld(tarball, names, null);
    const login = toVariables(names);
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain(`bitbucket.org/${names.workspace}/${names.repo}, Issues API`);
    expect(world.hosts().filter((host) => host !== "bitbucket.org:443")).toEqual(["api.bitbucket.org:443"]);
    await world.close();
  });
});

describe("on Server, by its root", () => {
  it.concurrent.each(serverWays)("by %s", async (_, host, names, way) => {
    const world = await openApiWorld(tarball, names, `https://${host}`);
    const login = { ...toVariables(names), BITBUCKET_BASE_URL: `https://${host}/rest/api/2.0` };
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain("(the host answers the Issues API 2.0");
    expect(world.hosts()).toEqual([`${host}:443`]);
    await world.close();
  });
});
