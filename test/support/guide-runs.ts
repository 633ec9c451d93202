/** What every way of the guide must end in: a dry run that moves nothing, a sync, and nothing left to do. */
import { expect } from "vitest";
import { readBlock } from "./guide-blocks.ts";
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
