/**
 * Who may say where credentials go. The invariant: a value from the repository's own files (the project's
 * configuration, its `.env`) applies to a credential of another source only for a host that the user has
 * confirmed in another way:
 *
 * | the value leads to                          | base_url, git_url | proxy | ssl_verify: false, ca_file |
 * |---------------------------------------------|-------------------|-------|----------------------------|
 * | a host named by --trust-host                | yes               | yes   | yes                        |
 * | the host of the environment's BITBUCKET_BASE_URL | yes          | yes   | yes                        |
 * | the host of the clone's own remote          | yes               | yes   | yes, but not bitbucket.org |
 * | bitbucket.org itself                        | yes               | no    | no                         |
 * | any other host                              | no                | no    | no                         |
 *
 * bitbucket.org has a certificate everybody accepts: who turns its check off there is reading along.
 */
import { SpectrynError } from "../errors.ts";
import {
  type HostAddress,
  isCloudHost,
  isLoopback,
  isNamedHost,
  isSameHost,
  parseHost,
  showHost,
} from "./hosts.ts";
import { describeOrigin, isRepositoryOrigin, isSameSource, type Origin } from "./origin.ts";
import { cloudApi } from "./schema/connection.ts";
import { type Secret, withoutLogin } from "./secret.ts";
import type { Credential } from "./secrets.ts";

export interface Sourced<T> {
  readonly value: T;
  readonly origin: Origin;
}

export interface TrustRequest {
  readonly credential: Pick<Credential, "kind" | "origin">;
  readonly baseUrl: Sourced<string> | null;
  readonly gitUrl: Sourced<string> | null;
  readonly sslVerify: Sourced<boolean>;
  readonly caFile: Sourced<string> | null;
  /** Its URL may hold a login. */
  readonly proxy: Sourced<Secret> | null;
  /** URLs of the clone's remotes, the one in use first. */
  readonly remoteUrls: readonly string[];
  /** `BITBUCKET_BASE_URL` of the real environment. */
  readonly environmentBaseUrl: string | null;
  /** Values of --trust-host. */
  readonly trustedHosts: readonly string[];
  /** --insecure-http */
  readonly allowsPlainHttp: boolean;
}

/** How the host may be reached with the credential. */
export interface Connection {
  /** `null`: made from the clone's remote, else Cloud. */
  readonly baseUrl: string | null;
  /** `null`: the clone's remote, else made from the base URL. */
  readonly gitUrl: string | null;
  readonly sslVerify: boolean;
  readonly caFile: string | null;
  readonly proxy: Secret | null;
}

type Setting = "base_url" | "git_url" | "ssl_verify" | "ca_file" | "proxy";

/** A value that may not apply to the credential, and the host it would lead to (`null`: none that can be checked). */
export interface Refusal {
  readonly setting: Setting;
  readonly shown: string;
  readonly origin: Origin;
  readonly host: string | null;
}

/** @throws untrusted for the first refusal, insecure-connection for credentials over plain http */
export function makeConnection(request: TrustRequest): Connection {
  const refusals = auditTrust(request);
  if (refusals[0] !== undefined) throw untrusted(refusals[0], refusals, request);
  const { baseUrl, sslVerify, caFile, proxy } = request;
  const gitUrl = request.gitUrl?.value ?? encryptedCloudUrl(request);
  checkEncrypted([baseUrl?.value, gitUrl ?? plainRemote(request)], request);
  return {
    baseUrl: baseUrl?.value ?? null,
    gitUrl,
    sslVerify: sslVerify.value,
    caFile: caFile?.value ?? null,
    proxy: proxy?.value ?? null,
  };
}

export function auditTrust(request: TrustRequest): Refusal[] {
  const { baseUrl, gitUrl, sslVerify, caFile, proxy } = request;
  const targets = targetUrls(request);
  const leads: readonly (readonly [Setting, Sourced<unknown> | null, readonly string[]])[] = [
    ["base_url", baseUrl, urlOf(baseUrl)],
    ["git_url", gitUrl, urlOf(gitUrl)],
    ["proxy", proxy, proxy === null ? [] : [proxy.value.reveal()]],
    ["ssl_verify", sslVerify.value ? null : sslVerify, targets],
    ["ca_file", caFile, targets],
  ];
  return leads.flatMap(([setting, sourced, urls]) => {
    if (sourced === null || mayDecide(sourced.origin, request.credential.origin)) return [];
    const refused = urls.find((url) => !isConfirmed(url, setting, request));
    if (refused === undefined) return [];
    const host = parseHost(refused);
    const shown = withoutLogin(String(sourced.value));
    return [{ setting, shown, origin: sourced.origin, host: host === null ? null : showHost(host) }];
  });
}

function mayDecide(origin: Origin, credential: Origin): boolean {
  return !isRepositoryOrigin(origin) || isSameSource(origin, credential);
}

function isConfirmed(url: string, setting: Setting, request: TrustRequest): boolean {
  const { remoteUrls, environmentBaseUrl, trustedHosts } = request;
  const host = parseHost(url);
  // A path or a file: URL sends nothing to a host, but only the clone's own is known to be meant.
  if (host === null) return remoteUrls.includes(url);
  if (trustedHosts.some((named) => isNamedHost(host, named))) return true;
  if (environmentBaseUrl !== null && leadsTo(environmentBaseUrl, host)) return true;
  const isAddress = setting === "base_url" || setting === "git_url";
  if (isCloudHost(host)) return isAddress;
  return remoteUrls.some((remote) => leadsTo(remote, host));
}

function leadsTo(url: string, host: HostAddress): boolean {
  const other = parseHost(url);
  return other !== null && isSameHost(other, host);
}

/** Everything the credential would be sent to. */
function targetUrls({ baseUrl, gitUrl, remoteUrls }: TrustRequest): string[] {
  const configured = [...urlOf(baseUrl), ...urlOf(gitUrl)];
  const fromRemote = configured.length === 2 ? [] : remoteUrls.filter((url) => parseHost(url) !== null);
  const all = [...configured, ...fromRemote];
  return all.length === 0 ? [cloudApi] : all;
}

function urlOf(sourced: Sourced<string> | null): string[] {
  return sourced === null ? [] : [sourced.value];
}

/** Cloud's remote over http (Bitbucket Pipelines writes it so) becomes https before our credential is sent. */
function encryptedCloudUrl(request: TrustRequest): string | null {
  const remote = plainRemote(request);
  const host = remote === null ? null : parseHost(remote);
  return remote !== null && host !== null && isCloudHost(host) ? remote.replace(/^http:/i, "https:") : null;
}

/** The remote in use, if git would send a credential of ours there; git's own goes its own ways. */
function plainRemote({ credential, remoteUrls }: TrustRequest): string | null {
  const remote = remoteUrls[0];
  return credential.kind === "git" || remote === undefined || !/^http:/i.test(remote) ? null : remote;
}

function checkEncrypted(urls: readonly (string | null | undefined)[], request: TrustRequest): void {
  for (const url of urls) {
    const host = typeof url === "string" ? parseHost(url) : null;
    if (host?.scheme !== "http" || isLoopback(host) || request.allowsPlainHttp) continue;
    const shown = withoutLogin(url!);
    throw new SpectrynError(
      "insecure-connection",
      `${shown} is plain http: everybody on the way could read the credentials`,
      {
        hint: `Use https://${showHost(host)}, or accept the danger with --insecure-http`,
        data: { url: shown },
      },
    );
  }
}

const dangers: Readonly<Record<Setting, (host: string, whose: string) => string>> = {
  base_url: (host, whose) => `would send ${whose} to ${host}`,
  git_url: (host, whose) => `would send ${whose} to ${host}`,
  proxy: (host, whose) => `would send ${whose} through ${host}`,
  ssl_verify: (host, whose) => `would send ${whose} to ${host} without checking its certificate`,
  ca_file: (host, whose) => `would decide whose certificate counts when ${whose} go to ${host}`,
};

function untrusted(first: Refusal, all: readonly Refusal[], { credential }: TrustRequest): SpectrynError {
  const { setting, shown, origin, host } = first;
  const whose =
    credential.kind === "git"
      ? "git's own credentials"
      : `the credentials from ${describeOrigin(credential.origin)}`;
  const danger = dangers[setting](host ?? shown, whose);
  const hosts = [...new Set(all.flatMap((refusal) => refusal.host ?? []))];
  const confirm = hosts.map((name) => `--trust-host ${name}`).join(" ");
  return new SpectrynError(
    "untrusted",
    `bitbucket.${setting} = ${shown} (${describeOrigin(origin)}) ${danger}; a file of the repository may not decide that`,
    {
      hint:
        host === null
          ? "Remove the line, or give the value on your own: by a variable, a flag or your user file."
          : `If you know ${hosts.length > 1 ? "these hosts" : "this host"}, confirm: ${confirm}; else remove the line.`,
      data: { refusals: all.map((refusal) => ({ ...refusal, origin: describeOrigin(refusal.origin) })) },
    },
  );
}
