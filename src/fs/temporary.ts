/** Paths for what is written before it is renamed into place, and the removal of what killed processes left of it. */
import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const host = hostname()
  .replace(/[^A-Za-z0-9]/g, "")
  .slice(0, 32);
const pattern = /^\.tmp-([A-Za-z0-9]*)-(\d+)-[0-9a-f]{16}$/;

/** A new path in a folder, for this process alone. */
export async function temporaryPath(folder: string): Promise<string> {
  await sweep(folder);
  return join(folder, `.tmp-${host}-${process.pid}-${randomBytes(8).toString("hex")}`);
}

/** Only of processes of this machine that are certainly gone. */
async function sweep(folder: string): Promise<void> {
  // A folder that cannot be read: the write itself will say so.
  for (const name of await readdir(folder).catch(() => [])) {
    const [, owner, pid] = pattern.exec(name) ?? [];
    if (pid === undefined || owner !== host || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
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
