/** kill -9, as it hits real processes: one alone, or with all that it started. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** The process alone; what it started lives on. */
export function killAlone(pid: number): void {
  send(pid, "SIGKILL");
}

/** The process and all its descendants, also those that lead process groups of their own. */
export async function killTree(pid: number): Promise<void> {
  // Stopped first, so that it starts nothing between the look and the kill.
  send(pid, "SIGSTOP");
  const doomed = descendants(await listProcesses(), pid);
  for (const { pid: child } of doomed) send(child, "SIGKILL");
  send(pid, "SIGKILL");
}

/** Waits until nothing runs any more that works in `directory`: children that outlived who started them. */
export async function waitForOrphans(directory: string): Promise<void> {
  for (;;) {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "args="], { maxBuffer: 64_000_000 });
    if (!stdout.split("\n").some((line) => line.includes("git") && line.includes(directory))) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

async function listProcesses(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="], {
    maxBuffer: 64_000_000,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent] = /^\s*(\d+)\s+(\d+)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent) }];
  });
}

function descendants(all: readonly Process[], root: number): Process[] {
  const children = all.filter(({ parent }) => parent === root);
  return children.flatMap((child) => [child, ...descendants(all, child.pid)]);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
