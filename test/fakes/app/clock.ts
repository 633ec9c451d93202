/** The time that rate limits and dates of a fake follow. */
export interface FakeClock {
  nowMs(): number;
}

export interface SimulatedClock extends FakeClock {
  advance(ms: number): void;
}

export const realClock: FakeClock = { nowMs: () => Date.now() };

/** Starts at a fixed day, after app passwords and issues ended; moves only when told. */
export function makeSimulatedClock(startMs = Date.UTC(2026, 10, 23)): SimulatedClock {
  let now = startMs;
  return {
    nowMs: () => now,
    advance(ms) {
      now += ms;
    },
  };
}
