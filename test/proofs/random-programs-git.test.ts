/**
 * The programs of random-programs.test.ts on real git: two clones and a shared repository, syncs as the command does
 * them, killed between commit and push or after it, cut off before the answer, and overtaken.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLocalTracker } from "../../src/trackers/branch/adapter.ts";
import { type GitSandbox, makeGitSandbox } from "../support/git-sandbox.ts";
import { makeGitMachine } from "../support/programs/git-machine.ts";
import { type Counts, firstSpec, makeCounts, plainSync, runStep, startRun } from "../support/programs/run.ts";
import { settle } from "../support/programs/settle.ts";
import { type Program, program } from "../support/programs/steps.ts";
import { file } from "../support/programs/values.ts";
import { kept, sized } from "../support/proof.ts";
import { branchOptions } from "../support/tracker-worlds.ts";

let sandbox: GitSandbox;
beforeAll(async () => {
  sandbox = makeGitSandbox();
  const template = sandbox.path("template");
  mkdirSync(template);
  sandbox.git(["init", "--quiet", "--bare", "--template=", "shared.git"], template);
  sandbox.git(["clone", "--quiet", "--template=", "shared.git", "A"], template);
  writeFileSync(sandbox.path("template", "A", file), firstSpec);
  const clone = sandbox.path("template", "A");
  for (const args of [
    ["add", "."],
    ["commit", "--quiet", "--message", "first"],
    ["push", "--quiet", "origin", "main"],
  ])
    sandbox.git(args, clone);
  // So that all three can be copied together.
  sandbox.git(["remote", "set-url", "origin", "../shared.git"], clone);
  await (await makeGitMachine("A", sandbox, clone)).sync(plainSync);
});
afterAll(() => sandbox.remove());

it("loses nothing, doubles nothing, and comes to rest, on real git", {
  timeout: sized(600_000, 14_400_000),
}, async () => {
  const numRuns = sized(50, 2000);
  const counts = makeCounts();
  // Git waits for processes: two programs at a time keep two processors busy.
  const { seed } = fc.readConfigureGlobal();
  const lanes = [0, 1].map((lane) =>
    fc.assert(
      fc.asyncProperty(program, (steps) => runProgram(steps, counts)),
      { numRuns: numRuns / 2, ...(seed === undefined ? {} : { seed: seed + lane }) },
    ),
  );
  await Promise.all(lanes);
  const { steps, syncs, crashes, races, conflicts } = counts;
  expect(Math.min(crashes, races, conflicts)).toBeGreaterThan(0);
  kept(
    "random-programs-git",
    `${numRuns} programs on two clones and one shared repository: ${steps} steps, ${syncs} syncs, ${crashes} crashes, ${races} races, ${conflicts} conflicts decided; 0 lost, 0 doubled`,
  );
});

let made = 0;

async function runProgram({ fields, steps, isOurs }: Program, counts: Counts): Promise<void> {
  made += 1;
  const folder = sandbox.path(`program-${made}`);
  cpSync(sandbox.path("template"), folder, { recursive: true });
  cpSync(sandbox.path("template", "A"), `${folder}/B`, { recursive: true });
  const [one, other] = [
    await makeGitMachine("A", sandbox, `${folder}/A`),
    await makeGitMachine("B", sandbox, `${folder}/B`),
  ];
  const tracker = openLocalTracker(await sandbox.open(`${folder}/shared.git`), branchOptions());
  const run = startRun({ machines: [one, other], tracker, fields, counts, isWatched: false });
  for (const step of steps) await runStep(run, step);
  await settle(run, isOurs);
  rmSync(folder, { recursive: true, force: true });
}
