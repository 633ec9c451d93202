/** Keywords of commits in several clones of one repository: the mark travels, and only what was pushed acts. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startSampleCloud } from "../../../test/fakes/sample.ts";
import {
  type CommitClone,
  causesOf,
  makeLocalClone,
  twoStories,
  useClone,
} from "../../../test/support/commit-clones.ts";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import { type GitServer, startGitServer } from "../../../test/support/git-server.ts";
import type { Plan } from "../../core/plan/change.ts";

let sandbox: GitSandbox;
let server: GitServer;
beforeAll(async () => {
  sandbox = makeGitSandbox();
  server = await startGitServer();
});
afterAll(async () => {
  await server.close();
  sandbox.remove();
});

async function publish(
  name: string,
): Promise<{ url: string; one: CommitClone; two: () => Promise<CommitClone> }> {
  const url = server.createRepository(`scm/shop/${name}`);
  const start = makeLocalClone(sandbox, `${name}-start`);
  await start.online("push", "--quiet", url, "HEAD:main");
  const one = useClone(sandbox, await sandbox.clone(url, `${name}-one`));
  return { url, one, two: async () => useClone(sandbox, await sandbox.clone(url, `${name}-two`)) };
}

it("only what the remote has acts, once for all, and the mark travels", async () => {
  const { one, two: clone } = await publish("shared");
  await one.sync();
  const fix = one.commit("fixes #1");
  expect(causesOf(await one.sync())).toEqual([]);
  await one.online("push", "--quiet", "origin", "main");
  const two = await clone();
  expect(causesOf(await two.sync())).toEqual([`#1 ${fix} fixes #1`]);
  expect(await two.mark()).toBe(fix);
  expect((await one.sync()).writes).toEqual([]);
  expect((await one.issue(1)).commits).toHaveLength(1);
  // Two reads on; one, whose remote-tracking branch is behind, neither acts nor takes the mark back.
  const more = two.commit("fixes #2");
  await two.online("push", "--quiet", "origin", "main");
  expect(causesOf(await two.sync())).toEqual([`#2 ${more} fixes #2`]);
  await one.online("fetch", "--quiet", "origin", "spectryn");
  sandbox.write(`${one.cwd}/EPIC.md`, twoStories.replace("Cards", "Cards and cash"));
  const behind = await one.sync();
  expect([causesOf(behind), behind.notes]).toEqual([[], []]);
  expect(await one.mark()).toBe(more);
  // The same with the commits at hand, but not yet on the branch.
  await one.online("fetch", "--quiet", "--refmap=", "origin", "main");
  sandbox.write(`${one.cwd}/EPIC.md`, twoStories.replace("Cards", "Cards, cash"));
  expect(causesOf(await one.sync())).toEqual([]);
  expect(await one.mark()).toBe(more);
  await one.online("fetch", "--quiet", "origin");
  expect(causesOf(await one.sync())).toEqual([]);
});

it("this clone's own mark counts where it is further along", async () => {
  const { one } = await publish("further");
  await one.sync();
  one.commit("nothing to see");
  await one.online("push", "--quiet", "origin", "main");
  await one.sync();
  const mark = await one.mark();
  expect((await one.commits()).branches).toMatchObject([{ kind: "nothing" }]);
  rmSync(`${one.cwd}/.spectryn/state.json`);
  expect((await one.commits()).branches).toMatchObject([{ kind: "read", commits: 1 }]);
  expect(await one.mark()).toBe(mark);
});

it("a shallow clone without the mark acts on nothing, says so, and leaves the mark to others", async () => {
  const { url, one } = await publish("shallow");
  await one.sync();
  const fix = one.commit("fixes #1");
  one.commit("two");
  await one.online("push", "--quiet", "origin", "main");
  const path = await sandbox.clone(`${url}`, "shallow-two", "--depth=1", "--no-single-branch");
  const shallow = useClone(sandbox, path);
  const mark = await one.mark();
  sandbox.write(`${path}/EPIC.md`, twoStories.replace("Cards", "Cards and cash"));
  const run = await shallow.sync();
  expect(causesOf(run)).toEqual([]);
  expect(run.notes).toEqual([
    `commits of main were read up to ${mark}, which this clone does not have (it is shallow): nothing was done here, a clone that has it goes on from there; to have it here: git fetch --unshallow`,
  ]);
  expect(await shallow.mark()).toBe(mark);
  await shallow.online("fetch", "--quiet", "--unshallow");
  expect(causesOf(await shallow.sync())).toEqual([`#1 ${fix} fixes #1`]);
});

it("a shallow clone cannot tell a rewritten branch from commits that it left out", async () => {
  const { url, one } = await publish("cut");
  await one.sync();
  const shallow = useClone(sandbox, await sandbox.clone(url, "cut-two", "--depth=1", "--no-single-branch"));
  await shallow.sync();
  const mark = await one.mark();
  for (const message of ["fixes #1", "two"]) one.commit(message);
  await one.online("push", "--quiet", "origin", "main");
  await shallow.online("fetch", "--quiet", "--depth=1", "origin", "main");
  const { notes } = await shallow.sync();
  expect(notes[0]).toContain(`read up to ${mark}, which this clone does not have (it is shallow)`);
  expect(causesOf(await one.sync())).toHaveLength(1);
});

it("a mark that nobody has any more is set anew by commits --since", async () => {
  const { url, one, two: clone } = await publish("lost");
  await one.sync();
  one.commit("old");
  await one.online("push", "--quiet", "origin", "main");
  await one.sync();
  await one.setState(2, "open");
  one.commit("fixes #2");
  await one.online("push", "--quiet", "origin", "main");
  await one.sync();
  const other = useClone(sandbox, await sandbox.clone(url, "lost-other", "--branch=main"));
  other.git("reset", "--quiet", "--hard", "HEAD~2");
  const fix = other.commit("fixes #1");
  await other.online("push", "--quiet", "--force", "origin", "main");
  const two = await clone();
  expect([causesOf(await two.sync()), (await two.commits()).branches[0]?.kind]).toEqual([[], "missing"]);
  expect((await two.commits()).notes[0]).toContain("if it is gone: spectryn commits --since REV");
  expect(causesOf(await two.commits({ since: "HEAD~1" }))).toEqual([`#1 ${fix} fixes #1`]);
  expect(await two.mark()).toBe(fix);
});

it("the title or description of a merged pull request acts once, where its merge stands", async () => {
  const { fake, fullName, variables, cloneUrl } = await startSampleCloud();
  try {
    const shop = useClone(sandbox, await sandbox.clone(cloneUrl, "cloud"), variables);
    await shop.sync();
    const merged = { state: "MERGED" as const, destination: "main" };
    fake.addPullRequest(fullName, { ...merged, title: "Guests", description: "Fixes US-001" });
    fake.addPullRequest(fullName, { ...merged, title: "Closes US-002" });
    fake.addPullRequest(fullName, { title: "fixes #2", state: "OPEN" });
    fake.addPullRequest(fullName, { ...merged, title: "fixes #2", destination: "release" });
    const asked = () => fake.requests.filter(({ path }) => path.includes("/pullrequests")).length;
    const before = asked();
    await shop.sync();
    expect(asked()).toBe(before);
    const plain = fake.commit(fullName, "main", { "a.txt": "1" }, "holds US-002, reopens US-001");
    fake.commit(fullName, "main", { "a.txt": "2" }, "Merged in receipts (pull request #2)");
    await shop.online("fetch", "--quiet", "origin");
    const run = await shop.sync();
    const one = await shop.issue(numberOf(run, "US-001"));
    const two = await shop.issue(numberOf(run, "US-002"));
    const by = plain.slice(0, 7);
    // Number 1 is in no merge's message: it acts before the commits.
    expect(causesOf(run)).toEqual([
      `#${one.number} pull request #1 fixes US-001`,
      `#${one.number} ${by} reopens US-001`,
      `#${two.number} ${by} holds US-002`,
      `#${two.number} pull request #2 closes US-002`,
    ]);
    expect(one.fields.state).toBe("open");
    expect(two.commits).toEqual([
      { sha: plain, action: "on hold" },
      { sha: "pr:2", action: "resolved" },
    ]);
    expect(two.fields.state).toBe("resolved");
    await shop.setState(two.number!, "open");
    expect((await shop.commits({ since: "origin/main~2" })).changes).toEqual([]);
    fake.commit(fullName, "main", { "a.txt": "3" }, "see nothing");
    await shop.online("fetch", "--quiet", "origin");
    expect((await shop.sync()).writes).toEqual([]);
  } finally {
    await fake.close();
  }
});

function numberOf({ changes }: Plan, key: string): number {
  return changes.find(({ subject }) => subject.key === key)!.subject.number!;
}
