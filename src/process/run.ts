/**
 * The only caller of child processes: no shell, an explicit environment, a deadline each.
 *
 * A child leads a process group of its own, so that a deadline or an abort ends everything it started. The
 * price is that such a child has no terminal; `keepsTerminal` is for programs that must be able to ask there.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { SpectrynError } from "../errors.ts";
import { feed, type Input } from "./feed.ts";
import { stripCredentials } from "./redact.ts";
import { stopChild } from "./stop.ts";

export type Env = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  /** The whole environment of the child; nothing of ours is added. */
  readonly env: Env;
  /** How long the child may take until it is stopped with code `timeout`. */
  readonly deadlineMs: number;
  readonly cwd?: string | undefined;
  readonly input?: Input | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Stays in our process group with our terminal; then a deadline stops the child alone. */
  readonly keepsTerminal?: boolean | undefined;
  /** Gets one line when the child has ended. */
  readonly log?: ((line: string) => void) | undefined;
  /** How log and errors call the command; by default the command line without credentials in URLs. */
  readonly shown?: string | undefined;
}

/** Without input there is no pipe for it. */
type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

export interface Ended {
  readonly pid: number;
  /** Exit code; 128 + n for a child ended by signal n. */
  readonly code: number;
  /** The last 64 KB. */
  readonly stderr: string;
}

export interface Finished extends Ended {
  readonly stdout: Buffer;
}

export interface Started {
  /** Read it to the end, or leave the loop: then the child is stopped. */
  readonly stdout: AsyncIterable<Buffer>;
  /** Rejects with `timeout`, `program-missing`, the reason of the abort or the failure of the input. */
  readonly ended: Promise<Ended>;
}

const stderrLimit = 64 * 1024;

/** Time for a child's stderr to close after its end; what it leaves running may hold it open for ever. */
const stderrGraceMs = 300;

/** Runs a program to its end. Any exit code is a value; see `Started.ended` for what throws. */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const started = start(program, args, options);
  const chunks: Buffer[] = [];
  for await (const chunk of started.stdout) chunks.push(chunk);
  return { ...(await started.ended), stdout: Buffer.concat(chunks) };
}

/** Starts a program whose output is read while it runs. */
export function start(program: string, args: readonly string[], options: RunOptions): Started {
  const ownGroup = !options.keepsTerminal && process.platform !== "win32";
  const shown = options.shown ?? stripCredentials([program, ...args].join(" "));
  const startedMs = performance.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: ownGroup,
    windowsHide: true,
  }) as Child;

  let stopped: { readonly reason: unknown } | undefined;
  const stop = (reason: unknown): void => {
    stopped ??= { reason };
    stopChild(child, ownGroup);
    // What such a child leaves running may hold its pipes open, and us with them.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const timer = setTimeout(() => stop(deadlineError(shown, options.deadlineMs)), options.deadlineMs);
  const onAbort = (): void => stop(options.signal?.reason);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  if (child.stdin !== null) feed(child.stdin, options.input).catch(stop);

  const ended = waitForEnd(child)
    .catch((error: NodeJS.ErrnoException) => {
      throw startError(error, program, options.cwd);
    })
    .then((result) => {
      options.log?.(`${shown} -> ${result.code} in ${Math.round(performance.now() - startedMs)} ms`);
      if (stopped) throw stopped.reason;
      return result;
    })
    .finally(() => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
    });
  // Whoever reads stdout learns of it there or later; without this a rejection before that would end us.
  ended.catch(() => {});
  return { stdout: readOutput(child, ended, stop), ended };
}

async function* readOutput(
  child: Child,
  ended: Promise<Ended>,
  stop: (reason: unknown) => void,
): AsyncGenerator<Buffer> {
  let isComplete = false;
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    isComplete = true;
  } catch (error) {
    // A stopped child closes its output early: the reason of the stop is the error worth telling.
    await ended;
    throw error;
  } finally {
    if (!isComplete) stop(new SpectrynError("interrupted", "its output was not read to the end"));
  }
}

function waitForEnd(child: Child): Promise<Ended> {
  const readStderr = captureTail(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const finish = (): void =>
        resolve({ pid: child.pid ?? 0, code: code ?? 128 + signalNumber(signal), stderr: readStderr() });
      const timer = setTimeout(() => whenClosed(child.stdout, finish), stderrGraceMs);
      child.once("close", () => {
        clearTimeout(timer);
        finish();
      });
    });
  });
}

function whenClosed(stream: Child["stdout"], then: () => void): void {
  if (stream.closed || stream.readableEnded) then();
  else stream.once("close", then);
}

/** Keeps the last 64 KB of stderr: the end is where programs say why they failed. */
function captureTail(child: Child): () => string {
  let tail: Buffer = Buffer.alloc(0);
  child.stderr.on("data", (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-stderrLimit);
  });
  return () => tail.toString("utf8");
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}

function deadlineError(shown: string, deadlineMs: number): SpectrynError {
  return new SpectrynError("timeout", `${shown} did not finish within ${deadlineMs / 1000} s`, {
    hint: "Check the network and the host, then run the same command again.",
    data: { command: shown, deadlineMs },
  });
}

function startError(error: NodeJS.ErrnoException, program: string, cwd: string | undefined): SpectrynError {
  if (error.code !== "ENOENT") {
    return new SpectrynError("internal", `${program} cannot be started: ${error.message}`, { cause: error });
  }
  const place = cwd === undefined ? "" : ` (or the directory ${cwd} does not exist)`;
  return new SpectrynError("program-missing", `${program} was not found${place}`, {
    hint: `Install ${program} and make sure it is on the PATH.`,
    data: { program },
    cause: error,
  });
}
