/**
 * The guide's blocks as they are printed, on hosts that still answer the Issues API 2.0. The Server's blocks name
 * its root, so it is found; bitbucket.org has none any more, so there it is said with `issues: api`.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BlockName, readBlock } from "../support/guide-blocks.ts";
import { proveSync, type Way } from "../support/guide-runs.ts";
import { type Names, openApiWorld } from "../support/guide-worlds.ts";
import { installTarball, type Tarball } from "../support/tarball.ts";

let tarball: Tarball;
beforeAll(async () => {
  tarball = await installTarball();
});
afterAll(() => tarball?.remove());

const yours = { username: "your-username", workspace: "your-workspace", repo: "your-repo" };
const named = { ...yours, secret: "your-app-password" };
const apiToken = { ...yours, secret: "xxxxxxxxxxxxxxxxxxxx" };
const acme = { ...apiToken, username: "john.doe", workspace: "acme-corp", repo: "backend-api" };
const file = (name: BlockName) => ({ files: { ".spectryn.yaml": readBlock(name) } });

/** A block that brings its own connection needs one beside it for the runs before and after. */
const toVariables = ({ username, secret, workspace, repo }: Names) => ({
  BITBUCKET_USERNAME: username,
  BITBUCKET_APP_PASSWORD: secret,
  BITBUCKET_WORKSPACE: workspace,
  BITBUCKET_REPO: repo,
});

describe("on Cloud, with issues: api", () => {
  const toml = { ".spectryn.toml": readBlock("config.toml") };
  const ways: readonly (readonly [string, Names, Way])[] = [
    ["YAML outside of a clone", named, file("config.yaml")],
    ["YAML in a clone", named, { ...file("config.yaml"), isInClone: true }],
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
    ["a login in YAML, in a clone", apiToken, { ...file("cloud-login.yaml"), isInClone: true }],
    ["the example in YAML", acme, file("cloud-example.yaml")],
    ["the example in variables", acme, { execute: readBlock("cloud-example.sh") }],
  ];

  it.concurrent.each(ways)("by %s", async (_, names, way) => {
    const world = await openApiWorld(tarball, names, null);
    const login = toVariables(names);
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain(`bitbucket.org/${names.workspace}/${names.repo}, Issues API`);
    expect(world.hosts().filter((host) => host !== "bitbucket.org:443")).toEqual(["api.bitbucket.org:443"]);
    await world.close();
  });
});

describe("on Server, by its root", () => {
  const john = { ...acme, secret: "your-pat-token", workspace: "PROJ" };
  const you = { ...yours, secret: "your-pat-token", workspace: "PROJ" };
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
    const world = await openApiWorld(tarball, names, `https://${host}`);
    const login = { ...toVariables(names), BITBUCKET_BASE_URL: `https://${host}/rest/api/2.0` };
    const output = await proveSync(world, names, { ...(way.execute && { login }), ...way });
    expect(output).toContain("(the host answers the Issues API 2.0");
    expect(world.hosts()).toEqual([`${host}:443`]);
    await world.close();
  });
});
