/** A sync to a host with issues is killed in the middle, its connection cut; the next run makes it whole. */
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FakeCloudWithIssues } from "../fakes/cloud-issues.ts";
import { type Sample, startSampleCloudWithIssues } from "../fakes/sample.ts";
import { makeShell, type Shell } from "../support/built-command.ts";
import { kept, sized } from "../support/proof.ts";

const bin = resolve(import.meta.dirname, "../../dist/bin.cjs");
const runs = sized(8, 200);

let shell: Shell;
let sample: Sample<FakeCloudWithIssues>;

beforeEach(async () => {
  shell = makeShell();
  sample = await startSampleCloudWithIssues({ limits: { repositories: 1_000_000 } });
});
afterEach(async () => {
  sample.fake.assertClean();
  await sample.fake.close();
  shell.remove();
});

const spec = (round: number) => `# EPIC-1: Checkout for guests

### US-1: Pay

**Status:** Done

Text ${round}.

#### Subtasks

| Title | Status |
|---|---|
| Form | Done |
| List | Planned |

#### Comments

> **@dana** (2026-01-15): first

> **@lee** (2026-01-16): second of ${round}

#### Attachments

- [plan.txt](./plan.txt): The plan

### US-2: Receipt

**Blocks:** US-1

Text.
`;

const isWrite = ({ method, path }: { method: string; path: string }) =>
  method !== "GET" && !path.includes(".git/");

/** Kills the command when the host got its `at`th write; gives whether it lived to its end. */
function syncUntil(cwd: string, at: number): Promise<boolean> {
  const before = sample.fake.requests.length;
  const args = [bin, "sync", "EPIC.md", "--tracker", "bitbucket", "--execute", "--yes"];
  const child = spawn(process.execPath, args, { cwd, env: { ...shell.env, ...sample.variables } });
  const watch = setInterval(() => {
    if (sample.fake.requests.slice(before).filter(isWrite).length >= at) child.kill("SIGKILL");
  }, 1);
  return new Promise((done) => {
    child.once("exit", (code) => {
      clearInterval(watch);
      done(code === 0);
    });
  });
}

it(`loses and doubles nothing in ${runs} rounds of kills and cuts`, async () => {
  const cwd = shell.init("work");
  shell.write(`${cwd}/plan.txt`, "the plan");
  let seed = Number(process.env["KILL_SEED"] ?? 11);
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const tracker = sample.fake.tracker(sample.fullName);
  for (let round = 0; round < runs; round += 1) {
    // Half of the rounds start over with an empty tracker, the others change what is there.
    if (random(2) === 0) tracker.issues.splice(0);
    if (random(3) === 0 && existsSync(`${cwd}/.spectryn`)) rmSync(`${cwd}/.spectryn`, { recursive: true });
    shell.write(`${cwd}/EPIC.md`, spec(round));
    sample.fake.faults.add({ on: "POST */issues*", after: random(6), trouble: "cut-answer" });
    let isDone = false;
    for (let tries = 0; tries < 12 && !isDone; tries += 1) {
      isDone = await syncUntil(cwd, tries < 3 ? 1 + random(9) : 1000);
      if (random(4) === 0 && !isDone && existsSync(`${cwd}/.spectryn`)) {
        rmSync(`${cwd}/.spectryn`, { recursive: true });
      }
    }
    expect(isDone, `round ${round}`).toBe(true);
    expectWhole(round);
    const { faults } = sample.fake;
    while (faults.left().length > 0) faults.take("POST", "/issues");
  }
  kept("api-killed", `${runs} rounds of kill -9 and cut answers: 0 lost, 0 doubled`);
});

function expectWhole(round: number): void {
  const { issues } = sample.fake.tracker(sample.fullName);
  expect(issues.map(({ title }) => title).sort(), `round ${round}`).toEqual([
    "Form",
    "List",
    "Pay",
    "Receipt",
  ]);
  const pay = issues.find(({ title }) => title === "Pay")!;
  expect(pay.state).toBe("resolved");
  expect(pay.raw).toContain(`Text ${round}.`);
  const written = pay.comments.map(({ raw }) => raw.split("\n")[0]).filter((line) => line !== "");
  expect(written.sort(), `comments of round ${round}`).toEqual(["first", `second of ${round}`]);
  expect([...pay.attachments.keys()]).toEqual(["plan.txt"]);
}
