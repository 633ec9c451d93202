/** The connection to a Server: its address, versions, budget, and the forms in which it takes a token. */
import { parseBaseUrl } from "../../http/address.ts";
import type { Clock } from "../../http/clock.ts";
import { type Budget, type Limiter, makeLimiter, serverBudget } from "../../http/limiter.ts";
import { basicAuthorization, bearerAuthorization } from "../../http/login.ts";
import type { ForgeCredential } from "../options.ts";

export interface ServerAddress {
  /** The instance with its context path, without a slash at the end: where people and git go. */
  readonly webUrl: string;
  readonly restUrl: string;
  /** What was written and does not exist, in a sentence. */
  readonly note: string | null;
}

/** Takes the instance's URL with or without `/rest/api/latest|1.0|2.0`; the context path is kept. */
export function parseServerUrl(baseUrl: string): ServerAddress {
  const url = parseBaseUrl(baseUrl);
  const written = /\/rest(?:\/api(?:\/(latest|\d+(?:\.\d+)?))?)?\/*$/.exec(url.pathname);
  const context = url.pathname.slice(0, written?.index ?? undefined).replace(/\/+$/, "");
  const webUrl = `${url.origin}${context}`;
  const isForeign = written?.[1]?.startsWith("2") ?? false;
  const note = isForeign
    ? `Bitbucket Server has no REST API ${written?.[1]} (that is Cloud's): ${webUrl}/rest/api/latest is used`
    : null;
  return { webUrl, restUrl: `${webUrl}/rest/api/latest`, note };
}

export function makeServerLimiter(clock: Clock, budget: Budget | null): Limiter {
  return makeLimiter({
    clock,
    budget,
    assumed: serverBudget,
    windowSeconds: null,
    isConfigured: budget !== null,
  });
}

/** Bearer first: it always works for tokens, and Basic may be switched off. A password only goes as Basic. */
export function serverAuthorizations({ kind, secret, username }: ForgeCredential): string[] {
  if (kind === "git" || secret === null) return [];
  const bearer = bearerAuthorization(secret);
  return username === null ? [bearer] : [bearer, basicAuthorization(username, secret)];
}

/** Below it there are no tasks as comments, and nothing was ever tried. */
export const oldestServer = "7.2";
/** The oldest release that is tried. */
export const recommendedServer = "7.21";

export function isOlder(version: string, than: string): boolean {
  const [have, need] = [version, than].map((text) => text.split(".").map(Number));
  for (const [at, wanted] of (need ?? []).entries()) {
    const found = have?.[at] ?? 0;
    if (found !== wanted) return found < wanted;
  }
  return false;
}

/** What is lost with a Server that is old and still taken, in a sentence. */
export function lostWith(version: string, webUrl: string): string | null {
  if (!isOlder(version, recommendedServer)) return null;
  return `Bitbucket Server ${version} at ${webUrl} is older than ${recommendedServer}, the oldest release spectryn is tested with: pull requests may lack fields, and partial clones are not used`;
}
