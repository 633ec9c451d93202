/** One request as routes and tests see it. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly user: string; readonly secret: string }
  | { readonly kind: "bearer"; readonly secret: string }
  | { readonly kind: "other"; readonly header: string };

export interface FakeRequest {
  readonly method: string;
  /** Without query, as sent (percent signs kept). */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly credentials: Credentials;
  /** Parsed JSON; the raw text when it is no JSON; `null` without a body and for git. */
  readonly body: unknown;
}

/** What the fake keeps of each request, in the order of arrival. */
export interface SeenRequest {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly authorization: Credentials["kind"];
  readonly credentials: Credentials;
  readonly headers: IncomingHttpHeaders;
  body: unknown;
  /** Set when the answer was sent; `null`: cut, or not answered yet. */
  status: number | null;
}

export function toFakeRequest(message: IncomingMessage, body: unknown): FakeRequest {
  const [path = "", query = ""] = (message.url ?? "").split("?", 2);
  return {
    method: message.method ?? "",
    path,
    query: new URLSearchParams(query),
    headers: message.headers,
    credentials: parseCredentials(message.headers.authorization),
    body,
  };
}

export function parseCredentials(header: string | undefined): Credentials {
  if (header === undefined) return { kind: "none" };
  const space = header.indexOf(" ");
  const scheme = header.slice(0, space).toLowerCase();
  const value = header.slice(space + 1).trim();
  if (scheme === "bearer") return { kind: "bearer", secret: value };
  if (scheme !== "basic") return { kind: "other", header };
  const login = Buffer.from(value, "base64").toString("utf8");
  const colon = login.indexOf(":");
  if (colon < 0) return { kind: "other", header };
  return { kind: "basic", user: login.slice(0, colon), secret: login.slice(colon + 1) };
}

/** Reads the whole body; JSON is parsed when it is declared, anything else stays text. */
export async function readBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return null;
  if (!(message.headers["content-type"] ?? "").includes("json")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
