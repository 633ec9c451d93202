/**
 * Content behind a path. Hosts answer with an address that works once, often of another host: the login goes to
 * the API alone, and what is read there is judged by whoever asked for it.
 */
import { SpectrynError } from "../errors.ts";
import { resolveUrl } from "./address.ts";
import type { HttpOptions } from "./client.ts";
import { classifyNetworkFailure, deadlineError, explainStatus, networkError } from "./failures.ts";
import type { Login } from "./login.ts";
import { readRateNotice, readRetryAfterMs } from "./rate-headers.ts";
import { backoffMs, defaultRetry, isFault, isRefusal } from "./retry.ts";
import type { Redact } from "./secrets.ts";
import type { Fetch, WireAnswer } from "./transport.ts";

export type Download = (path: string) => Promise<AsyncIterable<Uint8Array> | null>;

interface Parts {
  readonly base: URL;
  readonly options: HttpOptions;
  readonly login: Login;
  readonly fetch: Fetch;
  readonly redact: Redact;
}

const tries = 5;

export function makeDownload(parts: Parts): Download {
  return async (path) => {
    for (let tried = 1; ; tried += 1) {
      const answer = await tryOnce(parts, path);
      if (answer.status === 404) return null;
      if (answer.status === 200) return answer.body ?? nothing();
      const text = await readStart(answer);
      const isAgain = isFault(answer.status) || isRefusal(answer.status, text);
      if (!isAgain || tried === tries) throw downloadError(parts, path, answer.status);
      const { clock, random } = parts.options;
      const told = readRetryAfterMs(answer.headers, clock.now()) ?? 0;
      await clock.sleep(
        Math.max(told, backoffMs(tried, defaultRetry.baseMs, defaultRetry.longestMs, random)),
      );
    }
  };
}

async function tryOnce(parts: Parts, path: string): Promise<WireAnswer> {
  const { base, options, login } = parts;
  const url = resolveUrl(base, path);
  if (url === null) throw downloadError(parts, path, 0);
  const latestMs = options.clock.now().getTime() + (options.totalDeadlineMs ?? 600_000);
  const turn = await options.limiter.take(latestMs);
  if ("tooLongMs" in turn) throw downloadError(parts, path, 429);
  const attempt = (authorization: string | null) =>
    get(parts, url, authorization === null ? {} : { authorization });
  const answer = await login.use(attempt, ({ status }) => status === 401);
  options.limiter.heed(readRateNotice(answer.headers, options.clock.now()));
  const location = answer.headers.get("location");
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
  await readStart(answer);
  const target = URL.canParse(location, url.href) ? new URL(location, url.href) : null;
  const isDowngrade = url.protocol === "https:" && target?.protocol !== "https:";
  if (target === null || isDowngrade) throw downloadError(parts, path, answer.status);
  return get(parts, target, {});
}

async function get(
  { fetch, redact, options }: Parts,
  url: URL,
  more: Record<string, string>,
): Promise<WireAnswer> {
  const { userAgent, clock, signal, deadlineMs = 30_000 } = options;
  const deadline = new AbortController();
  const cancel = clock.alarm(deadlineMs, () => deadline.abort());
  const signals = signal === undefined ? [deadline.signal] : [deadline.signal, signal];
  try {
    const headers = { accept: "*/*", "user-agent": userAgent, ...more };
    const init = { method: "GET", headers, redirect: "manual", signal: AbortSignal.any(signals) } as const;
    return await fetch(url.href, init);
  } catch (error) {
    signal?.throwIfAborted();
    const shown = { verb: "GET", url: redact(url.href) } as const;
    if (deadline.signal.aborted) throw deadlineError(shown, deadlineMs, redact);
    throw networkError(shown, classifyNetworkFailure(error), error, redact);
  } finally {
    // From here on the content comes as fast as it comes.
    cancel();
  }
}

/** Reads an answer that is no content to its end, so that its connection is free again. */
async function readStart({ body }: WireAnswer): Promise<string> {
  let text = "";
  for await (const piece of body ?? nothing()) {
    if (text.length < 10_000) text += new TextDecoder().decode(piece);
  }
  return text;
}

async function* nothing(): AsyncIterable<Uint8Array> {}

function downloadError({ redact, options }: Parts, path: string, status: number): SpectrynError {
  const failure = {
    ...({ verb: "GET", url: redact(path), status, text: "", json: undefined, message: null } as const),
    ...{ headers: new Headers(), requestId: null, hasLogin: true },
  };
  const { code, title, hint } = explainStatus(failure, options.rules);
  const told = hint === undefined ? {} : { hint: redact(hint) };
  return new SpectrynError(code, `${title} (GET ${redact(path)} -> ${status})`, {
    ...told,
    data: { verb: "GET", url: redact(path), status },
  });
}
