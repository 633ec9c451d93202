/**
 * Where a process number means the same process: containers of one machine may share its name and a folder, and count
 * their processes each on its own.
 */
import { readlink } from "node:fs/promises";
import { hostname } from "node:os";

export interface ProcessSpace {
  readonly host: string;
  /** The namespace of process numbers; "0" where the system has only one. */
  readonly namespace: string;
}

export async function readProcessSpace(): Promise<ProcessSpace> {
  const link = await readlink("/proc/self/ns/pid").catch(() => "");
  return { host: hostname(), namespace: /\d+/.exec(link)?.[0] ?? "0" };
}

/** A process of another space cannot be looked at: only what nobody touched for so long is certainly left. */
export function isUntouched(mtimeMs: number, forMs: number): boolean {
  return Date.now() - mtimeMs > forMs;
}
