/** Rate limiting of Server: a token bucket per user over REST and git, off until an administrator wants it. */
import type { FakeClock } from "../app/clock.ts";
import { makeTokenBucket } from "../app/rate-limit.ts";
import type { Reply } from "../app/reply.ts";
import type { Caller } from "./access.ts";
import { rateLimited } from "./errors.ts";

export interface ServerLimits {
  /** The product's default: 60. */
  readonly capacity: number;
  /** The product's default: 5. */
  readonly fillPerSecond: number;
}

export const productLimits: ServerLimits = { capacity: 60, fillPerSecond: 5 };

/** `null` when this request is within the limit. Anonymous requests are not counted. */
export function makeServerLimits(clock: FakeClock, limits: ServerLimits | null) {
  const bucket = limits && makeTokenBucket(clock, limits.capacity, limits.fillPerSecond);
  return ({ user, token }: Caller): Reply | null => {
    if (bucket === null || (user === null && token === null)) return null;
    const { isAllowed, resetSeconds } = bucket.take(user?.name ?? token?.on ?? "");
    return isAllowed ? null : rateLimited(resetSeconds);
  };
}
