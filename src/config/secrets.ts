/**
 * The credential of a connection. Which one it is decides how the host is asked: Cloud's API token goes as
 * Basic with the e-mail address, access tokens as Bearer, and git has user names of its own for each.
 *
 * Source of the prefixes: Atlassian's token formats (ATATT API token, ATCTT access token, ATBB app password);
 * tokens of Bitbucket Server have none.
 */
import { SpectrynError } from "../errors.ts";
import { appPasswordsEnded } from "../forges/bitbucket-cloud/config.ts";
import { type Config, missingOption, originOf } from "./config.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Secret } from "./secret.ts";

/** `cloud-mirror`: answers like Cloud, but is not bitbucket.org, so what Cloud has ended may still work there. */
export type CredentialPlace = "cloud" | "cloud-mirror" | "server";

/** `server-token` may be a password: a Server's tokens have no form of their own. */
export type CredentialKind = "api-token" | "access-token" | "server-token" | "password" | "git";

export interface Credential {
  readonly kind: CredentialKind;
  /** `null` for git's own. */
  readonly secret: Secret | null;
  /** Where the secret came from. */
  readonly origin: Origin;
  readonly username: string | null;
  /** The Atlassian account's address, which REST wants with an API token. */
  readonly email: string | null;
}

const tokenKeys = ["access_token", "api_token", "app_password"] as const;
type TokenKey = (typeof tokenKeys)[number];

const strength = ["flag", "environment", "dotenv", "project", "named", "user", "default"] as const;

/**
 * The credential that the configuration gives. Of several the one from the strongest source counts, in one
 * source access_token before api_token before app_password.
 * @throws app-password-ended on Cloud for what looks like an app password, option-missing for a password alone.
 */
export function readCredential(config: Config, place: CredentialPlace): Credential {
  const { bitbucket } = config;
  const username = bitbucket.username ?? null;
  const email = bitbucket.email ?? (username?.includes("@") ? username : null);
  const key = strongestToken(config);
  if (key === null) return { kind: "git", secret: null, origin: { from: "default" }, username, email };
  const secret = bitbucket[key]!;
  const origin = originOf(config, `bitbucket.${key}`);
  if (place === "cloud" && isAppPassword(secret)) throw appPasswordEnded(describeOrigin(origin));
  const kind = place === "server" ? "server-token" : cloudKind(key, secret, username);
  if (kind === "password" && username === null) {
    throw missingOption(
      "bitbucket.username",
      `${describeOrigin(origin)} is no token, and a password needs it`,
    );
  }
  return { kind, secret, origin, username, email };
}

function strongestToken(config: Config): TokenKey | null {
  const rank = (key: TokenKey) => strength.indexOf(originOf(config, `bitbucket.${key}`).from);
  const set = tokenKeys.filter((key) => config.bitbucket[key] !== undefined);
  return set.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** The guide's `app_password` holds whatever people have; its form says what that is. */
function cloudKind(key: TokenKey, secret: Secret, username: string | null): CredentialKind {
  if (key === "access_token") return "access-token";
  if (key === "api_token") return "api-token";
  if (secret.reveal().startsWith("ATCTT")) return "access-token";
  if (secret.reveal().startsWith("ATATT")) return "api-token";
  // With an address as the user's name only an API token has ever worked.
  return username?.includes("@") ? "api-token" : "password";
}

function isAppPassword(secret: Secret): boolean {
  return secret.reveal().startsWith("ATBB");
}

/** `where` names the value's origin. */
export function appPasswordEnded(where: string): SpectrynError {
  const { title, hint } = appPasswordsEnded;
  return new SpectrynError("app-password-ended", `${where}: ${title}`, { hint, data: { origin: where } });
}

/** Every text that must appear in no output: the secrets and the forms in which they are sent. */
export function secretValues(config: Config): string[] {
  const { username, email, proxy } = config.bitbucket;
  const secrets = tokenKeys.flatMap((key) => config.bitbucket[key]?.reveal() ?? []);
  const users = [username, email, "x-bitbucket-api-token-auth", "x-token-auth"];
  const logins = secrets.flatMap((secret) =>
    users.flatMap((user) => (user === undefined ? [] : toBase64(`${user}:${secret}`))),
  );
  const all = [...secrets, ...proxyLogin(proxy)].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    toBase64(secret),
  ]);
  return [...new Set([...all, ...logins])];
}

function proxyLogin(proxy: Secret | undefined): string[] {
  if (proxy === undefined) return [];
  const { username, password } = new URL(proxy.reveal());
  if (password === "") return [];
  const plain = decode(password);
  return [plain, password, toBase64(`${decode(username)}:${plain}`)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is no escape; then the text stands for itself.
    return text;
  }
}

function toBase64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
