/** Sends one request until it is answered, refused or out of time: limiter, repeats, log. */
import { SpectrynError } from "../errors.ts";
import { type Exchanged, type ExchangeOptions, exchange, type WireRequest } from "./exchange.ts";
import type { Shown } from "./failures.ts";
import type { Limiter } from "./limiter.ts";
import { readRateNotice } from "./rate-headers.ts";
import type { Redact } from "./secrets.ts";
import { type JudgeOptions, judge, type Sent } from "./verdict.ts";

export interface SenderOptions extends ExchangeOptions, JudgeOptions {
  readonly limiter: Limiter;
  readonly totalDeadlineMs: number;
  readonly log: (line: string) => void;
  /** For people: why nothing happens for a while. */
  readonly tell: (line: string) => void;
}

export interface Sender {
  send(request: WireRequest, shown: Shown): Promise<Sent>;
}

export function makeSender(options: SenderOptions): Sender {
  const { clock, limiter, retry, redact } = options;
  const nowMs = () => clock.now().getTime();
  return {
    async send(request, shown) {
      const latestMs = nowMs() + options.totalDeadlineMs;
      const tries = { faults: 0, refusals: 0 };
      for (;;) {
        options.signal?.throwIfAborted();
        const turn = await limiter.take(latestMs);
        if ("tooLongMs" in turn) throw budgetSpent(shown, turn.tooLongMs, redact);
        if (turn.waitedMs >= 1000) options.log(`waited ${inWords(turn.waitedMs)} for the request budget`);
        const sentMs = nowMs();
        const result = await exchange(request, options);
        if (result.kind === "answer") limiter.heed(readRateNotice(result.headers, clock.now()));
        logExchange(result, shown, tries.faults + tries.refusals, options);
        const verdict = judge(result, shown, tries, options);
        if (verdict.kind === "answer") return verdict.answer;
        const isTooLate = nowMs() + verdict.retryMs > latestMs;
        if (verdict.kind === "refusal") {
          // The wait is the limiter's: all requests of this budget wait together.
          limiter.refuse(sentMs, verdict.retryMs);
          if (isTooLate || tries.refusals >= retry.refusals) {
            throw budgetSpent(shown, verdict.retryMs, redact);
          }
          tries.refusals += 1;
          const host = request.url.host;
          if (verdict.retryMs >= 1000) options.tell(waitingFor(host, verdict.retryMs));
        } else {
          if (isTooLate || tries.faults >= retry.faults) return giveUp(verdict.otherwise);
          tries.faults += 1;
          await clock.sleep(verdict.retryMs);
        }
      }
    },
  };
}

function giveUp(last: Sent | SpectrynError): Sent {
  if (last instanceof SpectrynError) throw last;
  return last;
}

function logExchange(result: Exchanged, shown: Shown, retries: number, options: SenderOptions): void {
  const left = options.limiter.left();
  const parts = [
    result.kind === "answer" ? `${result.status} in ${result.tookMs} ms` : result.kind,
    ...(left === null ? [] : [`${left} requests left`]),
    ...(retries === 0 ? [] : [`retry ${retries}`]),
  ];
  options.log(`${shown.verb} ${shown.url} -> ${parts.join(", ")}`);
}

function budgetSpent(shown: Shown, waitMs: number, redact: Redact): SpectrynError {
  return new SpectrynError(
    "rate-limited",
    redact(`rate limit exceeded: the next request may go in ${inWords(waitMs)} (${shown.verb} ${shown.url})`),
    {
      hint: "Wait that long and run the same command again; sync less often, or use an access token with its larger budget.",
      data: { verb: shown.verb, url: shown.url, waitMs },
    },
  );
}

/** What a person reads while a run stands still. */
export function waitingFor(host: string, ms: number): string {
  return `the request limit of ${host} is used up: waiting ${inWords(ms)}`;
}

export function inWords(ms: number): string {
  return ms < 90_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 60_000)} min`;
}
