/** A sync to a host with issues is killed in the middle, its connection cut; the next run makes it whole. */
import { existsSync, rmSync } from "node:fs";
import { expect, it } from "vitest";
import type { FakeIssue } from "../fakes/cloud-issues/world.ts";
import { startCommand } from "../support/command-process.ts";
import { type IssuesHost, placeOf, startIssuesHost, syncArgs } from "../support/issues-host.ts";
import { kept, sized } from "../support/proof.ts";
import { makeDice } from "../support/random.ts";

const runs = sized(8, 200);

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
async function syncUntil(host: IssuesHost, cwd: string, at: number): Promise<boolean> {
  const { requests } = host.sample.fake;
  const before = requests.length;
  const { child, ended } = startCommand(syncArgs, placeOf(host, cwd));
  const watch = setInterval(() => {
    if (requests.slice(before).filter(isWrite).length >= at) child.kill("SIGKILL");
  }, 1);
  const { code } = await ended;
  clearInterval(watch);
  return code === 0;
}

it(`loses and doubles nothing in ${runs} rounds of kills and cuts`, async () => {
  const host = await startIssuesHost({ limits: { repositories: 1_000_000 } });
  const { shell, sample } = host;
  const cwd = shell.init("work");
  shell.write(`${cwd}/plan.txt`, "the plan");
  const random = makeDice(Number(process.env["KILL_SEED"] ?? 11));
  const tracker = sample.fake.tracker(sample.fullName);
  for (let round = 0; round < runs; round += 1) {
    // Half of the rounds start over with an empty tracker, the others change what is there.
    if (random(2) === 0) tracker.issues.splice(0);
    if (random(3) === 0 && existsSync(`${cwd}/.spectryn`)) rmSync(`${cwd}/.spectryn`, { recursive: true });
    shell.write(`${cwd}/EPIC.md`, spec(round));
    sample.fake.faults.add({ on: "POST */issues*", after: random(6), trouble: "cut-answer" });
    let isDone = false;
    for (let tries = 0; tries < 12 && !isDone; tries += 1) {
      isDone = await syncUntil(host, cwd, tries < 3 ? 1 + random(9) : 1000);
      if (random(4) === 0 && !isDone && existsSync(`${cwd}/.spectryn`)) {
        rmSync(`${cwd}/.spectryn`, { recursive: true });
      }
    }
    expect(isDone, `round ${round}`).toBe(true);
    expectWhole(tracker.issues, round);
    sample.fake.faults.clear();
  }
  kept("api-killed", `${runs} rounds of kill -9 and cut answers: 0 lost, 0 doubled`);
});

function expectWhole(issues: readonly FakeIssue[], round: number): void {
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
