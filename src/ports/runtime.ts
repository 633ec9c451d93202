/** What pure code and adapters get from outside, so that tests can give their own. */

export interface Clock {
  now(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number): Promise<void>;
}

/** A verbose line: what was done, already free of secrets. */
export type Log = (line: string) => void;

/** A new ULID. */
export type NewId = () => string;
