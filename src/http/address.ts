/** URLs of requests: where credentials may go, and how a path is put together. */
import { SpectrynError } from "../errors.ts";
import type { Query } from "./call.ts";

/** Encodes each value as one path segment: path`/repos/${slug}`. Refuses what would leave its place. */
export function path(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((text, part, at) => text + encodeSegment(values[at - 1] ?? "") + part);
}

function encodeSegment(value: string | number): string {
  const text = String(value);
  if (text === "" || text === "." || text === "..") {
    throw new SpectrynError("config", `"${text}" cannot be part of a URL`, {
      hint: "Check the names of workspace and repository.",
    });
  }
  return encodeURIComponent(text);
}

/** The base's own path (a context path) is kept; `null` when the result belongs to another origin. */
export function resolveUrl(base: URL, target: string, query: Query = {}): URL | null {
  const url = /^https?:\/\//i.test(target)
    ? new URL(target)
    : new URL(`${base.origin}${base.pathname.replace(/\/+$/, "")}/${target.replace(/^\/+/, "")}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(name, String(one));
  }
  url.hash = "";
  return url.origin === base.origin && url.username === "" && url.password === "" ? url : null;
}

export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The base URL as given by a person. Credentials in it are refused: they would be logged and stored. */
export function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new SpectrynError("config", `base_url "${hideLogin(text)}" is no http or https URL`, {
      hint: "Write it as https://bitbucket.example.com, or leave it out for Bitbucket Cloud.",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new SpectrynError("config", `base_url "${hideLogin(text)}" must not hold a user name or password`, {
      hint: "Set BITBUCKET_USERNAME and a token instead.",
    });
  }
  url.search = "";
  url.hash = "";
  return url;
}

function hideLogin(text: string): string {
  return text.replace(/\/\/[^/]*@/, "//");
}
