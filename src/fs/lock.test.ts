import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsdown";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { acquireLock, withLock } from "./lock.ts";

let dir: string;
let lockPath: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "spectryn-lock-"));
  lockPath = join(dir, "work", "lock");
  const entry = { lock: "src/fs/lock.ts" };
  await build({ entry, outDir: dir, clean: false, dts: false, config: false, logLevel: "silent", ...mjs });
  writeFileSync(join(dir, "worker.mjs"), worker);
});
beforeEach(() => rmSync(join(dir, "work"), { recursive: true, force: true }));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const mjs = { outExtensions: () => ({ js: ".mjs" }) };

/** Adds to a counter by reading and writing it, which loses counts without a lock; notes each one it made. */
const worker = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { withLock } from "./lock.mjs";
const [lockPath, counter, times, holdMs] = process.argv.slice(2);
for (let n = 0; n < Number(times); n += 1) {
  await withLock(lockPath, { waitMs: 60_000 }, async () => {
    appendFileSync(counter + ".log", "in " + process.pid + "\\n");
    const before = existsSync(counter) ? Number(readFileSync(counter, "utf8")) : 0;
    await new Promise((resolve) => setTimeout(resolve, Number(holdMs)));
    writeFileSync(counter, String(before + 1));
    appendFileSync(counter + ".log", "out " + process.pid + "\\n");
  });
}
`;

function startWorker(counter: string, times: number, holdMs = 0): ChildProcess {
  const args = [join(dir, "worker.mjs"), lockPath, counter, String(times), String(holdMs)];
  return spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

function linesOf(counter: string): string[] {
  return existsSync(`${counter}.log`) ? readFileSync(`${counter}.log`, "utf8").trim().split("\n") : [];
}

const until = (isTrue: () => boolean) =>
  vi.waitFor(() => expect(isTrue()).toBe(true), { interval: 2, timeout: 30_000 });

/** Every "in" of a process that was not killed is followed by its own "out": nobody was inside together. */
function countOverlaps(counter: string, killed: ReadonlySet<number | undefined>): number {
  let inside: string | null = null;
  let overlaps = 0;
  for (const line of linesOf(counter)) {
    const [what, pid = ""] = line.split(" ");
    if (what === "in") {
      if (inside !== null && !killed.has(Number(inside))) overlaps += 1;
      inside = pid;
    } else {
      if (inside !== pid) overlaps += 1;
      inside = null;
    }
  }
  return overlaps;
}

describe("a lock between processes", () => {
  it("loses no count of 8 processes with 50 each, and leaves no file", async () => {
    const counter = join(dir, "counter-plain");
    const codes = await Promise.all(Array.from({ length: 8 }, () => ended(startWorker(counter, 50))));
    expect(codes).toEqual(Array(8).fill(0));
    expect(readFileSync(counter, "utf8")).toBe("400");
    expect(countOverlaps(counter, new Set())).toBe(0);
    expect(readdirSync(join(dir, "work"))).toEqual([]);
  });

  it("goes on, one at a time, while owners and waiters are killed", async () => {
    const counter = join(dir, "counter-killed");
    const victims: ChildProcess[] = [];
    const workers = Array.from({ length: 4 }, () => ended(startWorker(counter, 30, 2)));
    for (let round = 0; round < 12; round += 1) {
      const wave = [startWorker(counter, 1000, 3), startWorker(counter, 1000, 3)];
      victims.push(...wave);
      const pids = wave.map(({ pid }) => `in ${pid}`);
      await until(() => pids.some((line) => linesOf(counter).includes(line)));
      for (const victim of wave) victim.kill("SIGKILL");
    }
    expect(await Promise.all(workers)).toEqual(Array(4).fill(0));
    expect(countOverlaps(counter, new Set(victims.map((victim) => victim.pid)))).toBe(0);
    await withLock(lockPath, { waitMs: 2_000 }, async () => {});
    expect(existsSync(lockPath)).toBe(false);
  });

  it("is taken over once when many find a dead owner at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const counter = join(dir, `counter-dead-${round}`);
      const owner = startWorker(counter, 1, 60_000);
      await until(() => existsSync(lockPath));
      const takers = Array.from({ length: 6 }, () => ended(startWorker(counter, 3, 1)));
      // The lock, and a file of each who waits for it.
      await until(() => readdirSync(join(dir, "work")).length === 7);
      owner.kill("SIGKILL");
      await Promise.all(takers);
      expect(readFileSync(counter, "utf8")).toBe("18");
      expect(countOverlaps(counter, new Set([owner.pid]))).toBe(0);
    }
  });
});

describe("a lock that is taken over", () => {
  it("leaves the file of a process that is about to wait, and sweeps those of dead ones", async () => {
    await (await acquireLock(lockPath)).release();
    const { pid: dead } = spawnSync(process.execPath, ["-e", "0"]);
    const files = [process.pid, dead].map((pid) => `${lockPath}.${pid}-0123456789abcdef`);
    for (const file of [lockPath, ...files]) writeFileSync(file, "");
    const lock = await acquireLock(lockPath);
    expect(files.map((file) => existsSync(file))).toEqual([true, false]);
    await lock.release();
    rmSync(files[0]!);
  });
});

describe("a lock that is held", () => {
  it("names the owner, the file and the way on when it is not given up in time", async () => {
    const held = await acquireLock(lockPath);
    const failed = await acquireLock(lockPath, { waitMs: 80 }).catch((error) => error);
    expect(failed).toMatchObject({ code: "lock-busy", data: { pid: process.pid, path: lockPath } });
    expect(failed.message).toContain(hostname());
    expect(failed.hint).toContain(lockPath);
    await held.release();
    await (await acquireLock(lockPath, { waitMs: 80 })).release();
    expect(readdirSync(join(dir, "work"))).toEqual([]);
  });

  it("is released when the work throws, and stops waiting when asked to", async () => {
    const work = withLock(lockPath, {}, () => Promise.reject(new Error("boom")));
    await expect(work).rejects.toThrow("boom");
    const held = await acquireLock(lockPath);
    const waiting = acquireLock(lockPath, { signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toThrow(/timeout/i);
    await held.release();
  });

  it("is left alone by a release that comes too late", async () => {
    const first = await acquireLock(lockPath);
    rmSync(lockPath);
    const second = await acquireLock(lockPath);
    await first.release();
    expect(existsSync(lockPath)).toBe(true);
    await second.release();
  });
});

describe("what counts as dead", () => {
  const namespace = process.platform === "linux" ? /\d+/.exec(readlinkSync("/proc/self/ns/pid"))![0] : "0";
  const own = { pid: process.pid, host: hostname(), namespace, started: "", token: "0123456789abcdef" };
  const gone = { ...own, pid: 2 ** 22 + 1 };

  async function takes(content: string, ageMs = 0): Promise<boolean> {
    rmSync(lockPath, { force: true });
    await (await acquireLock(lockPath)).release();
    writeFileSync(lockPath, content);
    const touched = new Date(Date.now() - ageMs);
    utimesSync(lockPath, touched, touched);
    const lock = await acquireLock(lockPath, { waitMs: 60 }).catch(() => null);
    await lock?.release();
    return lock !== null;
  }

  it.each([
    ["a process number in use again", { ...own, started: "1 another-boot" }, process.platform === "linux"],
    ["a process that ended", gone, true],
    ["a file without sense", "", true],
    ["a process of another machine", { ...gone, host: "elsewhere" }, false],
    ["a process of another container of this machine", { ...gone, namespace: "1" }, false],
    ["a process whose start is not known", own, false],
  ])("%s", async (_name, owner, isTaken) => {
    expect(await takes(typeof owner === "string" ? owner : JSON.stringify(owner))).toBe(isTaken);
  });

  it("a process of another container that touched its lock no more", async () => {
    const other = JSON.stringify({ ...own, namespace: "1" });
    expect(await takes(other, 9 * 60_000)).toBe(false);
    expect(await takes(other, 11 * 60_000)).toBe(true);
    expect(await takes(JSON.stringify({ ...gone, host: "elsewhere" }), 99 * 60_000)).toBe(false);
  });

  it("not who holds it: it is touched every minute", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const lock = await acquireLock(lockPath);
    utimesSync(lockPath, 1, 1);
    vi.advanceTimersByTime(60_000);
    await vi.waitFor(() => expect(Date.now() - statSync(lockPath).mtimeMs).toBeLessThan(60_000));
    await lock.release();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
