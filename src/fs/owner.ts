/** Who holds a lock file, and whether that process still lives. */
import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { run } from "../process/run.ts";
import { isUntouched, readProcessSpace } from "./process-space.ts";

export interface Owner {
  readonly pid: number;
  /** When that process started, in the words of its system: a process number is used again after a while. */
  readonly started: string;
  readonly host: string;
  /** Where its number counts; see process-space.ts. */
  readonly namespace: string;
  /** Names this one acquisition. */
  readonly token: string;
}

export async function describeOwnProcess(): Promise<Owner> {
  const [found, space] = await Promise.all([readProcess(process.pid), readProcessSpace()]);
  return {
    pid: process.pid,
    started: found === "ended" ? "" : (found.started ?? ""),
    ...space,
    token: randomBytes(8).toString("hex"),
  };
}

/** Content of a lock file; `null` for what no spectryn wrote. */
export function parseOwner(text: string): Owner | null {
  try {
    const value = JSON.parse(text) as Partial<Owner> | null;
    const { pid, started, host, namespace = "", token } = value ?? {};
    const isOwner = Number.isInteger(pid) && typeof started === "string" && typeof host === "string";
    return isOwner && typeof token === "string" && /^[\w-]+$/.test(token)
      ? { pid: pid as number, started, host, namespace, token }
      : null;
  } catch {
    // Not JSON: the same answer as JSON of another shape.
    return null;
  }
}

/** The owner of a lock touches it so often; see lock.ts. */
export const touchEveryMs = 60_000;

/** True only when it is certain: of another machine nothing is, of another container that it stopped touching its `file`. */
export async function isDead(owner: Owner, file: string): Promise<boolean> {
  const own = await readProcessSpace();
  if (owner.host !== own.host) return false;
  // Locks of older versions do not say.
  if (owner.namespace !== "" && owner.namespace !== own.namespace) {
    const touched = await stat(file).catch(() => null);
    return touched !== null && isUntouched(touched.mtimeMs, 10 * touchEveryMs);
  }
  const found = await readProcess(owner.pid);
  if (found === "ended") return true;
  return found.started !== null && owner.started !== "" && found.started !== owner.started;
}

/** `started: null` where the system does not tell. */
type Found = "ended" | { readonly started: string | null };

async function readProcess(pid: number): Promise<Found> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "ended";
  }
  return process.platform === "linux" ? readLinuxProcess(pid) : readProcessByPs(pid);
}

async function readLinuxProcess(pid: number): Promise<Found> {
  // Unreadable: /proc may hide the processes of other users.
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  if (stat === null) return { started: null };
  // The name in parentheses may hold anything; field 3 is the state, field 22 the start in ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return "ended";
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => "");
  return { started: `${fields[19]} ${boot.trim()}`.trim() };
}

async function readProcessByPs(pid: number): Promise<Found> {
  if (process.platform === "win32") return { started: null };
  const env = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
  const answer = await run("ps", ["-o", "lstart=", "-p", String(pid)], { env, deadlineMs: 5_000 });
  return { started: answer.stdout.toString("utf8").trim() || null };
}
