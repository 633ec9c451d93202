/** Paths for what is written before it is renamed into place, and the removal of what killed processes left of it. */
import { randomBytes } from "node:crypto";
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isUntouched, type ProcessSpace, readProcessSpace } from "./process-space.ts";

const pattern = /^\.tmp-([A-Za-z0-9]*)-(\d+)-(\d+)-[0-9a-f]{16}$/;

/** A new path in a folder, for this process alone. */
export async function temporaryPath(folder: string): Promise<string> {
  const space = await readProcessSpace();
  await sweep(folder, space);
  const random = randomBytes(8).toString("hex");
  return join(folder, `.tmp-${shortHost(space)}-${space.namespace}-${process.pid}-${random}`);
}

function shortHost({ host }: ProcessSpace): string {
  return host.replace(/[^A-Za-z0-9]/g, "").slice(0, 32);
}

/** Only of processes of this machine that are certainly gone. */
async function sweep(folder: string, own: ProcessSpace): Promise<void> {
  // A folder that cannot be read: the write itself will say so.
  for (const name of await readdir(folder).catch(() => [])) {
    const [, host, namespace, pid] = pattern.exec(name) ?? [];
    if (pid === undefined || host !== shortHost(own)) continue;
    const path = join(folder, name);
    const isGone = namespace === own.namespace ? !isAlive(Number(pid)) : await isOld(path);
    if (isGone) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

const dayMs = 24 * 3_600_000;

async function isOld(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && isUntouched(found.mtimeMs, dayMs);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
