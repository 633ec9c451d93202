/** Many processes write to one tracker at the same moment: through a real git server, and in one repository. */
import { afterEach, expect, it } from "vitest";
import { runCommand } from "../support/command-process.ts";
import { kept, sized } from "../support/proof.ts";
import { auditTracker } from "../support/tracker-audit.ts";
import {
  allTitles,
  type Crowd,
  inLanes,
  makeLocalCrowd,
  makeRemoteCrowd,
  runUntilDone,
  type Writer,
} from "../support/writers.ts";

const processes = sized(8, 50);
const items = sized(10, 20);
/** The measure of the lost races. */
const mostPushes = processes * 6;

let crowd: Crowd;
afterEach(() => crowd.close());

/** Each writer's items are there, once, and came in one commit. */
async function writeAtOnce() {
  const started = performance.now();
  await Promise.all(
    crowd.writers.map(async (writer) => {
      writer.write(items);
      expect(await runUntilDone(crowd, writer, writer.sync)).toBe(0);
    }),
  );
  const seconds = Math.round((performance.now() - started) / 1000);
  const { issues, commits } = auditTracker(crowd.repository);
  expect(issues.map(({ title }) => title).sort()).toEqual(allTitles(crowd.writers, items));
  expect(commits).toBe(processes);
  return { issues, commits, seconds };
}

it(`${processes} clones of one server write ${items} issues each, in one batch`, async () => {
  crowd = await makeRemoteCrowd(processes);
  const { issues, commits, seconds } = await writeAtOnce();
  const { begun, sent } = crowd.pushes();
  expect(sent).toBeLessThanOrEqual(mostPushes);
  const measured = `${processes} processes x ${items} issues: ${issues.length} issues, 0 lost, 0 doubled, ${sent} pushes sent (${begun} begun) for ${commits} commits, ${seconds} s`;
  kept("many-writers", measured);
});

it(`${processes} processes write ${items} issues each into one repository`, async () => {
  crowd = makeLocalCrowd(processes);
  const { issues, commits, seconds } = await writeAtOnce();
  const measured = `${processes} processes x ${items} issues: ${issues.length} issues, 0 lost, 0 doubled, ${commits} commits, ${seconds} s`;
  kept("many-writers-one-repository", measured);
});

it("people who create issues one by one get a number each", async () => {
  const people = sized(3, 10);
  const each = sized(2, 10);
  crowd = await makeRemoteCrowd(people);
  const told: number[] = [];
  await inLanes(crowd.writers, people, async ({ name, cwd }) => {
    for (let at = 1; at <= each; at += 1) {
      const ran = await crowd.shell.run(`spectryn issue create "Issue ${at} of ${name}"`, { cwd });
      expect(ran.code, ran.output).toBe(0);
      told.push(Number(/^created #(\d+)/m.exec(ran.stdout)?.[1]));
    }
  });
  const { issues, commits } = auditTracker(crowd.repository);
  expect(told.sort((one, other) => one - other)).toEqual(issues.map(({ number }) => number));
  expect(issues).toHaveLength(people * each);
  expect(new Set(issues.map(({ title }) => title)).size).toBe(people * each);
  const measured = `${people} people x ${each} issues, one by one: ${issues.length} numbers, 0 lost, 0 doubled, ${crowd.pushes().sent} pushes for ${commits} commits`;
  kept("many-people", measured);
});

it("readers and writers of one clone are never in each other's way", async () => {
  const writers = sized(2, 8);
  const rounds = sized(2, 6);
  crowd = await makeRemoteCrowd(writers, "shared");
  const { shell } = crowd;
  const cwd = crowd.writers[0]!.cwd;
  let left = writers;
  let reads = 0;
  const write = async (writer: Writer) => {
    for (let items = 1; items <= rounds; items += 1) {
      writer.write(items);
      const { code, stderr } = await runCommand(writer.sync, { cwd, env: shell.env });
      expect(code, stderr).toBe(0);
    }
    left -= 1;
  };
  const read = async (args: readonly string[]) => {
    while (left > 0) {
      const { code, stderr } = await runCommand(args, { cwd, env: shell.env });
      expect(code, stderr).toBe(0);
      reads += 1;
    }
  };
  crowd.shell.write(`${cwd}/EPIC.md`, "### US-1: Read by many\n\nText.\n");
  const readers = [["issue", "list"], ["status"], ["plan", "EPIC.md", "--no-input"]];
  await Promise.all([...crowd.writers.map(write), ...readers.map(read)]);
  const { issues, commits } = auditTracker(crowd.repository);
  expect(issues.map(({ title }) => title).sort()).toEqual(allTitles(crowd.writers, rounds));
  const measured = `${writers} writers and ${reads} runs of readers in one clone: ${issues.length} issues in ${commits} commits, no run failed`;
  kept("one-clone", measured);
});
