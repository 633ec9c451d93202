/**
 * Proxies that are down are named. And proxies that want a login and close the connection with their 407: libcurl,
 * which asks first what kind of login is wanted, then has nothing to answer on. With the login in the first request
 * there is no 407.
 */
import type { Env, Finished } from "../process/run.ts";

/** Before there was any way to the host, so nothing can have been done there. */
const closedAtLogin = /Proxy CONNECT aborted/;

/** `chosenMethod`: the kind of login that somebody configured for the proxy, or `null`; it is not overruled. */
export async function withProxyLogin(
  env: Env,
  chosenMethod: () => Promise<string | null>,
  attempt: (variables: Env) => Promise<Finished>,
): Promise<Finished> {
  const ended = await attempt({});
  const isClosed = ended.code !== 0 && closedAtLogin.test(ended.stderr);
  if (!isClosed || env["GIT_HTTP_PROXY_AUTHMETHOD"] || (await chosenMethod()) !== null) return ended;
  return attempt({ GIT_HTTP_PROXY_AUTHMETHOD: "basic" });
}

const notReached = /Failed to connect to (?=(\S+) port (\d+))/;

/** git names whom it called and not that it was a proxy. `proxies`: what was configured, asked for only then. */
export async function withProxyNamed(
  ended: Finished,
  proxies: () => Promise<readonly string[]>,
): Promise<Finished> {
  const called = ended.code === 0 ? null : notReached.exec(ended.stderr);
  if (called === null) return ended;
  const [, host, port] = called;
  const isProxy = (await proxies()).some((proxy) => endsOf(proxy) === `${host}:${port}`);
  return isProxy
    ? { ...ended, stderr: ended.stderr.replace(notReached, "Failed to connect to proxy ") }
    : ended;
}

/** `host:port`, as libcurl calls it. */
function endsOf(proxy: string): string {
  const usual = /^https:/i.test(proxy) ? "443" : "1080";
  const [, host = proxy, port = usual] =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@]*@)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/i.exec(proxy) ?? [];
  return `${host.replace(/[[\]]/g, "")}:${port}`;
}

const names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/** All that may name a proxy; `settings` are those of git. */
export function proxiesOf(env: Env, settings: readonly string[]): string[] {
  return [...settings, ...names.map((name) => env[name] ?? "")].filter((value) => value !== "");
}
