/** The connection to Cloud: its addresses, its budget, and the forms in which it takes credentials. */
import { SpectrynError } from "../../errors.ts";
import { appPasswordsEnded } from "../../git/vetoes.ts";
import { parseBaseUrl } from "../../http/address.ts";
import type { Clock } from "../../http/clock.ts";
import { type Budget, cloudBudget, type Limiter, makeLimiter, serverBudget } from "../../http/limiter.ts";
import { basicAuthorization, bearerAuthorization } from "../../http/login.ts";
import type { ForgeCredential } from "../options.ts";

export { appPasswordsEnded };

const cloudHosts = ["bitbucket.org", "www.bitbucket.org", "api.bitbucket.org"];

/** Cloud itself, or a mirror of its API, which ends in `/2.0` (Server's ends in `/rest/api/...`). */
export function isCloudUrl(baseUrl: string): boolean {
  const url = parseBaseUrl(baseUrl);
  return (
    isCloudItself(url) || (/\/2\.0\/?$/.test(url.pathname) && !/\/rest\/api\/2\.0\/?$/.test(url.pathname))
  );
}

export function isCloudItself(url: URL): boolean {
  return cloudHosts.includes(url.hostname);
}

/** The address of the API. Somebody may have given the address of the web pages. */
export function toApiUrl(baseUrl: string): string {
  const url = parseBaseUrl(baseUrl);
  if (isCloudItself(url)) return "https://api.bitbucket.org/2.0";
  return url.href.replace(/\/+$/, "");
}

/** Where people and git go: beside the API on a mirror. */
export function toWebUrl(apiUrl: string): string {
  const url = new URL(apiUrl);
  return isCloudItself(url)
    ? "https://bitbucket.org"
    : url.href.replace(/\/2\.0\/?$/, "").replace(/\/+$/, "");
}

export function makeCloudLimiter(clock: Clock, budget: Budget | null): Limiter {
  return makeLimiter({
    clock,
    budget: budget ?? cloudBudget(),
    assumed: serverBudget,
    windowSeconds: 3600,
    isConfigured: budget !== null,
  });
}

/** git over HTTPS has a budget of its own; nothing waits before the host's first refusal. */
export function makeCloudGitLimiter(clock: Clock): Limiter {
  const assumed = cloudBudget(60_000);
  return makeLimiter({ clock, budget: null, assumed, windowSeconds: 3600, isConfigured: false });
}

/** The `Authorization` values to send. Throws for what Cloud is known to refuse. */
export function cloudAuthorizations(credential: ForgeCredential, apiUrl: string): string[] {
  const { kind, secret, username, email } = credential;
  if (kind === "git" || secret === null) return [];
  const url = new URL(apiUrl);
  if (isCloudItself(url) && secret.startsWith("ATBB")) {
    throw new SpectrynError("app-password-ended", appPasswordsEnded.title, { hint: appPasswordsEnded.hint });
  }
  if (kind === "access-token" || kind === "server-token") return [bearerAuthorization(secret)];
  const address = email ?? (username?.includes("@") ? username : null);
  if (kind === "api-token" && address === null) {
    throw new SpectrynError(
      "authentication",
      "an API token works for REST only with the e-mail address of its account",
      { hint: "Set BITBUCKET_EMAIL (bitbucket.email) to the address you log in to Atlassian with." },
    );
  }
  const user = kind === "api-token" ? address : (username ?? address);
  if (user === null) {
    throw new SpectrynError("authentication", "there is a password but no user name", {
      hint: "Set BITBUCKET_USERNAME (bitbucket.username).",
    });
  }
  return [basicAuthorization(user, secret)];
}
