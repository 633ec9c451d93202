/** The question to `trust.ts`, put together from the configuration and what the run knows about the clone. */
import { type Config, originOf } from "./config.ts";
import type { Credential } from "./secrets.ts";
import type { Sourced, TrustRequest } from "./trust.ts";

export interface Surroundings {
  /** URLs of the clone's remotes, the one in use first. */
  readonly remoteUrls: readonly string[];
  /** The real environment, not what `.env` adds. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly trustedHosts: readonly string[];
  readonly allowsPlainHttp: boolean;
}

export function makeTrustRequest(
  config: Config,
  credential: Credential,
  surroundings: Surroundings,
): TrustRequest {
  const { base_url, git_url, ssl_verify, ca_file, proxy } = config.bitbucket;
  const sourced = <T>(name: string, value: T): Sourced<T> => ({
    value,
    origin: originOf(config, `bitbucket.${name}`),
  });
  const optional = <T>(name: string, value: T | undefined) =>
    value === undefined ? null : sourced(name, value);
  const { env, remoteUrls, trustedHosts, allowsPlainHttp } = surroundings;
  return {
    credential,
    baseUrl: optional("base_url", base_url),
    gitUrl: optional("git_url", git_url),
    sslVerify: sourced("ssl_verify", ssl_verify),
    caFile: optional("ca_file", ca_file),
    proxy: optional("proxy", proxy),
    remoteUrls,
    environmentBaseUrl: env["BITBUCKET_BASE_URL"]?.trim() || null,
    trustedHosts,
    allowsPlainHttp,
  };
}
