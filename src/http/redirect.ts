/**
 * Where a redirect leads, or why it is not followed.
 *
 * Credentials never leave the origin they were given for, so another origin is not followed at all: data from it
 * would be believed as the host's own. A verb that writes is repeated only where the status says so (307, 308).
 */
import type { Verb } from "./call.ts";

export const longestRedirects = 5;

export type Redirect =
  | { readonly kind: "none" }
  | { readonly kind: "follow"; readonly url: URL }
  | { readonly kind: "refuse"; readonly reason: string; readonly hint: string };

export function readRedirect(status: number, location: string | null, from: URL, verb: Verb): Redirect {
  if (![301, 302, 303, 307, 308].includes(status)) return { kind: "none" };
  if (location === null || !URL.canParse(location, from.href)) {
    return refuse("the host redirects to nowhere", "The host is not working properly.");
  }
  const url = new URL(location, from.href);
  const shown = `${url.origin}${url.pathname}`;
  if (from.protocol === "https:" && url.protocol !== "https:") {
    return refuse(
      `the host redirects from https to ${shown}, which is not encrypted; not followed`,
      "Ask the host's administrator: an https address must not lead to http.",
    );
  }
  if (url.origin !== from.origin || url.username !== "" || url.password !== "") {
    return refuse(
      `the host redirects to ${shown}; credentials are never carried to another host`,
      "If that is a login page, the token was not accepted; if it is the host's new address, set base_url to it.",
    );
  }
  if (verb !== "GET" && status !== 307 && status !== 308) {
    return refuse(`the host answers ${verb} with a redirect to ${shown}`, "Check base_url and the token.");
  }
  return { kind: "follow", url };
}

function refuse(reason: string, hint: string): Redirect {
  return { kind: "refuse", reason, hint };
}
