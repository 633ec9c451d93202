/** Standard output. Its stream serves terminals alone: loading it takes longer than writing most of what we say. */
import { fstatSync, writeSync } from "node:fs";
import type { WriteStream } from "node:tty";
import { exitCodes } from "../errors.ts";

/** `null`: what is written goes to a file or to another program. */
export function outputTerminal(): WriteStream | null {
  return fstatSync(1).isCharacterDevice() && process.stdout.isTTY ? process.stdout : null;
}

let stream: NodeJS.WriteStream | null = null;

/** A failure ends the process: in silence where nobody reads on, else with one line. */
export function writeOutput(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    // A console of Windows takes its letters from the stream alone.
    if (process.platform !== "win32" && stream === null)
      while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch (error) {
    // The stream waits for a reader that is slow (EAGAIN); of one that is gone (EPIPE) it tells when our exit code is set.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EAGAIN" && code !== "EPIPE") fail(error as Error);
  }
  if (written < bytes.length) openStream().write(bytes.subarray(written));
}

function openStream(): NodeJS.WriteStream {
  stream ??= process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read stopped early (`| head`): what was to be said is said to nobody.
    if (error.code === "EPIPE") process.exit();
    fail(error);
  });
  return stream;
}

function fail({ message }: Error): never {
  process.stderr.write(`error: standard output cannot be written: ${message}\n`);
  process.exit(exitCodes.failed);
}
