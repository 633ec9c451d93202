/** Two machines sync the same new spec at the same time to a host that compares nothing; each item gets one issue. */
import { expect, it } from "vitest";
import type { FakeIssue } from "../fakes/cloud-issues/world.ts";
import { runCommand } from "../support/command-process.ts";
import { placeOf, startIssuesHost, syncArgs } from "../support/issues-host.ts";
import { meetingOf } from "../support/meeting.ts";
import { kept, sized } from "../support/proof.ts";

const rounds = sized(3, 50);

const list = "#### Subtasks\n\n| Title |\n|---|\n| Form |\n| List |\n";
const spec = `# EPIC-1: Checkout for guests\n\n### US-1: Pay\n\n${list}\n### US-2: Receipt\n\n### US-3: Find\n\n${list}`;
const keys = ["US-1", "US-1/1", "US-1/2", "US-2", "US-3", "US-3/1", "US-3/2"];

const ownersOf = (issues: readonly FakeIssue[]) =>
  issues.map(({ raw }) => /^spectryn: (\S+) in EPIC\.md · /m.exec(raw)?.[1] ?? raw);

it(`leaves each item one issue in ${rounds} races of two processes`, async () => {
  const host = await startIssuesHost({ limits: { repositories: 1_000_000 } });
  const { shell, sample } = host;
  const sync = (cwd: string) => runCommand(syncArgs, placeOf(host, cwd));
  const tracker = sample.fake.tracker(sample.fullName);
  let doubled = 0;
  for (let round = 0; round < rounds; round += 1) {
    tracker.issues.splice(0);
    const last = tracker.last;
    const folders = ["one", "two"].map((name) => shell.init(`${name}-${round}`));
    for (const folder of folders) shell.write(`${folder}/EPIC.md`, spec);
    // Both have read the empty tracker before the first of them creates anything.
    sample.fake.faults.add({ on: "POST */issues", times: 2, trouble: { until: meetingOf(2) } });
    const ran = await Promise.all(folders.map(sync));
    expect(ran.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
    expect(ownersOf(tracker.issues).sort(), `round ${round}`).toEqual(keys);
    const taken = tracker.last - last - keys.length;
    const told = ran.flatMap(
      ({ stderr, stdout }) => (stderr + stdout).match(/was created by two runs.* was taken back/g) ?? [],
    );
    expect(told, `round ${round}`).toHaveLength(taken);
    doubled += taken;
    const parents = tracker.issues.flatMap(({ raw }) => /^Parent: #(\d+)$/m.exec(raw)?.[1] ?? []);
    expect(parents.every((id) => tracker.issues.some((issue) => issue.id === Number(id)))).toBe(true);
    for (const folder of folders) {
      expect((await sync(folder)).stdout).toMatch(/^Nothing to do\. 8 items, 0 changes\.$/m);
    }
    sample.fake.faults.clear();
  }
  expect(doubled).toBeGreaterThan(0);
  kept("api-races", `${rounds} races of two processes: ${doubled} created twice and taken back, 0 left`);
});
