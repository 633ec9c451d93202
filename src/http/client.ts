/**
 * The HTTP client of one connection: limits, repeats, deadlines, credentials, and a schema on every answer.
 *
 * Clock, random, environment and fetch are arguments; there is no state outside of the client.
 */
import { SpectrynError } from "../errors.ts";
import { isLoopback, parseBaseUrl, resolveUrl } from "./address.ts";
import { readAnswer, readFailure } from "./answers.ts";
import type { Answer, Explanation, FailedAnswer, HostRules, HttpCall, StreamBody } from "./call.ts";
import type { Clock } from "./clock.ts";
import { readDeprecation } from "./deprecation.ts";
import { type Download, makeDownload } from "./download.ts";
import { answerError, badAnswer, explainStatus, type Shown } from "./failures.ts";
import { formHeaders, makeForm } from "./form.ts";
import type { Limiter } from "./limiter.ts";
import { makeLogin } from "./login.ts";
import { defaultRetry, type RetryPolicy } from "./retry.ts";
import { makeRedact, type Redact } from "./secrets.ts";
import { makeSender, type Sender } from "./sender.ts";
import { type Fetch, makeTransport, proxySecrets, type TransportOptions } from "./transport.ts";
import type { Sent } from "./verdict.ts";

export interface HttpOptions {
  readonly baseUrl: string;
  /** `Authorization` values, the likeliest first; the one that is taken holds. Empty: anonymous. */
  readonly authorizations: readonly string[];
  /** Values that must never be shown, beside what `authorizations` holds. */
  readonly secrets: readonly string[];
  readonly rules: HostRules;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  /** For every request that writes, such as `X-Atlassian-Token: no-check`. */
  readonly writeHeaders?: Readonly<Record<string, string>>;
  /** Certificates (PEM) trusted beside the built-in ones. */
  readonly ca?: string | null;
  readonly verifiesTls?: boolean;
  readonly allowInsecureHttp?: boolean;
  /** Before the proxy of the environment; "" for none. */
  readonly proxy?: string | null;
  /** One request on the wire. */
  readonly deadlineMs?: number;
  /** One call with all its waits and repeats, on `clock`. */
  readonly totalDeadlineMs?: number;
  readonly bodyLimit?: number;
  readonly retry?: RetryPolicy;
  /** Verbose lines, one for each request. */
  readonly log?: (line: string) => void;
  /** For people, each time: why nothing happens for a while. */
  readonly tell?: (line: string) => void;
  /** For people, each once. */
  readonly warn?: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Instead of undici. */
  readonly fetch?: Fetch;
}

export type Tried<T> =
  | { readonly ok: true; readonly answer: Answer<T> }
  | { readonly ok: false; readonly failure: FailedAnswer };

export interface HttpClient {
  readonly baseUrl: URL;
  /** Throws a `SpectrynError` for every answer outside 200-299 and for every answer the schema refuses. */
  send<T>(call: HttpCall<T>): Promise<Answer<T>>;
  /** The same, but an answer outside 200-299 is a value. */
  trySend<T>(call: HttpCall<T>): Promise<Tried<T>>;
  /** The content behind a path, also where the host leads to another one for it; `null`: there is none. */
  readonly download: Download;
  /** The error for a failure of `trySend`, with the host's general explanation or a better one. */
  toError(failure: FailedAnswer, explanation?: Explanation): SpectrynError;
  close(): Promise<void>;
}

const tenMinutesMs = 10 * 60_000;

export function makeHttpClient(options: HttpOptions): HttpClient {
  const base = parseBaseUrl(options.baseUrl);
  const warn = onceEach(options.warn ?? (() => {}));
  refuseInsecure(base, options, warn);
  const wire: TransportOptions = {
    ca: options.ca ?? null,
    verifiesTls: options.verifiesTls ?? true,
    proxy: options.proxy ?? null,
    env: options.env,
  };
  if (!wire.verifiesTls) {
    warn(
      `${base.host}: certificates are not verified (ssl_verify is false); anyone in between can read along`,
    );
  }
  const redact = makeRedact([...options.authorizations, ...options.secrets, ...proxySecrets(wire)]);
  const transport = makeTransport(base, wire);
  const sender = makeSender({
    redact,
    fetch: options.fetch ?? transport.fetch,
    clock: options.clock,
    random: options.random,
    limiter: options.limiter,
    retry: options.retry ?? defaultRetry,
    deadlineMs: options.deadlineMs ?? 30_000,
    totalDeadlineMs: options.totalDeadlineMs ?? tenMinutesMs,
    bodyLimit: options.bodyLimit ?? 20 * 1024 * 1024,
    signal: options.signal,
    log: options.log ?? (() => {}),
    tell: options.tell ?? (() => {}),
  });
  const fetch = options.fetch ?? transport.fetch;
  return bindCalls({ base, options, redact, warn, sender, fetch, close: () => transport.close() });
}

interface Parts {
  readonly base: URL;
  readonly options: HttpOptions;
  readonly redact: Redact;
  readonly warn: (text: string, key?: string) => void;
  readonly sender: Sender;
  readonly fetch: Fetch;
  readonly close: () => Promise<void>;
}

function bindCalls({ base, options, redact, warn, sender, fetch, close }: Parts): HttpClient {
  const { rules } = options;
  const login = makeLogin(options.authorizations);
  let stopped: SpectrynError | null = null;
  const toError = (failure: FailedAnswer, explanation = explainStatus(failure, rules)) =>
    answerError(failure, explanation, redact);

  async function trySend<T>(call: HttpCall<T>): Promise<Tried<T>> {
    const url = resolveUrl(base, call.path, call.query);
    if (url === null) throw foreignUrl(base, call, redact);
    const shown: Shown = { verb: call.verb, url: redact(url.href) };
    const attempt = (authorization: string | null) => {
      if (stopped !== null && !call.isAnonymous) throw stopped;
      const headers = headersOf(call, authorization, options);
      return sender.send({ verb: call.verb, url, headers, body: bodyOf(call) }, shown);
    };
    const read = (sent: Sent) => readFailure(sent, shown, rules, redact, headersHaveLogin(call, options));
    const sent = call.isAnonymous
      ? await attempt(null)
      : await login.use(attempt, (answer) => {
          const failure = read(answer);
          return failure !== null && rules.isLoginRefused(failure);
        });
    const notice = readDeprecation(sent.headers, `${call.verb} ${url.pathname}`);
    if (notice !== null) warn(redact(notice.text), notice.key);
    const failure = read(sent);
    if (failure === null) return { ok: true, answer: readAnswer(sent, call, shown, redact) };
    if (!call.isAnonymous && (rules.isFinal(failure) || login.isHopeless())) stopped = toError(failure);
    return { ok: false, failure };
  }

  return {
    baseUrl: base,
    trySend,
    async send(call) {
      const tried = await trySend(call);
      if (!tried.ok) throw toError(tried.failure);
      return tried.answer;
    },
    download: makeDownload({ base, options, login, fetch, redact }),
    toError,
    close,
  };
}

function bodyOf(call: HttpCall<unknown>): string | StreamBody | null {
  if (call.form !== undefined) return makeForm(call.form);
  return call.json === undefined ? null : JSON.stringify(call.json);
}

function headersHaveLogin(call: HttpCall<unknown>, options: HttpOptions): boolean {
  return !call.isAnonymous && options.authorizations.length > 0;
}

function headersOf(
  call: HttpCall<unknown>,
  authorization: string | null,
  options: HttpOptions,
): Record<string, string> {
  return {
    accept: "application/json",
    "user-agent": options.userAgent,
    ...(call.json === undefined ? {} : { "content-type": "application/json" }),
    ...(call.form === undefined ? {} : formHeaders(call.form)),
    ...(call.verb === "GET" ? {} : options.writeHeaders),
    ...(authorization === null ? {} : { authorization }),
  };
}

function foreignUrl(base: URL, call: HttpCall<unknown>, redact: Redact): SpectrynError {
  const origin = URL.canParse(call.path) ? new URL(call.path).origin : call.path;
  return badAnswer(
    { verb: call.verb, url: call.path },
    {
      title: `the host sent a link to ${origin}, which is not ${base.origin}; credentials are never carried there`,
      hint: "If that is the host's real address, set base_url to it.",
    },
    redact,
  );
}

function refuseInsecure(base: URL, options: HttpOptions, warn: (text: string) => void): void {
  if (base.protocol === "https:" || options.authorizations.length === 0 || isLoopback(base)) return;
  if (options.allowInsecureHttp) {
    warn(`${base.host}: credentials are sent without encryption (--insecure-http)`);
    return;
  }
  throw new SpectrynError(
    "insecure-connection",
    `credentials are not sent to ${base.origin}, which is not encrypted`,
    {
      hint: `Use https://${base.host}, or allow it for this run with --insecure-http.`,
      data: { baseUrl: base.href },
    },
  );
}

function onceEach(warn: (text: string) => void): (text: string, key?: string) => void {
  const told = new Set<string>();
  return (text, key = text) => {
    if (told.has(key)) return;
    told.add(key);
    warn(text);
  };
}
