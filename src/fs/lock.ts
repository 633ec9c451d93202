/**
 * A lock between processes of one machine, that no kill can leave behind.
 *
 * The lock file appears whole, by link(2). When its owner is dead, exactly one process may replace it: the
 * one that links the file `<lock>.claim-<token of the dead owner>`. It then renames its own file over the
 * lock, so the lock is never absent in between. Should the claimer die as well, its claim is claimed by its
 * token, and so on: a chain in which every token has at most one successor. Claims are removed only after
 * the rename, so whoever wins a claim and still finds the lock as judged is alone.
 */
import { link, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SpectrynError } from "../errors.ts";
import { makeDirectory, unwritable } from "./files.ts";
import { describeOwnProcess, isDead, type Owner, parseOwner, touchEveryMs } from "./owner.ts";
import { readProcessSpace } from "./process-space.ts";

export interface LockOptions {
  /** How long to wait for the present owner; default 60 s. */
  readonly waitMs?: number | undefined;
  /** Called once with who holds the lock, when waiting takes so long that a person should know why. */
  readonly onWait?: ((owner: Owner) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Shorter waits are nobody's concern. */
const quietWaitMs = 1_500;

export interface Lock {
  readonly path: string;
  /** Removes the lock if it is still ours. */
  release(): Promise<void>;
}

/** Runs `work` while holding the lock; released whatever happens. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const lock = await acquireLock(path, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** Waits for the lock; throws `lock-busy` with the owner when it does not get it in time. */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const { waitMs = 60_000, signal } = options;
  const own = await describeOwnProcess();
  const started = performance.now();
  let onWait = options.onWait;
  await makeDirectory(dirname(path));
  const temporary = `${path}.${own.pid}-${own.token}`;
  await writeWhole(temporary, JSON.stringify(own));
  try {
    for (let tries = 0; ; tries += 1) {
      signal?.throwIfAborted();
      const owner = await tryOnce(path, temporary, own);
      if (owner === null) return held(path, own);
      const waited = performance.now() - started;
      if (waited > waitMs) throw busy(path, owner, waitMs);
      if (waited > quietWaitMs) {
        onWait?.(owner);
        onWait = undefined;
      }
      await pause(tries);
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

/** `null` when the lock is ours now; else who is in the way. */
async function tryOnce(path: string, temporary: string, own: Owner): Promise<Owner | null> {
  if (await tryLink(temporary, path)) return null;
  const holder = await readOwner(path);
  if (holder === null) return own;
  if (!(await isDead(holder, path))) return holder;
  const claims: string[] = [];
  for (let dead = holder; ; ) {
    const claim = `${path}.claim-${dead.token}`;
    claims.push(claim);
    if (await tryLink(temporary, claim)) return replace(path, temporary, holder, claims);
    const claimer = await readOwner(claim);
    if (claimer === null || !(await isDead(claimer, claim))) return claimer ?? holder;
    dead = claimer;
  }
}

/** We hold the last claim: take the lock if it is still the dead one we judged. */
async function replace(
  path: string,
  temporary: string,
  dead: Owner,
  claims: string[],
): Promise<Owner | null> {
  const now = await readOwner(path);
  const isUnchanged = now?.token === dead.token;
  if (isUnchanged) {
    await rename(temporary, path);
    await sweep(path);
  } else await rm(claims.at(-1)!, { force: true });
  return isUnchanged ? null : (now ?? dead);
}

/** Where one process was killed there may be more of its kind: removes claims, and files of dead processes. */
async function sweep(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const file = join(dirname(path), name);
    const pid = /^(\d+)-[0-9a-f]{16}$/.exec(name.slice(prefix.length))?.[1];
    const owner = pid === undefined ? null : await readOwner(file);
    // Its name says whose it is before its content does: who is alive may be about to write that.
    const isLeft = owner !== null && (await isDead({ ...owner, pid: Number(pid) }, file));
    if (isLeft || name.startsWith(`${prefix}claim-`)) await rm(file, { force: true });
  }
}

/** Touched as long as it is held: other containers can see nothing else of this process. */
function held(path: string, own: Owner): Lock {
  const touch = () => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  };
  const timer = setInterval(touch, touchEveryMs).unref();
  return {
    path,
    async release() {
      clearInterval(timer);
      await release(path, own);
    },
  };
}

async function release(path: string, own: Owner): Promise<void> {
  // Nobody replaces the lock of a living process, so nothing changes between the look and the removal.
  if ((await readOwner(path))?.token === own.token) await rm(path, { force: true });
}

/** `null`: no such file. A file that cannot be understood counts as one of a process that never lived. */
async function readOwner(path: string): Promise<Owner | null> {
  try {
    const owner = parseOwner(await readFile(path, "utf8"));
    if (owner) return owner;
    const { ino, mtimeMs } = await stat(path);
    const space = await readProcessSpace();
    return { pid: 2 ** 31 - 1, started: "", ...space, token: `damaged-${ino}-${Math.floor(mtimeMs)}` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unwritable(path, error);
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw unwritable(to, error);
  }
}

async function writeWhole(path: string, content: string): Promise<void> {
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw unwritable(path, error);
  }
}

/** Short at first, then up to 100 ms; random, so that those who wait do not come in step. */
function pause(tries: number): Promise<void> {
  const longest = Math.min(100, 5 * 1.5 ** tries);
  return new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
}

function busy(path: string, { pid, host }: Owner, waitMs: number): SpectrynError {
  return new SpectrynError(
    "lock-busy",
    `process ${pid} on ${host} holds ${path} (waited ${Math.round(waitMs / 1000)} s)`,
    {
      hint: `Wait until it has finished. If no spectryn runs on ${host}, remove the file: ${path}`,
      data: { path, pid, host },
    },
  );
}
