/** One request on the wire and its answer, redirects included; no repeats. */
import { readText } from "./body.ts";
import type { HeaderReader, StreamBody, Verb } from "./call.ts";
import type { Clock } from "./clock.ts";
import { longestRedirects, readRedirect } from "./redirect.ts";
import type { Fetch } from "./transport.ts";

export interface WireRequest {
  readonly verb: Verb;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: string | StreamBody | null;
}

export type Exchanged =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: HeaderReader;
      readonly text: string;
      readonly url: URL;
      readonly tookMs: number;
    }
  /** The answer cannot be used, and asking again would not change that. */
  | { readonly kind: "refused"; readonly reason: string; readonly hint: string }
  | { readonly kind: "late" }
  | { readonly kind: "lost"; readonly error: unknown };

export interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly bodyLimit: number;
  readonly signal: AbortSignal | undefined;
}

/** Rejects only with the reason of an abort by the caller. */
export async function exchange(request: WireRequest, options: ExchangeOptions): Promise<Exchanged> {
  const deadline = new AbortController();
  const patienceMs = options.deadlineMs * patienceFor(request);
  const cancel = options.clock.alarm(patienceMs, () => deadline.abort());
  const signals = options.signal === undefined ? [deadline.signal] : [deadline.signal, options.signal];
  try {
    return await follow(request, options, AbortSignal.any(signals));
  } catch (error) {
    options.signal?.throwIfAborted();
    return deadline.signal.aborted ? { kind: "late" } : { kind: "lost", error };
  } finally {
    cancel();
  }
}

const usualBytes = 5_000_000;

/** A large file takes its time. */
function patienceFor({ body }: WireRequest): number {
  return body === null || typeof body === "string" ? 1 : 1 + body.size / usualBytes;
}

async function follow(
  request: WireRequest,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Exchanged> {
  const startedMs = performance.now();
  let url = request.url;
  for (let hops = 0; hops <= longestRedirects; hops += 1) {
    const answer = await options.fetch(url.href, {
      method: request.verb,
      headers: request.headers,
      ...bodyOf(request),
      redirect: "manual",
      signal,
    });
    const text = await readText(answer.body, options.bodyLimit);
    if (text === null) return tooLarge(options.bodyLimit);
    const redirect = readRedirect(answer.status, answer.headers.get("location"), url, request.verb);
    if (redirect.kind === "refuse") {
      return { kind: "refused", reason: redirect.reason, hint: redirect.hint };
    }
    if (redirect.kind === "none") {
      const tookMs = Math.round(performance.now() - startedMs);
      return { kind: "answer", status: answer.status, headers: answer.headers, text, url, tookMs };
    }
    url = redirect.url;
  }
  return {
    kind: "refused",
    reason: `the host redirects more than ${longestRedirects} times`,
    hint: "Check base_url.",
  };
}

function bodyOf({ body }: WireRequest) {
  if (body === null) return {};
  return typeof body === "string" ? { body } : { body: body.open(), duplex: "half" as const };
}

function tooLarge(limit: number): Exchanged {
  return {
    kind: "refused",
    reason: `the answer is larger than ${Math.round(limit / 1024 / 1024)} MB`,
    hint: "Check base_url: Bitbucket does not send answers of that size.",
  };
}
