import type { ChildProcess } from "node:child_process";

/** Between the polite signal, on which git removes its lock files, and the one nobody can ignore. */
const graceMs = 2_000;

/** Stops a child, and with `wholeGroup` everything it started. Returns at once; harmless when it has ended. */
export function stopChild(child: ChildProcess, wholeGroup: boolean): void {
  if (child.pid === undefined) return;
  child.stdin?.destroy();
  if (hasEnded(child)) {
    // What it left running still holds its pipes: there is nobody to be polite to.
    if (wholeGroup) send(child, wholeGroup, "SIGKILL");
    return;
  }
  send(child, wholeGroup, "SIGTERM");
  const timer = setTimeout(() => send(child, wholeGroup, "SIGKILL"), graceMs);
  timer.unref();
  child.once("exit", () => {
    clearTimeout(timer);
    if (wholeGroup) send(child, wholeGroup, "SIGKILL");
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function send(child: ChildProcess, wholeGroup: boolean, signal: NodeJS.Signals): void {
  try {
    if (wholeGroup && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    // ESRCH: it has ended already, which is what we wanted. EPERM: what is left belongs to another user.
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
