/** Time as an argument, so that tests can let hours pass. */
export interface Clock {
  now(): Date;
  /** Rejects when the run is aborted, or `signal`. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `ring` after `ms`, unless the answer was called before. */
  alarm(ms: number, ring: () => void): () => void;
}
