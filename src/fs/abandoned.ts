/** Files that tell nobody who made them, such as git's own locks. */
import { stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { removeFile } from "./files.ts";

const lookAgainMs = 20;

/**
 * Removes a file that stands unchanged for `afterMs`. One that is younger is waited for; where another takes its place
 * again and again it belongs to somebody alive, and is left.
 */
export async function removeAbandoned(path: string, afterMs: number): Promise<void> {
  const started = performance.now();
  let seen = { mark: "", since: started };
  for (;;) {
    const found = await stat(path).catch(() => null);
    const now = performance.now();
    if (found === null || now - started > 3 * afterMs) return;
    const mark = `${found.ino}-${found.mtimeMs}`;
    if (seen.mark !== mark) seen = { mark, since: now };
    // The file's own time as well as ours: its system's clock may go wrong.
    if (Date.now() - found.mtimeMs >= afterMs || now - seen.since >= afterMs) return removeFile(path);
    await setTimeout(lookAgainMs);
  }
}
