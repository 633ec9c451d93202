/** The two ways Bitbucket counts requests: Cloud in a rolling window, Server with a token bucket. */
import type { FakeClock } from "./clock.ts";

export interface Allowance {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until one more request is allowed, or until the oldest counted one is forgotten. */
  readonly resetSeconds: number;
}

export interface Limiter {
  /** Counts one request of this caller. */
  take(caller: string): Allowance;
}

export function makeRollingWindow(clock: FakeClock, limit: number, windowMs: number): Limiter {
  const seen = new Map<string, number[]>();
  return {
    take(caller) {
      const now = clock.nowMs();
      const times = (seen.get(caller) ?? []).filter((time) => time > now - windowMs);
      seen.set(caller, times);
      const isAllowed = times.length < limit;
      if (isAllowed) times.push(now);
      const oldest = times[0] ?? now;
      return {
        isAllowed,
        limit,
        remaining: Math.max(0, limit - times.length),
        resetSeconds: Math.ceil((oldest + windowMs - now) / 1000),
      };
    },
  };
}

export function makeTokenBucket(clock: FakeClock, capacity: number, fillPerSecond: number): Limiter {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(caller) {
      const now = clock.nowMs();
      const bucket = buckets.get(caller) ?? { tokens: capacity, atMs: now };
      bucket.tokens = Math.min(capacity, bucket.tokens + ((now - bucket.atMs) / 1000) * fillPerSecond);
      bucket.atMs = now;
      buckets.set(caller, bucket);
      const isAllowed = bucket.tokens >= 1;
      if (isAllowed) bucket.tokens -= 1;
      return {
        isAllowed,
        limit: capacity,
        remaining: Math.floor(bucket.tokens),
        resetSeconds: Math.max(1, Math.ceil((1 - bucket.tokens) / fillPerSecond)),
      };
    },
  };
}
