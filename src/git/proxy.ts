/**
 * Proxies that want a login and close the connection with their 407: libcurl, which asks first what kind of login
 * is wanted, then has nothing to answer on. With the login in the first request there is no 407.
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
