/**
 * The token bucket: how many requests may go now, and how long the next one waits.
 *
 * It starts full with the host's whole budget, so nothing waits before that is used up, and follows what the
 * host says: rate headers, and refusals (429). Without a budget it lets everything through until the host's
 * first word. Requests pass in the order they came. One bucket is shared by all who spend the same budget.
 */
import type { Clock } from "./clock.ts";
import type { RateNotice } from "./rate-headers.ts";

export interface Budget {
  readonly capacity: number;
  readonly perSecond: number;
}

export interface LimiterOptions {
  readonly clock: Clock;
  /** `null`: none until the first refusal or rate header. */
  readonly budget: Budget | null;
  /** The budget assumed at the first refusal of a host that had none. */
  readonly assumed: Budget;
  /** The seconds a limit of the host's headers is for, where they do not say; `null`: it is a bucket's size. */
  readonly windowSeconds: number | null;
  /** Somebody configured the budget: the host's headers may lower it, never raise it. */
  readonly isConfigured: boolean;
}

export type Turn = { readonly waitedMs: number } | { readonly tooLongMs: number };

export interface Limiter {
  /** Waits for a token; `tooLongMs` without waiting when it would come after `latestMs` of the clock. */
  take(latestMs: number, signal?: AbortSignal): Promise<Turn>;
  /** Counts requests that went another way, such as git over HTTP. */
  spend(count: number): void;
  heed(notice: RateNotice): void;
  /** The host refused a request that was sent at `sentMs`; wait `pauseMs` at least. */
  refuse(sentMs: number, pauseMs: number): void;
  /** Requests that may go at once; `null` without a budget. */
  left(): number | null;
}

/** Cloud: 1000 requests in each hour, all of them usable at once. */
export function cloudBudget(requestsPerHour = 1000): Budget {
  return { capacity: requestsPerHour, perSecond: requestsPerHour / 3600 };
}

/** What a Server with rate limiting has unless its administrator says otherwise. */
export const serverBudget: Budget = { capacity: 60, perSecond: 5 };

interface Bucket extends Budget {
  readonly tokens: number;
  readonly atMs: number;
}

export function makeLimiter(options: LimiterOptions): Limiter {
  const nowMs = () => options.clock.now().getTime();
  const full = (budget: Budget): Bucket => ({ ...budget, tokens: budget.capacity, atMs: nowMs() });
  let bucket = options.budget === null ? null : full(options.budget);
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let windowEndsMs: number | null = null;
  let refusedMs = Number.NEGATIVE_INFINITY;
  let queue: Promise<unknown> = Promise.resolve();

  function refill(): void {
    const now = nowMs();
    if (bucket === null) return;
    bucket = { ...bucket, tokens: tokensAt(bucket, now), atMs: now };
    if (windowEndsMs === null || now < windowEndsMs) return;
    windowEndsMs = null;
    bucket = full(bucket);
  }

  function waitMs(): number {
    refill();
    const forToken =
      bucket === null || bucket.tokens >= 1 ? 0 : ((1 - bucket.tokens) / bucket.perSecond) * 1000;
    return Math.max(0, pausedUntilMs - nowMs(), forToken);
  }

  async function takeTurn(latestMs: number, signal?: AbortSignal): Promise<Turn> {
    const startedMs = nowMs();
    for (;;) {
      const wait = Math.ceil(waitMs());
      if (wait === 0) break;
      if (nowMs() + wait > latestMs) return { tooLongMs: wait };
      await options.clock.sleep(wait, signal);
    }
    if (bucket !== null) bucket = { ...bucket, tokens: bucket.tokens - 1 };
    return { waitedMs: nowMs() - startedMs };
  }

  return {
    take(latestMs, signal) {
      const turn = queue.then(() => takeTurn(latestMs, signal));
      queue = turn.catch(() => {});
      return turn;
    },
    spend(count) {
      refill();
      if (bucket !== null) bucket = { ...bucket, tokens: bucket.tokens - count };
    },
    heed(notice) {
      refill();
      bucket = heedLimit(bucket, notice, options, full);
      if (bucket === null || notice.remaining === null) return;
      bucket = { ...bucket, tokens: Math.min(bucket.tokens, notice.remaining) };
      if (notice.resetMs === null) return;
      windowEndsMs = nowMs() + notice.resetMs;
      if (notice.remaining === 0) pausedUntilMs = Math.max(pausedUntilMs, windowEndsMs);
    },
    refuse(sentMs, pauseMs) {
      refill();
      const now = nowMs();
      pausedUntilMs = Math.max(pausedUntilMs, now + pauseMs);
      // One burst that was refused as a whole tells the same thing once.
      if (sentMs <= refusedMs) return;
      refusedMs = now;
      const budget = bucket ?? options.assumed;
      // The bucket was empty; when the pause ends, the one request the host then lets through must not wait again.
      const gained = Math.min(1, (budget.perSecond * pauseMs) / 1000);
      bucket = { ...budget, tokens: pauseMs > 0 ? 1 - gained : 0, atMs: now };
    },
    left() {
      refill();
      return bucket === null ? null : Math.max(0, Math.floor(bucket.tokens));
    },
  };
}

function tokensAt(bucket: Bucket, nowMs: number): number {
  // A clock that was set back gives nothing, and takes nothing.
  const gained = (Math.max(0, nowMs - bucket.atMs) / 1000) * bucket.perSecond;
  return Math.min(bucket.capacity, bucket.tokens + gained);
}

/** The host's own limit replaces ours; a larger one is usable at once. */
function heedLimit(
  bucket: Bucket | null,
  notice: RateNotice,
  options: LimiterOptions,
  full: (budget: Budget) => Bucket,
): Bucket | null {
  if (notice.limit === null || notice.limit <= 0) return bucket;
  const windowSeconds = notice.windowSeconds ?? options.windowSeconds;
  const perSecond =
    notice.perSecond ?? (windowSeconds === null ? options.assumed.perSecond : notice.limit / windowSeconds);
  const told: Budget = { capacity: notice.limit, perSecond };
  if (bucket === null) return full(told);
  if (told.capacity === bucket.capacity && told.perSecond === bucket.perSecond) return bucket;
  if (options.isConfigured && told.capacity >= bucket.capacity) return bucket;
  const tokens = Math.min(told.capacity, bucket.tokens + Math.max(0, told.capacity - bucket.capacity));
  return { ...bucket, ...told, tokens };
}
