/** Time as an argument, so that tests can let hours pass. */
export interface Clock {
  now(): Date;
  /** Rejects when the run is aborted. */
  sleep(ms: number): Promise<void>;
}
