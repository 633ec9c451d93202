/**
 * What answers say about the request budget.
 *
 * As recorded: Cloud sends `X-RateLimit-Limit: 60, 60;w=3600` (a list, the window in seconds after `w=`), or a
 * plain number under scaled limits; `X-RateLimit-Reset` is seconds left, not a time of day, though mirrors send
 * that too. Data Center products that send headers add the interval and the fill rate of their bucket.
 */
import type { HeaderReader } from "./call.ts";

export interface RateNotice {
  readonly limit: number | null;
  readonly windowSeconds: number | null;
  readonly perSecond: number | null;
  readonly remaining: number | null;
  readonly resetMs: number | null;
  readonly isNearLimit: boolean;
}

/** Larger numbers are a time of day in seconds (2001 and later), not a span. */
const firstEpochSecond = 1_000_000_000;

export function readRateNotice(headers: HeaderReader, now: Date): RateNotice {
  const limit = headers.get("x-ratelimit-limit");
  const interval = toNumber(headers.get("x-ratelimit-interval-seconds"));
  const fillRate = toNumber(headers.get("x-ratelimit-fillrate"));
  return {
    limit: toNumber(limit?.split(/[,;]/, 1)[0] ?? null),
    windowSeconds: toNumber(/;\s*w=(\d+)/.exec(limit ?? "")?.[1] ?? null),
    perSecond: interval !== null && interval > 0 && fillRate !== null ? fillRate / interval : null,
    remaining: toNumber(headers.get("x-ratelimit-remaining")),
    resetMs: parseSpan(headers.get("x-ratelimit-reset"), now),
    isNearLimit: headers.get("x-ratelimit-nearlimit")?.toLowerCase() === "true",
  };
}

/** How long a refused request has to wait, if the answer says so: `Retry-After`, else the reset of the window. */
export function readRetryAfterMs(headers: HeaderReader, now: Date): number | null {
  return (
    parseSpan(headers.get("retry-after"), now) ?? parseSpan(headers.get("x-ratelimit-reset"), now) ?? null
  );
}

/** Seconds, a time of day in seconds, or an HTTP date; never negative. */
function parseSpan(value: string | null, now: Date): number | null {
  if (value === null || value.trim() === "") return null;
  const seconds = toNumber(value);
  if (seconds !== null) {
    return seconds >= firstEpochSecond ? Math.max(0, seconds * 1000 - now.getTime()) : seconds * 1000;
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

function toNumber(value: string | null): number | null {
  const text = value?.trim() ?? "";
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}
