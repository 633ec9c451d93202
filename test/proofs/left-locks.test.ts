/**
 * What killed processes leave in a repository: locks and temporary files of git, and our own. Ours and dead is swept;
 * what is not ours is left and in nobody's way; who is alive is waited for, and named.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand, startCommand } from "../support/command-process.ts";
import { kept } from "../support/proof.ts";
import { auditTracker } from "../support/tracker-audit.ts";
import { type Crowd, makeRemoteCrowd, type Writer } from "../support/writers.ts";

let crowd: Crowd;
let writer: Writer;
let git: string;
let revision = 0;
let kinds = 0;

beforeAll(async () => {
  crowd = await makeRemoteCrowd(1);
  [writer] = crowd.writers as [Writer];
  git = join(writer.cwd, ".git");
  writer.write(1);
  await run(writer.sync);
});
afterAll(async () => {
  auditTracker(crowd.repository);
  await crowd.close();
});

async function run(args: readonly string[]) {
  const ended = await runCommand(args, { cwd: writer.cwd, env: crowd.shell.env });
  expect(ended.code, ended.stderr + ended.stdout).toBe(0);
  return ended;
}

/** A sync with something to write, and an upload; neither may fail. */
async function workAsUsual(): Promise<void> {
  revision += 1;
  writer.write(1, 100 + revision);
  crowd.shell.write(join(writer.cwd, "note.txt"), `note ${revision}`);
  await run(writer.sync);
  await run(["issue", "attach", "1", "note.txt"]);
  const text = crowd.shell.git(["show", "spectryn:issues/0/1.md"], crowd.repository);
  expect(text).toContain(`Text of revision ${100 + revision}.`);
}

function place(path: string, content = ""): string {
  const file = crowd.shell.write(join(git, path), content);
  // As a killed process left it some time ago.
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  return file;
}

/** Puts files there, works, and gives which of them are left. */
async function workAmong(paths: readonly string[]): Promise<string[]> {
  for (const path of paths) place(path);
  kinds += paths.length;
  await workAsUsual();
  return paths.filter((path) => existsSync(join(git, path)));
}

it("sweeps locks on our own refs", async () => {
  const names = ["heads/spectryn", "remotes/origin/spectryn", "spectryn/fetched", "spectryn/scratch"];
  expect(await workAmong(names.map((name) => `refs/${name}.lock`))).toEqual([]);
});

it("reads past a lock that a killed reader left", async () => {
  const file = place("refs/spectryn/fetched.lock");
  const other = await crowd.shell.clone(`${crowd.server!.url}/scm/shop/crowd.git`, "other");
  expect((await crowd.shell.run("spectryn issue create Elsewhere", { cwd: other })).code).toBe(0);
  const { stdout } = await run(["issue", "list"]);
  expect(stdout).toContain("Elsewhere");
  expect(existsSync(file)).toBe(false);
});

const others = [
  "packed-refs.lock",
  "HEAD.lock",
  "index.lock",
  "config.lock",
  "FETCH_HEAD.lock",
  "shallow.lock",
  "gc.pid",
  "objects/pack/tmp_pack_Ab12Cd",
  "objects/pack/tmp_idx_Ab12Cd",
  "objects/aa/tmp_obj_Ab12Cd",
  "refs/heads/main.lock",
];

it("leaves what is not ours, and is not stopped by it", async () => {
  expect(await workAmong(others)).toEqual(others);
  for (const path of others) rmSync(join(git, path));
});

it("is not stopped by a lock on the depth of a shallow clone", async () => {
  const url = `${crowd.server!.url}/scm/shop/crowd.git`;
  const clone = await crowd.shell.clone(url, "shallow", "--depth=1", "--branch=main");
  expect(existsSync(join(clone, ".git/shallow"))).toBe(true);
  crowd.shell.write(join(clone, ".git/shallow.lock"), "");
  for (const command of ["spectryn issue create Shallow", "spectryn issue list"]) {
    const { code, output } = await crowd.shell.run(command, { cwd: clone });
    expect(code, output).toBe(0);
  }
  kinds += 1;
});

const token = "0123456789abcdef";
const deadPid = 2 ** 22 + 1;
const owners = [
  ["of a dead process", JSON.stringify({ pid: deadPid, started: "1 x", host: hostname(), token })],
  [
    "of a process number in use again",
    JSON.stringify({ pid: process.pid, started: "1 x", host: hostname(), token }),
  ],
  ["that was cut short", '{"pid": 12'],
  ["that is empty", ""],
] as const;

it.each(owners)("takes over our own lock %s", async (_, content) => {
  for (const path of ["spectryn/lock", "spectryn/files.lock"]) place(path, content);
  mkdirSync(join(git, "spectryn/files/store.git/objects"), { recursive: true });
  await workAsUsual();
  kinds += 2;
  for (const path of ["lock", "files.lock", "files"])
    expect(existsSync(join(git, "spectryn", path))).toBe(false);
});

it("waits for a writer that is alive, and says for whom", async () => {
  writer.write(2);
  const place = { cwd: writer.cwd, env: crowd.shell.env };
  const first = startCommand(writer.sync, place);
  while (!existsSync(join(git, "spectryn/lock"))) await new Promise((done) => setTimeout(done, 1));
  process.kill(first.child.pid!, "SIGSTOP");
  expect(JSON.parse(readFileSync(join(git, "spectryn/lock"), "utf8"))).toMatchObject({
    pid: first.child.pid,
  });
  const second = startCommand(["issue", "create", "Patience"], place);
  await new Promise((done) => second.child.stderr!.once("data", done));
  process.kill(first.child.pid!, "SIGCONT");
  const [one, other] = await Promise.all([first.ended, second.ended]);
  expect([one.code, other.code], one.stderr + other.stderr).toEqual([0, 0]);
  expect(other.stderr).toContain(`waiting for process ${first.child.pid} on ${hostname()}`);
  kinds += 1;
  const measured = `${kinds} kinds of locks and leftovers: what was ours was swept, the others left, a live writer waited for and named`;
  kept("left-locks", measured);
});
