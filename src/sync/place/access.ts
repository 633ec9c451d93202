/** How git and REST log in to a place: the credential, whom it may be sent to, and git's settings for it. */
import { type Config, toBudget } from "../../config/config.ts";
import { type Credential, type CredentialPlace, readCredential } from "../../config/secrets.ts";
import { type Connection, makeConnection } from "../../config/trust.ts";
import { makeTrustRequest } from "../../config/trust-request.ts";
import { SpectrynError } from "../../errors.ts";
import type { ForgeOptions } from "../../forges/options.ts";
import { forges } from "../../forges/registry.ts";
import { readText } from "../../fs/files.ts";
import type { Pace } from "../../git/git.ts";
import type { Limiter } from "../../http/limiter.ts";
import { basicAuthorization, bearerAuthorization } from "../../http/login.ts";
import type { Fetch } from "../../http/transport.ts";
import type { Forge, ForgeLinks } from "../../ports/forge.ts";
import type { Runtime } from "../../ports/runtime.ts";
import { makeGitPace } from "./git-pace.ts";
import type { NamedRemote, Place } from "./place.ts";

export interface AccessOptions {
  readonly trustedHosts: readonly string[];
  readonly allowsPlainHttp: boolean;
  /** Takes the place of the HTTP client's own. */
  readonly fetch?: Fetch | undefined;
  /** Whether a shared tracker must be asked; default: it must. See the branch store. */
  readonly network?: "required" | "fallback" | "never";
}

export interface Access {
  readonly credential: Credential;
  readonly connection: Connection;
  /** Settings of git's network commands, one list for each form of the login, in the order to try. */
  readonly gitLogins: readonly (readonly (readonly [key: string, value: string])[])[];
  /** Goes around git's network commands; absent where git does not go over HTTP. */
  readonly gitPace: Pace | undefined;
  /** Where git goes; `null`: to a remote that is not known yet. */
  readonly gitUrl: string | null;
  /** The host's REST API; `null` where no address or no login for it is known. */
  readonly forge: Forge | null;
  /** Addresses on the host; `null` where they are not known. */
  readonly links: ForgeLinks | null;
  /** With what the host's REST API is asked; `null` where its address is not known. */
  readonly forgeOptions: ForgeOptions | null;
}

export async function makeAccess(
  config: Config,
  place: Place,
  remotes: readonly NamedRemote[],
  options: AccessOptions,
  runtime: Runtime,
): Promise<Access> {
  const credential = readCredential(config, credentialPlace(place));
  const { remote } = place;
  const used = remote === null ? remotes : [remote, ...remotes.filter((other) => other !== remote)];
  const remoteUrls = used.map(({ fetchUrl }) => fetchUrl);
  const request = makeTrustRequest(config, credential, { ...options, remoteUrls, env: runtime.env });
  const connection = makeConnection(request);
  // git takes an API token without the address, REST does not: then only its links are of use.
  const isLinksOnly = place.kind === "cloud" && credential.kind === "api-token" && credential.email === null;
  const login = isLinksOnly ? { ...credential, kind: "git" as const, secret: null } : credential;
  const ca = await readCaFile(connection);
  const limits = forges[place.kind].makeLimits(runtime.clock, toBudget(config));
  const more = { ...options, ca, limiter: limits.rest };
  const forgeOptions = makeForgeOptions(config, place, login, connection, more, runtime);
  const opened = forgeOptions === null ? null : forges[place.kind].open(forgeOptions);
  const gitUrl = connection.gitUrl ?? remote?.fetchUrl ?? opened?.links.git() ?? null;
  const gitLogins = makeGitLogins(place, credential, connection, gitUrl);
  const isWeb = gitUrl !== null && /^https?:/i.test(gitUrl);
  const longestMs = longestWaitMs(config);
  const gitPace = isWeb
    ? makeGitPace({ limiter: limits.git, host: new URL(gitUrl).host, longestMs, runtime })
    : undefined;
  return {
    credential,
    connection,
    gitLogins,
    gitPace,
    gitUrl,
    forge: isLinksOnly ? null : opened,
    links: opened?.links ?? null,
    forgeOptions,
  };
}

/** Ten minutes, unless somebody is more or less patient. */
function longestWaitMs({ bitbucket }: Config): number {
  return bitbucket.timeout * 10_000;
}

async function readCaFile({ caFile }: Connection): Promise<string | null> {
  if (caFile === null) return null;
  const text = await readText(caFile);
  if (text !== null) return text;
  throw new SpectrynError("config", `bitbucket.ca_file = ${caFile}: there is no such file`, {
    hint: "Correct BITBUCKET_CA_FILE (ca_file), or leave it out for a certificate that everybody accepts.",
    data: { caFile },
  });
}

function credentialPlace({ kind, baseUrl }: Place): CredentialPlace {
  if (kind === "server") return "server";
  const isItself = baseUrl !== null && new URL(baseUrl).hostname.endsWith("bitbucket.org");
  return isItself ? "cloud" : "cloud-mirror";
}

/** git sends the header with its first request; git's own helpers stay out of it. */
function makeGitLogins(
  place: Place,
  credential: Credential,
  connection: Connection,
  url: string | null,
): Access["gitLogins"] {
  const tls: (readonly [string, string])[] = [
    ...(connection.sslVerify ? [] : [["http.sslVerify", "false"] as const]),
    ...(connection.caFile === null ? [] : [["http.sslCAInfo", connection.caFile] as const]),
    ...(connection.proxy === null ? [] : [["http.proxy", connection.proxy.reveal()] as const]),
  ];
  const isWeb = url !== null && /^https?:/i.test(url);
  if (!isWeb || credential.secret === null) return [tls];
  const origin = new URL(url).origin;
  return gitAuthorizations(place, credential).map((authorization) => [
    ...tls,
    ["credential.helper", ""],
    ["http.followRedirects", "false"],
    [`http.${origin}/.extraHeader`, `Authorization: ${authorization}`],
  ]);
}

function gitAuthorizations({ kind }: Place, credential: Credential): string[] {
  const secret = credential.secret!.reveal();
  const { username } = credential;
  if (kind === "server") {
    // A token is taken as Bearer by every version, a password only as Basic.
    const basic = username === null ? [] : [basicAuthorization(username, secret)];
    return [bearerAuthorization(secret), ...basic];
  }
  const users = { "api-token": "x-bitbucket-api-token-auth", "access-token": "x-token-auth" } as const;
  const user = credential.kind in users ? users[credential.kind as keyof typeof users] : (username ?? "");
  return [basicAuthorization(user, secret)];
}

function makeForgeOptions(
  config: Config,
  place: Place,
  credential: Credential,
  connection: Connection,
  options: AccessOptions & { readonly ca: string | null; readonly limiter: Limiter },
  runtime: Runtime,
): ForgeOptions | null {
  const { baseUrl, workspace, repo } = place;
  if (baseUrl === null || workspace === null || repo === null) return null;
  return {
    baseUrl,
    workspace,
    repo,
    credential: { ...credential, secret: credential.secret?.reveal() ?? null },
    clock: runtime.clock,
    random: runtime.random,
    env: runtime.env,
    userAgent: "spectryn",
    verifiesTls: connection.sslVerify,
    ...(options.ca === null ? {} : { ca: options.ca }),
    allowInsecureHttp: options.allowsPlainHttp,
    proxy: connection.proxy?.reveal() ?? null,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    deadlineMs: config.bitbucket.timeout * 1000,
    totalDeadlineMs: longestWaitMs(config),
    limiter: options.limiter,
    log: runtime.log,
    tell: runtime.tell,
    // That certificates are not checked is told with the tracker, also where only git is used.
    warn: (text) => (connection.sslVerify ? runtime.tell(`warning: ${text}`) : runtime.log(text)),
    signal: runtime.signal,
  };
}
