/** From the shell against a host with issues: what a page, an item or a memory that is lost leaves behind. */
import { rmSync } from "node:fs";
import { beforeEach, expect, it } from "vitest";
import { serverError } from "../fakes/app/fault.ts";
import { type IssuesHost, startIssuesHost } from "../support/issues-host.ts";

let shell: IssuesHost["shell"];
let sample: IssuesHost["sample"];
let folder: string;

beforeEach(async () => {
  ({ shell, sample } = await startIssuesHost());
  folder = shell.init("work");
});

const issues = () => sample.fake.tracker(sample.fullName).issues;
const sync = () =>
  shell.run("spectryn sync EPIC.md --tracker bitbucket --execute", {
    cwd: folder,
    env: { ...sample.variables, BITBUCKET_TIMEOUT: "2" },
  });
const writesSince = (start: number) =>
  sample.fake.requests.slice(start).filter(({ method, path }) => method !== "GET" && !path.includes(".git/"));

it("a page that fails in the middle of the list: nothing is written, exit 8", async () => {
  for (let at = 0; at < 250; at += 1) sample.fake.addIssue(sample.fullName, { title: `Issue ${at}` });
  shell.write(`${folder}/EPIC.md`, "### US-1: One\n");
  sample.fake.faults.add({ on: "GET */issues", after: 1, times: 50, trouble: serverError(502) });
  const ran = await sync();
  expect(ran.stdout).toBe("");
  expect(ran.stderr).toMatch(/^error: .*502/m);
  expect(ran.code).toBe(8);
  expect(writesSince(0)).toEqual([]);
});

it("an item that is refused does not stop the others: all are listed, exit 1", async () => {
  const list = "#### Subtasks\n\n- [ ] Part\n";
  const spec = (title: string) => `### US-1: One\n\n### US-2: ${title}\n\n${list}\n### US-3: Three\n`;
  shell.write(`${folder}/EPIC.md`, spec("x".repeat(256)));
  const ran = await sync();
  const all = ran.stderr.split("\n");
  const lines = all.slice(all.findIndex((line) => line.startsWith("  =")));
  expect(lines.slice(0, 4)).toEqual([
    "  = done       create US-1",
    "  = done       create US-3",
    expect.stringMatching(/^ {2}! failed {5}create US-2: .*maximum length 255/),
    "  - not tried  create US-2/1",
  ]);
  expect(lines[4]).toMatch(/^error: 2 of 4 changes were not made in .*: create US-2: /);
  expect(ran.code).toBe(1);
  shell.write(`${folder}/EPIC.md`, spec("Two"));
  expect((await sync()).stdout).toContain("Done: 2 creates");
  expect(issues().map(({ title }) => title)).toEqual(["One", "Three", "Two", "Part"]);
});

it("without .spectryn an edit in the tracker is a conflict, not overwritten, and nothing is doubled", async () => {
  shell.write(`${folder}/EPIC.md`, "### US-1: One\n\n**Priority:** High\n\nText.\n\n### US-2: Two\n");
  expect((await sync()).code).toBe(0);
  sample.fake.editIssue(sample.fullName, 1, { priority: "blocker" });
  rmSync(`${folder}/.spectryn`, { recursive: true });
  shell.write(`${folder}/EPIC.md`, "### US-1: One\n\n**Priority:** Low\n\nText.\n\n### US-2: Two\n");
  const ran = await sync();
  expect(ran.stdout).toMatch(/! conflict #1 .*One\n {7}priority .*EPIC\.md minor \(low\) \| tracker blocker/);
  expect(ran.code).toBe(3);
  expect(issues().map(({ title, priority }) => [title, priority])).toEqual([
    ["One", "blocker"],
    ["Two", "major"],
  ]);
});
