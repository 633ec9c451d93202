/** For tests: a host on loopback whose answers are given one after another, and a clock that only jumps. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import * as z from "zod";
import type { HostRules, HttpCall, Verb } from "./call.ts";
import { type HttpClient, type HttpOptions, makeHttpClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import { makeLimiter, serverBudget } from "./limiter.ts";

export interface Seen {
  readonly verb: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface TestHost {
  readonly url: string;
  readonly seen: Seen[];
  /** Before the test ends, which closes every host. */
  close(): Promise<void>;
}

export type Respond = (request: Seen, response: ServerResponse) => void | Promise<void>;

export async function startHost(respond: Respond, tls?: { key: string; cert: string }): Promise<TestHost> {
  const seen: Seen[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const one: Seen = { verb: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
    seen.push(one);
    await respond(one, response);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  async function close() {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  onTestFinished(close);
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, seen, close };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(value === undefined ? "" : JSON.stringify(value));
}

/** Answers in the given order; one answer more than given fails the test by its status. */
export function inOrder(...steps: readonly Respond[]): Respond {
  let at = 0;
  return (request, response) => {
    const step = steps[at++];
    if (step === undefined) sendJson(response, 418, { error: { message: "unexpected request" } });
    else return step(request, response);
  };
}

export function answer(status: number, value?: unknown, headers: Record<string, string> = {}): Respond {
  return (_, response) => sendJson(response, status, value, headers);
}

/** Time passes by sleeping, which those who wait for an answer do not feel; and when a host is slow, which they do. */
export interface JumpClock extends Clock {
  readonly sleptMs: () => number;
  /** Rings the alarms of that time. */
  elapse(ms: number): void;
}

export function makeJumpClock(startMs = Date.UTC(2026, 10, 22)): JumpClock {
  let ms = startMs;
  let sleptMs = 0;
  const alarms = new Set<{ leftMs: number; readonly ring: () => void }>();
  return {
    now: () => new Date(ms),
    async sleep(span) {
      ms += span;
      sleptMs += span;
    },
    alarm(leftMs, ring) {
      const alarm = { leftMs, ring };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    sleptMs: () => sleptMs,
    elapse(span) {
      ms += span;
      for (const alarm of [...alarms]) {
        alarm.leftMs -= span;
        if (alarm.leftMs > 0) continue;
        alarms.delete(alarm);
        alarm.ring();
      }
    },
  };
}

export const plainRules: HostRules = {
  messageOf: (json) => (json as { error?: { message?: string } } | undefined)?.error?.message ?? null,
  explain: () => null,
  isLoginRefused: (failure) => failure.status === 401,
  isFinal: () => false,
};

/** A call with everything a test does not care about. */
export function call(verb: Verb = "GET", part: Partial<HttpCall<unknown>> = {}): HttpCall<unknown> {
  return {
    verb,
    path: "/thing",
    schema: z.unknown(),
    ...(verb === "GET" ? {} : { json: { a: 1 } }),
    ...part,
  };
}

/** A client with everything a test does not care about. */
export function makeTestClient(baseUrl: string, options: Partial<HttpOptions> = {}): HttpClient {
  const clock = options.clock ?? makeJumpClock();
  return makeHttpClient({
    baseUrl,
    authorizations: [],
    secrets: [],
    rules: plainRules,
    clock,
    limiter: makeLimiter({
      clock,
      budget: null,
      assumed: serverBudget,
      windowSeconds: null,
      isConfigured: false,
    }),
    random: () => 0.5,
    env: {},
    userAgent: "spectryn/test",
    ...options,
  });
}
