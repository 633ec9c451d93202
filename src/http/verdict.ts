/** What follows from one exchange: an answer, another try after a wait, or an error. */
import type { SpectrynError } from "../errors.ts";
import type { HeaderReader } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { Exchanged } from "./exchange.ts";
import {
  badAnswer,
  classifyNetworkFailure,
  deadlineError,
  networkError,
  type Shown,
  unknownOutcome,
} from "./failures.ts";
import { readRetryAfterMs } from "./rate-headers.ts";
import { backoffMs, isFault, isRefusal, isRepeatable, type RetryPolicy } from "./retry.ts";
import type { Redact } from "./secrets.ts";

export interface Sent {
  readonly status: number;
  readonly headers: HeaderReader;
  readonly text: string;
  readonly url: URL;
}

export type Verdict =
  | { readonly kind: "answer"; readonly answer: Sent }
  /** The host refused because of its budget. */
  | { readonly kind: "refusal"; readonly retryMs: number }
  /** A 5xx or a lost connection; `otherwise` is the end when no try is left. */
  | { readonly kind: "fault"; readonly retryMs: number; readonly otherwise: Sent | SpectrynError };

/** Tries so far. */
export interface Tries {
  readonly faults: number;
  readonly refusals: number;
}

export interface JudgeOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  readonly deadlineMs: number;
  readonly redact: Redact;
}

/** Throws what must not be repeated. */
export function judge(result: Exchanged, shown: Shown, tries: Tries, options: JudgeOptions): Verdict {
  if (result.kind === "refused") {
    throw badAnswer(shown, { title: result.reason, hint: result.hint }, options.redact);
  }
  if (result.kind !== "answer") return judgeLoss(result, shown, tries, options);
  const { status, headers, text } = result;
  if (isRefusal(status, text)) return { kind: "refusal", retryMs: refusalMs(headers, tries, options) };
  if (!isFault(status)) return { kind: "answer", answer: result };
  if (!isRepeatable(shown.verb)) {
    throw unknownOutcome(shown, `the host answered ${status}`, undefined, options.redact);
  }
  const told = readRetryAfterMs(headers, options.clock.now()) ?? 0;
  const retryMs = Math.max(told, faultMs(tries, options));
  return { kind: "fault", retryMs, otherwise: result };
}

/** Without a word of the host the bucket alone paces the first repeat. */
function refusalMs(headers: HeaderReader, tries: Tries, options: JudgeOptions): number {
  const told = readRetryAfterMs(headers, options.clock.now());
  if (told !== null && told > 0) return told;
  if (told === null && tries.refusals === 0) return 0;
  const { baseMs, longestRefusalMs } = options.retry;
  return backoffMs(tries.refusals, baseMs, longestRefusalMs, options.random);
}

function faultMs(tries: Tries, { retry, random }: JudgeOptions): number {
  return backoffMs(tries.faults, retry.baseMs, retry.longestMs, random);
}

/** No answer: late, or the connection was lost, or there never was one. */
function judgeLoss(
  result: Exclude<Exchanged, { kind: "answer" | "refused" }>,
  shown: Shown,
  tries: Tries,
  options: JudgeOptions,
): Verdict {
  const { deadlineMs, redact } = options;
  const retryMs = faultMs(tries, options);
  const repeats = isRepeatable(shown.verb);
  if (result.kind === "late") {
    const error = deadlineError(shown, deadlineMs, redact);
    if (!repeats) throw unknownOutcome(shown, "it was not answered in time", undefined, redact, true);
    return { kind: "fault", retryMs, otherwise: error };
  }
  const failure = classifyNetworkFailure(result.error);
  if (!repeats && !failure.isUnsent) throw unknownOutcome(shown, failure.title, result.error, redact);
  const error = networkError(shown, failure, result.error, redact);
  if (!repeats || !failure.isRepeatable) throw error;
  return { kind: "fault", retryMs, otherwise: error };
}
