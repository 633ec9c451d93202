/** Makes the error of a request that failed; nothing secret gets in. */
import { type ErrorCode, SpectrynError } from "../errors.ts";
import type { Explanation, FailedAnswer, HostRules, Verb } from "./call.ts";
import { type Redact, redactCause, redactData } from "./secrets.ts";

/** A request, as errors show it. */
export interface Shown {
  readonly verb: Verb;
  readonly url: string;
}

/** What a status means where the adapter knows nothing better. */
const byStatus: Readonly<Record<number, Explanation>> = {
  401: {
    code: "authentication",
    title: "authentication failed",
    hint: "Check user name and token, and that the token has not expired.",
  },
  403: {
    code: "permission",
    title: "permission denied",
    hint: "The login works but may not do this: check the token's permissions.",
  },
  407: {
    code: "network",
    title: "the proxy wants a login",
    hint: "Put user and password into HTTPS_PROXY: http://user:password@proxy:port",
  },
  409: {
    code: "stale-version",
    title: "somebody else changed it first",
    hint: "Run the same command again.",
  },
  429: {
    code: "rate-limited",
    title: "rate limit exceeded",
    hint: "Wait, then run the same command again; a larger budget can be set as bitbucket.rate_limit.",
  },
};

export function explainStatus(failure: FailedAnswer, rules: HostRules): Explanation {
  const told = rules.explain(failure) ?? byStatus[failure.status];
  if (told !== undefined) return told;
  if (failure.status >= 500) {
    return {
      code: "network",
      title: "the host failed",
      hint: "Check the host's status page, then run the same command again.",
    };
  }
  return { code: "request-refused", title: "the host refused the request" };
}

/** The error of an answer: what it means, the host's own words, and the request. */
export function answerError(failure: FailedAnswer, explanation: Explanation, redact: Redact): SpectrynError {
  const words = failure.message === null ? "" : `: ${failure.message}`;
  const message = `${explanation.title}${words} (${failure.verb} ${failure.url} -> ${failure.status})`;
  return new SpectrynError(explanation.code, redact(message), {
    ...(explanation.hint === undefined ? {} : { hint: redact(explanation.hint) }),
    data: redactData(
      {
        verb: failure.verb,
        url: failure.url,
        status: failure.status,
        requestId: failure.requestId,
        message: failure.message,
        ...explanation.data,
      },
      redact,
    ) as Record<string, unknown>,
  });
}

/** A POST was sent and nobody knows whether it was done. */
export function unknownOutcome(
  shown: Shown,
  reason: string,
  cause: unknown,
  redact: Redact,
  isLate = false,
): SpectrynError {
  return new SpectrynError(
    "outcome-unknown",
    redact(`nobody knows whether ${shown.verb} ${shown.url} was done: ${reason}; it was not sent again`),
    {
      hint: "Run the same command again: it looks for what was written before it writes.",
      // Late: the host may still be doing it.
      data: redactData({ ...shown, outcome: "unknown", isLate }, redact) as Record<string, unknown>,
      ...causeOf(cause, redact),
    },
  );
}

/** An answer that is none: a login page, wrong JSON, nothing. */
export function badAnswer(
  shown: Shown,
  problem: { readonly title: string; readonly hint?: string; readonly data?: Record<string, unknown> },
  redact: Redact,
): SpectrynError {
  return new SpectrynError("unexpected-answer", redact(`${problem.title} (${shown.verb} ${shown.url})`), {
    hint: problem.hint ?? "Check base_url and proxy; if both are right, the host is not working properly.",
    data: redactData({ ...shown, ...problem.data }, redact) as Record<string, unknown>,
  });
}

interface NetworkFailure {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly title: string;
  readonly hint: string;
  /** The request certainly did not reach the host. */
  readonly isUnsent: boolean;
  readonly isRepeatable: boolean;
}

const checkNetwork = "Check the network and the host, then run the same command again.";

/** By error code, else by message; the first row that matches decides. */
const networkFailures: readonly NetworkFailure[] = [
  {
    pattern: /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_|ERR_TLS_|ERR_SSL_|EPROTO/,
    code: "network",
    title: "no secure connection",
    hint: "For a company's own authority set BITBUCKET_CA_FILE (ca_file); BITBUCKET_SSL_VERIFY=false is the last resort.",
    isUnsent: true,
    isRepeatable: false,
  },
  {
    pattern: /ENOTFOUND/,
    code: "network",
    title: "the host's name is not known",
    hint: "Check the spelling of base_url, and the network (VPN, proxy).",
    isUnsent: true,
    isRepeatable: false,
  },
  {
    pattern: /Proxy response|HTTP Tunneling|SecureProxyConnection/i,
    code: "network",
    title: "the proxy refused the connection",
    hint: "Check HTTPS_PROXY and its login; list hosts without a proxy in NO_PROXY.",
    isUnsent: true,
    isRepeatable: false,
  },
  {
    pattern: /EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT/,
    code: "network",
    title: "the host cannot be reached",
    hint: checkNetwork,
    isUnsent: true,
    isRepeatable: true,
  },
];

const lostConnection: NetworkFailure = {
  pattern: /^/,
  code: "network",
  title: "the connection was lost",
  hint: checkNetwork,
  isUnsent: false,
  isRepeatable: true,
};

export function classifyNetworkFailure(error: unknown): NetworkFailure {
  const words = wordsOf(error).join("\n");
  return networkFailures.find((row) => row.pattern.test(words)) ?? lostConnection;
}

export function networkError(
  shown: Shown,
  failure: NetworkFailure,
  cause: unknown,
  redact: Redact,
): SpectrynError {
  const reason = wordsOf(cause).at(-1) ?? "";
  const words = reason === "" ? "" : `: ${reason}`;
  return new SpectrynError(failure.code, redact(`${failure.title}${words} (${shown.verb} ${shown.url})`), {
    hint: failure.hint,
    data: redactData({ ...shown, reason }, redact) as Record<string, unknown>,
    ...causeOf(cause, redact),
  });
}

export function deadlineError(shown: Shown, deadlineMs: number, redact: Redact): SpectrynError {
  return new SpectrynError(
    "timeout",
    redact(`${shown.verb} ${shown.url} was not answered within ${deadlineMs / 1000} s`),
    {
      hint: checkNetwork,
      data: redactData({ ...shown, deadlineMs }, redact) as Record<string, unknown>,
    },
  );
}

/** Codes and messages along the chain of causes, the innermost message last. */
function wordsOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = (error as { code?: unknown }).code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const own = [typeof code === "string" ? code : "", error.message].filter((word) => word !== "");
  return [...own, ...wordsOf(inner, depth + 1)];
}

function causeOf(cause: unknown, redact: Redact): { cause?: Error } {
  const safe = redactCause(cause, redact);
  return safe === undefined ? {} : { cause: safe };
}
