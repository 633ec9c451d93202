/**
 * The programs of random-programs.test.ts on real git: two clones and a shared repository, syncs as the command does
 * them, killed between commit and push or after it, cut off before the answer, and overtaken.
 */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLocalTracker } from "../../src/trackers/branch/adapter.ts";
import { type GitSandbox, makeGitSandbox } from "../support/git-sandbox.ts";
import { makeGitMachine, openGitPlace, readWhereMoved } from "../support/programs/git-machine.ts";
import type { Version } from "../support/programs/history.ts";
import { runStep } from "../support/programs/run.ts";
import { settle } from "../support/programs/settle.ts";
import type { SharedSpec } from "../support/programs/spec-clone.ts";
import { type Counts, firstSpec, makeCounts, startRun } from "../support/programs/state.ts";
import { type Program, program } from "../support/programs/steps.ts";
import { plainSync } from "../support/programs/sync-steps.ts";
import { file } from "../support/programs/values.ts";
import { kept, sized } from "../support/proof.ts";
import { branchOptions } from "../support/tracker-worlds.ts";

/** Thousands of small repositories come and go: in memory, where the system has a folder there. */
const memoryFolder = existsSync("/dev/shm") ? "/dev/shm" : undefined;

let sandbox: GitSandbox;
/** The first version, which the template's three repositories have. */
let first: Version;
beforeAll(async () => {
  sandbox = makeGitSandbox(memoryFolder);
  const template = sandbox.path("template");
  const clone = sandbox.path("template", "A");
  mkdirSync(template);
  sandbox.git(["init", "--quiet", "--bare", "--template=", "shared.git"], template);
  sandbox.git(["clone", "--quiet", "--template=", "shared.git", "A"], template);
  writeFileSync(`${clone}/${file}`, firstSpec);
  for (const args of [
    ["add", "."],
    ["commit", "--quiet", "--message", "first"],
    ["push", "--quiet", "origin", "main"],
    // So that all three can be copied together.
    ["remote", "set-url", "origin", "../shared.git"],
  ])
    sandbox.git(args, clone);
  first = { id: sandbox.git(["rev-parse", "HEAD"], clone), text: firstSpec, parents: [], time: 0 };
  const place = await openGitPlace("A", sandbox, clone);
  await makeGitMachine(place, { published: first, time: 0 }).sync(plainSync);
  for (const repository of [`${clone}/.git`, `${template}/shared.git`])
    sandbox.git(["repack", "--quiet", "-a", "-d"], repository);
  cpSync(clone, `${template}/B`, { recursive: true });
});
afterAll(() => sandbox.remove());

it("loses nothing, doubles nothing, and comes to rest, on real git", {
  timeout: sized(600_000, 14_400_000),
}, async () => {
  const numRuns = sized(50, 2000);
  const counts = makeCounts();
  // Git waits for processes: two programs at a time keep two processors busy.
  const { seed } = fc.readConfigureGlobal();
  const lanes = [0, 1].map(async (lane) => {
    const runProgram = await openLane(`lane-${lane}`, counts);
    await fc.assert(fc.asyncProperty(program, runProgram), {
      numRuns: numRuns / 2,
      ...(seed === undefined ? {} : { seed: seed + lane }),
    });
  });
  await Promise.all(lanes);
  const { steps, syncs, crashes, races, conflicts } = counts;
  expect(Math.min(crashes, races, conflicts)).toBeGreaterThan(0);
  kept(
    "random-programs-git",
    `${numRuns} programs on two clones and one shared repository: ${steps} steps, ${syncs} syncs, ${crashes} crashes, ${races} races, ${conflicts} conflicts decided; 0 lost, 0 doubled`,
  );
});

/** A folder in which programs run one after the other, each on a copy of the template. */
async function openLane(name: string, counts: Counts): Promise<(program: Program) => Promise<void>> {
  const folder = sandbox.path(name);
  const restore = () => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(sandbox.path("template"), folder, { recursive: true });
  };
  restore();
  const places = [
    await openGitPlace("A", sandbox, `${folder}/A`),
    await openGitPlace("B", sandbox, `${folder}/B`),
  ] as const;
  const repository = await sandbox.open(`${folder}/shared.git`);
  return async ({ fields, steps, isOurs }) => {
    restore();
    const spec: SharedSpec = { published: first, time: 0 };
    const machines = [makeGitMachine(places[0], spec), makeGitMachine(places[1], spec)] as const;
    const tracker = readWhereMoved(openLocalTracker(repository, branchOptions()), repository.gitDir);
    const run = startRun({ machines, tracker, fields, counts, isWatched: false });
    for (const step of steps) await runStep(run, step);
    await settle(run, isOurs);
  };
}
