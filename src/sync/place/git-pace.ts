/**
 * git over HTTP spends the host's request budget as REST does (on a Server even the same one): commands wait for
 * it, and those that the host refused (429) wait as long as it says, else with exponential backoff, and go again.
 */
import { SpectrynError } from "../../errors.ts";
import type { Pace } from "../../git/git.ts";
import { readRateRefusal, showHeaders, withoutHeaders } from "../../git/rate-limit.ts";
import type { Limiter } from "../../http/limiter.ts";
import { readRetryAfterMs } from "../../http/rate-headers.ts";
import { backoffMs, defaultRetry } from "../../http/retry.ts";
import { inWords, waitingFor } from "../../http/sender.ts";
import type { Runtime } from "../../ports/runtime.ts";

/** What most commands send: the list of refs, then what they are for. */
const usualRequests = 2;
/** A fetch that brings something sends one more, so a host that lets one through at a time must gain three. */
const mostRequests = 3;

export interface PaceOptions {
  readonly limiter: Limiter;
  /** For people: the host. */
  readonly host: string;
  /** All waits of a run together. */
  readonly longestMs: number;
  readonly runtime: Pick<Runtime, "clock" | "random" | "log" | "tell">;
}

export function makeGitPace(options: PaceOptions): Pace {
  const { limiter, longestMs, runtime } = options;
  const nowMs = () => runtime.clock.now().getTime();
  let waitedMs = 0;
  let isRefused = false;
  const waitForTurn = async (announcedMs: number, signal?: AbortSignal) => {
    const startedMs = nowMs();
    const latestMs = startedMs + longestMs - waitedMs;
    if (announcedMs >= 1000 && startedMs + announcedMs <= latestMs) {
      runtime.tell(waitingFor(options.host, announcedMs));
    }
    for (let request = 0; request < usualRequests; request += 1) {
      const turn = await limiter.take(latestMs, signal);
      if (!("tooLongMs" in turn)) continue;
      const nextMs = Math.max(turn.tooLongMs, announcedMs);
      throw isRefused ? stillRefused(waitedMs, nextMs, options) : budgetSpent(nextMs, options);
    }
    const tookMs = nowMs() - startedMs;
    waitedMs += tookMs;
    if (tookMs > 0) runtime.log(`waited ${inWords(tookMs)} for the request limit of ${options.host}`);
  };
  return async (attempt, signal) => {
    await waitForTurn(0, signal);
    for (let refusals = 1; ; refusals += 1) {
      const sentMs = nowMs();
      const ended = await attempt(refusals === 1 ? {} : showHeaders);
      const refused = readRateRefusal(ended);
      if (refused === null) return withoutHeaders(ended);
      isRefused = true;
      const pauseMs = pauseAfter(refused.retryAfter, refusals, runtime);
      runtime.log(`${options.host} refused git for its request limit (try ${refusals})`);
      limiter.refuse(sentMs, pauseMs);
      await waitForTurn(pauseMs, signal);
    }
  };
}

/** The first repeat is paced by the budget alone, and learns what the host says. */
function pauseAfter(
  retryAfter: string | null,
  refusals: number,
  { clock, random }: PaceOptions["runtime"],
): number {
  const headers = { get: (name: string) => (name === "retry-after" ? retryAfter : null) };
  const toldMs = readRetryAfterMs(headers, clock.now()) ?? 0;
  if (toldMs > 0) return toldMs * Math.min(mostRequests, refusals - 1);
  return refusals === 1 ? 0 : backoffMs(refusals, defaultRetry.baseMs, defaultRetry.longestRefusalMs, random);
}

function stillRefused(waitedMs: number, nextMs: number, { host }: PaceOptions): SpectrynError {
  const waited = waitedMs === 0 ? "" : ` after ${inWords(waitedMs)} of waiting`;
  return new SpectrynError(
    "rate-limited",
    `rate limit exceeded: ${host} still refuses git${waited}; the next try may go in ${inWords(nextMs)}`,
    {
      hint: "Wait a few minutes, then run the same command again.",
      data: { host, waitedMs, nextMs },
    },
  );
}

/** The host refused nothing: the budget that somebody configured is smaller than its. */
function budgetSpent(nextMs: number, { host }: PaceOptions): SpectrynError {
  return new SpectrynError(
    "rate-limited",
    `rate limit exceeded: bitbucket.rate_limit lets git ask ${host} again in ${inWords(nextMs)}`,
    { hint: "Wait that long, or raise bitbucket.rate_limit.", data: { host, waitedMs: 0, nextMs } },
  );
}
