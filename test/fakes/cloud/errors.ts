/** Answers of Bitbucket Cloud when something is wrong, as recorded. */
import { emptyReply, jsonReply, type Reply, textReply } from "../app/reply.ts";

export function cloudError(status: number, message: string, rest: object = {}): Reply {
  return jsonReply(status, { type: "error", error: { message, ...rest } });
}

/** A private repository without access looks exactly like a missing one. */
export const repositoryMissing = cloudError(
  404,
  "You may not have access to this repository or it no longer exists in this workspace. " +
    "If you think this repository exists and you have access, make sure you are authenticated.",
);

export const tokenInvalid = cloudError(401, "Token is invalid, expired, or not supported for this endpoint.");

/** Nobody, or a login that is no token at all: no body. */
export const loginNeeded = emptyReply(401, { "www-authenticate": 'Basic realm="Bitbucket.org HTTP"' });

export const apiMissing = cloudError(404, "Resource not found", {
  detail: "There is no API hosted at this URL",
});

export function scopesMissing(required: readonly string[], granted: readonly string[]): Reply {
  return cloudError(403, "Your credentials lack one or more required privilege scopes.", {
    detail: { required, granted },
  });
}

/** What every removed endpoint answers; `data` stands in both places. */
export function functionalityGone(change: string): Reply {
  const data = { announcement_url: `https://developer.atlassian.com/cloud/bitbucket/changelog#${change}` };
  return jsonReply(410, {
    type: "error",
    error: {
      message: `${change} - Functionality has been deprecated`,
      detail: "Please read the changelog entry for more details.",
      data,
    },
    data,
  });
}

const rateLimitText = "Rate limit for this resource has been exceeded";

/** Both forms were recorded; no `Retry-After` was. */
export const rateLimited = {
  json: cloudError(429, rateLimitText),
  text: textReply(429, rateLimitText),
} as const;

/** Headers of an endpoint that will go, as recorded before the issues went; note the zone `UTC` and `@epoch`. */
export function deprecationHeaders(change: string): Readonly<Record<string, string>> {
  return {
    deprecation: "@1771545600",
    sunset: "Fri, 21 Aug 2026 00:00:00 UTC",
    link: `<https://developer.atlassian.com/cloud/bitbucket/changelog#${change}>; rel="deprecation"; type="text/html"`,
  };
}

/** What git prints with `remote:` before each line, and the status it names. */
export const gitRefusal = {
  appPassword: textReply(
    410,
    "CHANGE-3222 - Functionality has been deprecated\n" +
      "App passwords are deprecated and must be replaced with API tokens.\n" +
      "https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-3222\n",
  ),
  missing: textReply(
    404,
    "You may not have access to this repository or it no longer exists in this workspace. " +
      "If you think this repository exists and you have access, make sure you are authenticated.\n",
  ),
  scopes: textReply(403, "Your credentials lack one or more required privilege scopes.\n"),
  login: textReply(401, "", { "www-authenticate": 'Basic realm="Bitbucket.org HTTP"' }),
} as const;
