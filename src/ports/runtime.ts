/** What the use cases get from outside, so that tests can give their own. */

export interface Clock {
  now(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `ring` after `ms`, unless the answer was called before. */
  alarm(ms: number, ring: () => void): () => void;
}

/** Takes a line without secrets, such as a verbose line: what was done. */
export type Log = (line: string) => void;

/** A new ULID. */
export type NewId = () => string;

/** One caller's surroundings; two of them can live in one process. */
export interface Runtime {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly random: () => number;
  readonly log: Log;
  /** A line for the person, verbose or not: why a run stands still. */
  readonly tell: Log;
  readonly signal?: AbortSignal | undefined;
  /** A person is there whom git may ask for a passphrase. */
  readonly hasTerminal: boolean;
}
