/**
 * undici behind the shape of `fetch`: one dispatcher per client with its own trust and proxy, loaded on first use.
 *
 * Certificates: `connect` is for direct connections, `requestTls` for those through a proxy, `proxyTls` for the
 * way to the proxy itself, which is always verified.
 */
import { createSecureContext, rootCertificates } from "node:tls";
import type { HeaderReader, Verb } from "./call.ts";

export interface WireInit {
  readonly method: Verb;
  readonly headers: Record<string, string>;
  readonly body?: string | AsyncIterable<Uint8Array>;
  /** Goes with a body in pieces. */
  readonly duplex?: "half";
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: HeaderReader;
  readonly body: AsyncIterable<Uint8Array> | null;
}

export type Fetch = (url: string, init: WireInit) => Promise<WireAnswer>;

export interface Transport {
  readonly fetch: Fetch;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Certificates (PEM) trusted beside the built-in ones. */
  readonly ca: string | null;
  readonly verifiesTls: boolean;
  /** A proxy for everything, before what the environment says; "" for none. */
  readonly proxy: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Dispatched {
  readonly fetch: Fetch;
  readonly close: () => Promise<void>;
}

export function makeTransport(base: URL, options: TransportOptions): Transport {
  let opened: Promise<Dispatched> | null = null;
  return {
    async fetch(url, init) {
      opened ??= openDispatcher(base, options);
      return (await opened).fetch(url, init);
    },
    async close() {
      await (await opened)?.close();
      opened = null;
    },
  };
}

async function openDispatcher(base: URL, options: TransportOptions): Promise<Dispatched> {
  const undici = await import("undici");
  // A list of our own replaces the built-in authorities, so they are named again; read once, not for each connection.
  const proxyTls =
    options.ca === null
      ? {}
      : { secureContext: createSecureContext({ ca: [...rootCertificates, options.ca] }) };
  const tls = { ...proxyTls, ...(options.verifiesTls ? {} : { rejectUnauthorized: false }) };
  const proxy = proxyFor(base, options);
  const dispatcher =
    proxy === null
      ? new undici.Agent({ connect: tls })
      : // Given values, even empty ones, keep it from reading this process's own environment.
        new undici.EnvHttpProxyAgent({ ...proxy, connect: tls, requestTls: tls, proxyTls });
  const fetch: Fetch = async (url, init) => {
    const answer = await undici.fetch(url, { ...init, dispatcher });
    return { status: answer.status, headers: answer.headers, body: answer.body };
  };
  return { fetch, close: () => dispatcher.close() };
}

/** As curl and git read them: an https URL goes through `HTTPS_PROXY` only. `null`: direct. */
function proxyFor(
  base: URL,
  { proxy, env }: TransportOptions,
): { httpProxy: string; httpsProxy: string; noProxy: string } | null {
  const fromEnv = (name: string) => env[name.toLowerCase()] ?? env[name.toUpperCase()] ?? "";
  const own = fromEnv(base.protocol === "https:" ? "https_proxy" : "http_proxy") || fromEnv("all_proxy");
  const url = withScheme(proxy ?? own);
  if (url === "") return null;
  return { httpProxy: url, httpsProxy: url, noProxy: proxy === null ? fromEnv("no_proxy") : "" };
}

function withScheme(proxy: string): string {
  return proxy === "" || proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** The password in a proxy's URL is a secret like any other. */
export function proxySecrets({ proxy, env }: TransportOptions): string[] {
  const urls = [proxy, ...Object.entries(env).map(([name, value]) => (/_proxy$/i.test(name) ? value : ""))];
  return urls.flatMap((text) => {
    const url = withScheme(text ?? "");
    const password = URL.canParse(url) ? new URL(url).password : "";
    return password === "" ? [] : [password, decodeURIComponent(password)];
  });
}
