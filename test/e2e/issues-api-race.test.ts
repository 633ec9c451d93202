/** Two machines sync the same new spec at the same time to a host that compares nothing; each item gets one issue. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FakeCloudWithIssues } from "../fakes/cloud-issues.ts";
import { type Sample, startSampleCloudWithIssues } from "../fakes/sample.ts";
import { makeShell, type Shell } from "../support/built-command.ts";
import { kept, sized } from "../support/proof.ts";

const bin = resolve(import.meta.dirname, "../../dist/bin.cjs");
const rounds = sized(3, 50);

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

const list = "#### Subtasks\n\n| Title |\n|---|\n| Form |\n| List |\n";
const spec = `# EPIC-1: Checkout for guests\n\n### US-1: Pay\n\n${list}\n### US-2: Receipt\n\n### US-3: Find\n\n${list}`;
const keys = ["US-1", "US-1/1", "US-1/2", "US-2", "US-3", "US-3/1", "US-3/2"];

function sync(cwd: string): Promise<{ code: number | null; output: string }> {
  const args = [bin, "sync", "EPIC.md", "--tracker", "bitbucket", "--execute", "--yes"];
  const child = spawn(process.execPath, args, { cwd, env: { ...shell.env, ...sample.variables } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  return new Promise((done) => child.once("exit", (code) => done({ code, output })));
}

const ownersOf = () =>
  sample.fake
    .tracker(sample.fullName)
    .issues.map(({ raw }) => /^spectryn: (\S+) in EPIC\.md · /m.exec(raw)?.[1] ?? raw);

it(`leaves each item one issue in ${rounds} races of two processes`, async () => {
  const tracker = sample.fake.tracker(sample.fullName);
  let doubled = 0;
  for (let round = 0; round < rounds; round += 1) {
    tracker.issues.splice(0);
    const last = tracker.last;
    const folders = ["one", "two"].map((name) => shell.init(`${name}-${round}`));
    for (const folder of folders) shell.write(`${folder}/EPIC.md`, spec);
    // Both have read the empty tracker before the first of them creates anything.
    sample.fake.faults.add({ on: "POST */issues", times: 2, trouble: { delayMs: 400 } });
    const ran = await Promise.all(folders.map(sync));
    expect(ran.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0]);
    expect(ownersOf().sort(), `round ${round}`).toEqual(keys);
    const taken = tracker.last - last - keys.length;
    const told = ran.flatMap(({ output }) => output.match(/was created by two runs.* was taken back/g) ?? []);
    expect(told, `round ${round}`).toHaveLength(taken);
    doubled += taken;
    const parents = tracker.issues.flatMap(({ raw }) => /^Parent: #(\d+)$/m.exec(raw)?.[1] ?? []);
    expect(parents.every((id) => tracker.issues.some((issue) => issue.id === Number(id)))).toBe(true);
    for (const folder of folders) {
      expect((await sync(folder)).output).toMatch(/^Nothing to do\. 8 items, 0 changes\.$/m);
    }
    const { faults } = sample.fake;
    while (faults.left().length > 0) faults.take("POST", "/issues");
  }
  expect(doubled).toBeGreaterThan(0);
  kept("api-races", `${rounds} races of two processes: ${doubled} created twice and taken back, 0 left`);
});
