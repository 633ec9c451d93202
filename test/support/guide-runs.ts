/**
 * The guide's ways to a sync, with the values that it prints, and what each must end in: a dry run that moves
 * nothing, a sync, and nothing left to do.
 */
import { expect } from "vitest";
import { type BlockName, readBlock } from "./guide-blocks.ts";
import { type GuideWorld, guideSpec, type Names } from "./guide-worlds.ts";

export interface Way {
  /** Configuration files, by the names that the guide gives them. */
  readonly files?: Readonly<Record<string, string>>;
  /** Shell lines before each command: the guide's exports. */
  readonly exports?: string;
  /** What writes; default: the guide's own line. */
  readonly execute?: string;
  /** Variables of the runs before and after `execute`, where that brings its own connection. */
  readonly login?: Record<string, string>;
  readonly isInClone?: boolean;
  readonly env?: Record<string, string>;
}

export const yours = { username: "your-username", workspace: "your-workspace", repo: "your-repo" };
export const named: Names = { ...yours, secret: "your-app-password" };
const apiToken: Names = { ...yours, secret: "xxxxxxxxxxxxxxxxxxxx" };
const acme: Names = { ...apiToken, username: "john.doe", workspace: "acme-corp", repo: "backend-api" };
const ofServer = { secret: "your-pat-token", workspace: "PROJ" };
const john: Names = { ...acme, ...ofServer };
const you: Names = { ...yours, ...ofServer };

const file = (name: BlockName) => ({ files: { ".spectryn.yaml": readBlock(name) } });
const toml = { ".spectryn.toml": readBlock("config.toml") };
const exported = (name: BlockName) => ({ exports: readBlock(name), isInClone: true });

export const cloudWays: readonly (readonly [title: string, Names, Way])[] = [
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
  ["a login in variables, in a clone", apiToken, exported("cloud-login.sh")],
  ["a login in YAML, in a clone", apiToken, { ...file("cloud-login.yaml"), isInClone: true }],
  ["the example in YAML", acme, file("cloud-example.yaml")],
  ["the example in variables", acme, { execute: readBlock("cloud-example.sh") }],
];

export const serverWays: readonly (readonly [title: string, host: string, Names, Way])[] = [
  ["a login in variables, in a clone", "your-server.com", you, exported("server-login.sh")],
  ["a login in YAML, in a clone", "your-server.com", you, { ...file("server-login.yaml"), isInClone: true }],
  ["the setup in YAML", "bitbucket.yourcompany.com", you, file("server-setup.yaml")],
  ["the example in YAML", "bitbucket.company.com", john, file("server-example.yaml")],
  ["the example in variables", "bitbucket.company.com", john, { execute: readBlock("server-example.sh") }],
];

/** A block that brings its own connection needs one beside it for the runs before and after. */
export function toVariables({ username, secret, workspace, repo }: Names): Record<string, string> {
  return {
    BITBUCKET_USERNAME: username,
    BITBUCKET_APP_PASSWORD: secret,
    BITBUCKET_WORKSPACE: workspace,
    BITBUCKET_REPO: repo,
  };
}

const sync = "spectryn --markdown EPIC.md --tracker bitbucket --execute";
const created = {
  withMilestone: "4 creates (1 milestone, 2 stories, 1 subtask)",
  alone: "3 creates (2 stories, 1 subtask)",
};

/** Gives all output together. */
export async function proveSync(world: GuideWorld, { secret }: Names, way: Way): Promise<string> {
  const { files = {}, exports = "", execute = sync, login = {}, isInClone = false, env = {} } = way;
  const cwd = isInClone ? await world.clone() : world.folder;
  for (const [name, text] of Object.entries({ "EPIC.md": guideSpec, ...files })) {
    world.shell.write(`${cwd}/${name}`, text);
  }
  const run = (block: string, variables: Record<string, string>) =>
    world.run(`set -e\n${exports}\n${block}`, { cwd, env: { ...env, ...variables } });
  const creates = world.createsMilestones ? created.withMilestone : created.alone;
  const untouched = world.refs();
  const dry = await run(readBlock("verify.sh"), login);
  expect(dry.output).toContain("0 existing issues in ");
  expect(dry.output).toContain(`Plan: ${creates}. Nothing written.`);
  expect(dry.code).toBe(0);
  expect(world.refs()).toBe(untouched);
  expect(world.fake.requests.filter(({ path }) => path.includes("git-receive-pack"))).toEqual([]);

  const wet = await run(execute, {});
  expect(wet.output).toContain(`Done: ${creates}. Written and read back: `);
  expect(wet.code).toBe(0);
  expect(world.issues()).toEqual([1, 2, 3]);

  const written = world.refs();
  expect(written).not.toBe(untouched);
  const again = await run(sync, login);
  expect(again.stdout).toContain("Nothing to do. 4 items, 0 changes.");
  expect(again.code).toBe(0);
  expect(world.refs()).toBe(written);

  world.fake.assertClean();
  const output = dry.output + wet.output + again.output;
  expect(output).not.toContain(secret);
  return output;
}
