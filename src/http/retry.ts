/**
 * Which request is sent again, and after how long.
 *
 * 429 means "not done": every verb is repeated. After a 5xx or a lost connection nobody knows what was done:
 * only verbs that mean the same twice are repeated; a POST ends with `outcome-unknown`, and the caller looks
 * for its marker before it sends again.
 */
import type { Verb } from "./call.ts";

export interface RetryPolicy {
  /** Repeats after a 5xx or a network error. */
  readonly faults: number;
  /** Repeats after a 429; the deadline of the whole request usually comes first. */
  readonly refusals: number;
  readonly baseMs: number;
  /** The longest wait after a 5xx or a network error. */
  readonly longestMs: number;
  /** The longest wait after a 429 of a host that does not say how long: Cloud's window is an hour. */
  readonly longestRefusalMs: number;
}

export const defaultRetry: RetryPolicy = {
  faults: 4,
  refusals: 60,
  baseMs: 500,
  longestMs: 30_000,
  longestRefusalMs: 5 * 60_000,
};

export function isRepeatable(verb: Verb): boolean {
  return verb !== "POST";
}

/** 501 and 505 are about the request and stay so; 555 is Cloud's own timeout. */
export function isFault(status: number): boolean {
  return status >= 500 && status !== 501 && status !== 505;
}

/** Cloud also refuses with 403 and the same sentence. */
export function isRefusal(status: number, text: string): boolean {
  return status === 429 || (status === 403 && /rate limit .*exceeded/i.test(text));
}

/** Exponential with full jitter: many clients that failed together do not come back together. */
export function backoffMs(tries: number, baseMs: number, longestMs: number, random: () => number): number {
  return Math.round(random() * Math.min(longestMs, baseMs * 2 ** tries));
}
