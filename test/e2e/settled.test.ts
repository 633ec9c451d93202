/** A run that found nothing to do is remembered; everything that could change its answer makes a new one. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeShell } from "../support/built-command.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";

const shell = makeShell();
let server: GitServer;
beforeAll(async () => {
  server = await startGitServer();
});
afterAll(async () => {
  await server.close();
  shell.remove();
});

const spec = `# EPIC-1: Shop

### US-001: Log in

**Priority**: High

### US-002: Log out
`;
const recalled = "nothing changed since the last plan";

let folder: string;
let made = 0;
const at = (name: string) => join(folder, name);
const run = (command: string, cwd = folder) => shell.run(`spectryn ${command}`, { cwd });
/** Whether the plan was remembered, and what it says last. */
async function plan(more = "") {
  const { output, code } = await run(`plan specs --verbose ${more}`);
  const last = output.trim().split("\n").at(-1);
  return { isRecalled: output.includes(recalled), last, code };
}
const quiet = { last: "Nothing to do. 3 items, 0 changes.", code: 0 };

async function makeClone(tracker: string) {
  made += 1;
  server.createRepository(`shop-${made}`);
  folder = await shell.clone(`${server.url}/shop-${made}.git`, `clone-${made}`);
  mkdirSync(at("specs"));
  writeFileSync(at("specs/EPIC.md"), spec);
  writeFileSync(at(".spectryn.yaml"), `tracker: ${tracker}\n`);
  shell.git(["add", "."], folder);
  shell.git(["commit", "--quiet", "--message", "specs"], folder);
  await shell.gitOnline(["push", "--quiet", "origin", "HEAD:main"], folder);
  expect((await run("sync specs --execute")).code).toBe(0);
  expect(await plan()).toEqual({ ...quiet, isRecalled: false });
  expect(await plan()).toEqual({ ...quiet, isRecalled: true });
}

describe.each(["local", "bitbucket"])("tracker: %s", (tracker) => {
  beforeEach(() => makeClone(tracker));

  it("answers a sync as it was answered before, in text and as JSON", async () => {
    const before = await run("sync specs --execute");
    const again = await run("sync specs --execute --verbose");
    expect(again.output).toContain(recalled);
    expect([again.code, again.stdout]).toEqual([before.code, before.stdout]);
    writeFileSync(at(".git/spectryn/settled.json"), "{}");
    const fresh = await run("sync specs --execute --json");
    expect((await run("sync specs --execute --json")).stdout).toBe(fresh.stdout);
    expect(JSON.parse(fresh.stdout).data.plan.items).toBe(3);
  });

  it("makes a new plan when a spec, the folder or a setting is another one", async () => {
    writeFileSync(at("specs/EPIC.md"), spec.replace("High", "Low"));
    expect(await plan()).toEqual({ isRecalled: false, last: "Plan: 1 update. Nothing written.", code: 0 });
    writeFileSync(at("specs/EPIC.md"), spec);
    expect(await plan()).toEqual({ ...quiet, isRecalled: true });
    writeFileSync(at("specs/MORE.md"), "# EPIC-2: More\n\n### US-100: Search\n");
    expect((await plan()).last).toContain("2 creates");
    rmSync(at("specs/MORE.md"));
    expect((await plan()).isRecalled).toBe(true);
    writeFileSync(at(".spectryn.yaml"), `tracker: ${tracker}\nbitbucket:\n  story_label: task\n`);
    expect(await plan()).toMatchObject({ isRecalled: false, last: expect.stringContaining("2 updates") });
  });

  it("makes a new plan when the tracker, the main branch or the memory of this clone moved", async () => {
    expect((await run("issue edit US-001 --title 'Sign in'")).code).toBe(0);
    expect(await plan()).toMatchObject({ isRecalled: false, last: expect.stringContaining("1 pull") });
    expect((await run("issue edit US-001 --title 'Log in'")).code).toBe(0);
    expect((await plan()).isRecalled).toBe(false);
    expect((await plan()).isRecalled).toBe(true);
    shell.git(["commit", "--quiet", "--allow-empty", "--message", "fixes US-002"], folder);
    await shell.gitOnline(["push", "--quiet", "origin", "HEAD:main"], folder);
    expect(await plan()).toMatchObject({ isRecalled: false, last: expect.stringContaining("1 update") });
    shell.git(["reset", "--quiet", "--hard", "HEAD^"], folder);
    await shell.gitOnline(["push", "--quiet", "--force", "origin", "HEAD:main"], folder);
    rmSync(at(".spectryn/state.json"));
    expect(await plan()).toEqual({ ...quiet, isRecalled: false });
  });

  it("knows nothing of another story, of the other side winning, or of a folder that is gone", async () => {
    expect(await plan("--story US-001")).toMatchObject({ isRecalled: false, code: 0 });
    expect(await plan("--story US-001")).toMatchObject({ isRecalled: true, code: 0 });
    expect(await plan("--prefer tracker")).toEqual({ ...quiet, isRecalled: false });
    rmSync(at("specs"), { recursive: true });
    expect(await plan()).toMatchObject({ isRecalled: false, code: 6 });
  });
});

it("plans as ever with a damaged memory, and remembers anew", async () => {
  await makeClone("local");
  const file = at(".git/spectryn/settled.json");
  for (const text of ["", "{", "[]", '{"version":"0.0.0","plans":[]}', '{"plans":{}}']) {
    writeFileSync(file, text);
    expect([text, await plan()]).toEqual([text, { ...quiet, isRecalled: false }]);
    expect(JSON.parse(readFileSync(file, "utf8")).plans).toHaveLength(1);
  }
  expect(await plan()).toEqual({ ...quiet, isRecalled: true });
});

it("tells of a shared branch that somebody else moved, rewrote or deleted, and of a host that is down", async () => {
  await makeClone("bitbucket");
  const other = await shell.clone(`${server.url}/shop-${made}.git`, `other-${made}`);
  expect((await run("issue close US-002", other)).code).toBe(0);
  expect(await plan()).toMatchObject({ isRecalled: false, last: expect.stringContaining("1 pull") });
  await shell.gitOnline(["push", "--quiet", "--force", "origin", "HEAD:spectryn"], other);
  expect(await plan()).toMatchObject({ isRecalled: false, code: expect.any(Number) });
  expect((await plan()).code).not.toBe(0);
  await shell.gitOnline(["push", "--quiet", "origin", ":spectryn"], other);
  expect((await plan()).code).not.toBe(0);
  shell.git(["remote", "set-url", "origin", "http://127.0.0.1:1/shop.git"], folder);
  expect((await plan()).code).not.toBe(0);
});

it("does not forget what only this clone has", async () => {
  await makeClone("bitbucket");
  expect((await run("issue edit US-001 --priority Low --offline")).code).toBe(0);
  expect(await plan()).toMatchObject({
    isRecalled: false,
    last: expect.not.stringContaining("Nothing to do"),
  });
});
