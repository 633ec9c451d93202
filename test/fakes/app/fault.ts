/** Trouble on demand, as data: which requests, how often, and what happens instead of the answer. */
import { htmlReply, type Reply, textReply } from "./reply.ts";

/**
 * `cut`: the connection ends before the request has any effect. `cut-answer`: the effect happens, the
 * answer is lost. `delayMs`: the answer comes late (real time). `until`: it waits for that.
 * `extraHeaders`: the usual answer, with these too.
 */
export type Trouble =
  | Reply
  | "cut"
  | "cut-answer"
  | { readonly delayMs: number }
  | { readonly until: () => Promise<unknown> }
  | { readonly extraHeaders: Readonly<Record<string, string>> };

export interface Fault {
  /** `METHOD /path` with `*` for any text, for example `POST *comments` or `* *.git/*`; default: all. */
  readonly on?: string;
  /** How many requests it meets; default 1. */
  readonly times?: number;
  /** How many matching requests pass before the first one; default 0. */
  readonly after?: number;
  readonly trouble: Trouble;
}

export interface Faults {
  add(...faults: readonly Fault[]): void;
  /** The trouble that meets this request, if any; counts it. */
  take(method: string, path: string): Trouble | null;
  /** Faults that did not meet all the requests they were made for: a test that asserts this is `[]` met them all. */
  left(): readonly Fault[];
  /** What was to come comes no more. */
  clear(): void;
}

export function makeFaults(): Faults {
  const active: { fault: Fault; passes: number; times: number }[] = [];
  return {
    add(...faults) {
      for (const fault of faults) active.push({ fault, passes: fault.after ?? 0, times: fault.times ?? 1 });
    },
    take(method, path) {
      for (const entry of active) {
        if (entry.times === 0 || !isMet(entry.fault.on ?? "*", `${method} ${path}`)) continue;
        if (entry.passes > 0) {
          entry.passes -= 1;
          continue;
        }
        entry.times -= 1;
        return entry.fault.trouble;
      }
      return null;
    },
    left: () =>
      active.filter(({ times }) => times > 0 && times !== Number.POSITIVE_INFINITY).map(({ fault }) => fault),
    clear: () => void active.splice(0),
  };
}

function isMet(pattern: string, text: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(text);
}

/** What single sign-on and proxies put in the way of any request. */
export const loginPage: Reply = htmlReply(
  200,
  "<!DOCTYPE html><html><head><title>Log in</title></head><body><form action='/login'></form></body></html>",
);

/** A good status and content type with a body that was cut. */
export const brokenJson: Reply = {
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8" },
  text: '{"type":"user","uuid":"{',
};

/** Good JSON of another shape. */
export const otherJson: Reply = {
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8" },
  text: '{"status":"UP"}',
};

export function serverError(status: 500 | 502 | 503 | 504 | 555): Reply {
  return textReply(status, "Something went wrong");
}
