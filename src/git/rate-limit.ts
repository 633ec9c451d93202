/**
 * A host that refuses git because of its request limit (429). What it refused was not done, so every network
 * command may be run again. git shows no headers of its own accord; asked to, it tells how long to wait.
 */
import type { Env, Finished } from "../process/run.ts";

/** git leaves credentials out of what it shows, and `withoutHeaders` takes the rest out of its words. */
export const showHeaders: Env = { GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1", GIT_TRACE_REDACT: "1" };

export interface RateRefusal {
  /** `Retry-After` as the host wrote it; `null` where it was not sent, or headers were not shown. */
  readonly retryAfter: string | null;
}

const refusal = /error: 429|HTTP 429|Too Many Requests/i;
const traced = /^\d\d:\d\d:\d\d\.\d+ \S+\.c:\d+ .*$\n?/gm;

/** `null`: the command did not meet a request limit. */
export function readRateRefusal({ code, stderr }: Finished): RateRefusal | null {
  if (code === 0 || !refusal.test(stderr.replace(traced, ""))) return null;
  const told = [...stderr.matchAll(/<= Recv header: retry-after: *([^\r\n]+)/gi)].at(-1);
  return { retryAfter: told?.[1]?.trim() ?? null };
}

export function withoutHeaders(finished: Finished): Finished {
  return { ...finished, stderr: finished.stderr.replace(traced, "") };
}
