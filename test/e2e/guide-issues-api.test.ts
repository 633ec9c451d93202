/** The guide on a host that still answers the Issues API 2.0, from the shell and from the library. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { BitbucketAdapter } from "../../src/index.ts";
import type { FakeCloudWithIssues } from "../fakes/cloud-issues.ts";
import { adapterOptions, type Sample, startSampleCloudWithIssues } from "../fakes/sample.ts";
import { makeShell, type Shell } from "../support/built-command.ts";
import { readBlock } from "../support/guide-blocks.ts";

let shell: Shell;
let sample: Sample<FakeCloudWithIssues>;
let folders = 0;

beforeAll(async () => {
  shell = makeShell();
  sample = await startSampleCloudWithIssues();
  sample.fake.addNames(sample.fullName, {
    milestones: ["Q1 2024", "Words"],
    components: ["Frontend"],
    versions: ["v1.0"],
  });
});
afterAll(async () => {
  sample.fake.assertClean();
  await sample.fake.close();
  shell.remove();
});

const issues = () => sample.fake.tracker(sample.fullName).issues;
const issueOf = (title: string) => issues().find((issue) => issue.title === title)!;

/** Syncs twice in a clone of its own; the second run must have nothing to do. */
async function sync(spec: string, config = "{}") {
  folders += 1;
  const cwd = shell.init(`work-${folders}`);
  shell.write(`${cwd}/SPEC-${folders}.md`, spec);
  shell.write(`${cwd}/.spectryn.yaml`, config);
  const run = () =>
    shell.run(`spectryn --markdown SPEC-${folders}.md --tracker bitbucket --execute`, {
      cwd,
      env: sample.variables,
    });
  const ran = await run();
  expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining("Done: ")]);
  expect((await run()).stdout).toContain("Nothing to do.");
}

it("writes each state and priority as the guide names it", async () => {
  const states = ["new", "open", "resolved", "closed", "on hold", "invalid", "duplicate", "wontfix"];
  const priorities = ["trivial", "minor", "major", "high", "blocker"];
  const stories = states.map(
    (state, at) =>
      `### W-${at}: ${state}\n\n| **Status** | ${state} |\n|---|---|\n| **Priority** | ${priorities[at % 5]} |\n`,
  );
  await sync(`# EPIC-W: Words\n\n${stories.join("\n")}`);
  expect(states.map((title) => issueOf(title).state)).toEqual(states);
  const written = ["trivial", "minor", "major", "critical", "blocker"];
  expect(states.slice(0, 5).map((title) => issueOf(title).priority)).toEqual(written);
});

it("makes the milestone's issues of the guide's example, with story points in the content", async () => {
  const spec = readBlock("epic-milestone.md").replace(
    "...",
    `${readBlock("story-points.md")}\n#### Subtasks\n\n- [ ] Form\n`,
  );
  await sync(spec);
  const story = issueOf("Login Feature");
  expect(story.milestone?.name).toBe("Q1 2024");
  expect(story.raw).toContain("| **Story Points** | 5 |");
  expect(issueOf("Form").raw).toContain(`Parent: #${story.id}`);
});

it("makes an epic issue with its label, which its stories name", async () => {
  const config = `${readBlock("epic-label.yaml")}  epic_as: issue\n`;
  await sync("# EPIC-9: Payment\n\n### PAY-1: Pay by card\n\n#### Subtasks\n\n- [ ] Card form\n", config);
  const epic = issueOf("Payment");
  expect(epic.raw).toContain("Labels: epic");
  expect(issueOf("Pay by card").raw).toContain(`Epic: #${epic.id}`);
  expect(issueOf("Card form").raw).toContain(`Parent: #${issueOf("Pay by card").id}`);
});

it("serves the guide's library calls", async () => {
  const { fake, fullName } = sample;
  const cwd = shell.init("library");
  fake.addPullRequest(fullName, { title: "A change" });
  const adapter = new BitbucketAdapter({ ...adapterOptions(sample), cwd, env: shell.env });
  const { key } = await adapter.createIssue({ title: "By a program" });
  await adapter.linkPullRequest({ issueKey: key, pullRequestId: 1 });
  expect(await adapter.getPullRequestsForIssue(key)).toMatchObject([{ number: 1, origins: ["linked"] }]);
  await adapter.updateIssueWithMetadata({ issueKey: key, component: "Frontend", version: "v1.0" });
  expect(await adapter.listComponents()).toMatchObject([{ name: "Frontend" }]);
  expect(await adapter.listVersions()).toMatchObject([{ name: "v1.0" }]);
  const comment = await adapter.addComment(key, "This is a comment");
  expect(await adapter.getComments(key)).toEqual([comment]);
  shell.write(`${cwd}/document.pdf`, "documentation");
  const filePath = `${cwd}/document.pdf`;
  const sent = await adapter.uploadAttachment({ issueKey: key, filePath, description: "Documentation" });
  expect(await adapter.getIssueAttachments(key)).toEqual([sent]);
  const held = issueOf("By a program");
  expect([...held.attachments].map(([name, bytes]) => [name, `${bytes}`])).toEqual([
    ["document.pdf", "documentation"],
  ]);
  await adapter.deleteAttachment(key, { attachmentId: sent.id });
  expect(held.attachments.size).toBe(0);
  expect([held.component?.name, held.version?.name]).toEqual(["Frontend", "v1.0"]);
});

it("sends the files of a spec once, and gives them back", async () => {
  const cwd = shell.init("files");
  shell.write(`${cwd}/plan.txt`, "the plan");
  const spec = "### FI-1: Files\n\nText.\n\n#### Attachments\n\n- [plan.txt](./plan.txt): The plan\n";
  shell.write(`${cwd}/FILES.md`, spec);
  const run = (command: string) => shell.run(command, { cwd, env: sample.variables });
  const sync = "spectryn --markdown FILES.md --tracker bitbucket --execute";
  expect((await run(sync)).code).toBe(0);
  const before = sample.fake.requests.length;
  expect((await run(sync)).stdout).toContain("Nothing to do.");
  const asked = sample.fake.requests.slice(before).filter(({ path }) => !path.includes(".git/"));
  expect(asked.map(({ method }) => method)).toEqual(["GET"]);
  const { id, attachments } = issueOf("Files");
  expect([...attachments.keys()]).toEqual(["plan.txt"]);
  const saved = await run(`spectryn issue attachments ${id} --save out && cat out/plan.txt`);
  expect(saved.stdout).toMatch(/the plan$/);
});

it("lists, saves and removes the files that people put there on the host", async () => {
  const cwd = shell.init("theirs");
  shell.write(`${cwd}/plan.txt`, "the plan");
  const spec = "### TH-1: Theirs\n\n#### Attachments\n\n- [plan.txt](./plan.txt)\n";
  shell.write(`${cwd}/THEIRS.md`, spec);
  const run = (command: string) => shell.run(command, { cwd, env: sample.variables });
  const synced = await run("spectryn -m THEIRS.md --tracker bitbucket --execute");
  expect(synced.output).toContain("Done: ");
  const { id, attachments } = issueOf("Theirs");
  for (const name of ["../log 1.txt", "PLAN.txt"]) attachments.set(name, Buffer.from(`${name} of dana`));
  const listed = await run(`spectryn issue attachments ${id}`);
  expect(listed.stdout.replace(/[0-9a-f]{12}/, "<id>".padEnd(12))).toBe(
    `#${id} has 3 attachments
<id>          plan.txt        8 bytes
-             ../log 1.txt             put there on the host
-             PLAN.txt                 put there on the host
`,
  );
  expect((await run(`spectryn issue show ${id}`)).stdout).toContain("PLAN.txt (put there on the host)");
  expect((await run(`spectryn issue attachments ${id} --save out`)).stdout).toContain(
    "Saved 3 files into out",
  );
  const saved = await run(`cd out && for file in *; do echo "$file: $(cat "$file")"; done`);
  expect(saved.stdout).toBe(
    "3-PLAN.txt: PLAN.txt of dana\n__log 1.txt: ../log 1.txt of dana\nplan.txt: the plan\n",
  );
  const { variables } = sample;
  const adapter = new BitbucketAdapter({
    ...{ workspace: "acme", repo: "shop", cwd, env: { ...shell.env, ...variables } },
  });
  expect(await adapter.getIssueAttachments(id)).toMatchObject([
    { name: "plan.txt", size: 8 },
    { id: "../log 1.txt", name: "../log 1.txt", size: null },
    { id: "PLAN.txt", name: "PLAN.txt", size: null },
  ]);
  await adapter.deleteAttachment(id, { attachmentId: "PLAN.txt" });
  const removed = await run(`spectryn issue detach ${id} "../log 1.txt"`);
  expect(removed.stdout).toBe(`detached from #${id} Theirs\n  - ../log 1.txt\n`);
  expect([...attachments.keys()]).toEqual(["plan.txt"]);
  expect((await run(`spectryn issue detach ${id} nothing.txt`)).stderr).toContain("it has ");
});

it("says of a change by hand what the host cannot take, and where an issue cannot be seen", async () => {
  const cwd = shell.init("by-hand");
  const run = (command: string) =>
    shell.run(command, { cwd, env: { ...sample.variables, BITBUCKET_USERNAME: "" } });
  const { id } = sample.fake.addIssue(sample.fullName, { title: "By hand" });
  const edited = await run(`spectryn issue edit ${id} --milestone Q9 --tracker bitbucket`);
  expect(edited.stderr).toMatch(
    /^error: .* has no milestone "Q9" and cannot create it; nothing was written$/m,
  );
  expect(edited.code).toBe(1);
  const shown = await run(`spectryn issue show ${id} --url --tracker bitbucket`);
  expect(shown.stderr).toMatch(/^error: #\d+ has no address that is known here: it lies in .*, Issues API$/m);
});

it("stops at a milestone that the host does not have, before anything is written", async () => {
  const cwd = shell.init("missing");
  shell.write(`${cwd}/EPIC.md`, "# EPIC-8: Nowhere\n\n### NO-1: Story\n");
  const before = issues().length;
  const ran = await shell.run("spectryn --markdown EPIC.md --tracker bitbucket --execute", {
    cwd,
    env: sample.variables,
  });
  expect(ran.stderr).toContain('has no milestone "Nowhere" and cannot create it');
  expect(ran.code).toBe(6);
  expect(issues()).toHaveLength(before);
});
