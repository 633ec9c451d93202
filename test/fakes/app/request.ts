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

/** A file of a form. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Reads the whole body; JSON and forms are parsed when they are declared, anything else stays text. */
export async function readBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const type = message.headers["content-type"] ?? "";
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary !== undefined) return readForm(bytes, boundary);
  const text = bytes.toString("utf8");
  if (text === "") return null;
  if (!type.includes("json")) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The files of a form, by the names of its fields. */
function readForm(bytes: Buffer, boundary: string): Readonly<Record<string, readonly Upload[]>> {
  const form: Record<string, Upload[]> = {};
  const mark = `--${boundary}`;
  let at = bytes.indexOf(mark);
  while (at >= 0) {
    const next = bytes.indexOf(`\r\n${mark}`, at);
    if (next < 0) break;
    const part = bytes.subarray(at + mark.length + 2, next);
    const headEnd = part.indexOf("\r\n\r\n");
    const head = part.subarray(0, headEnd).toString("utf8");
    const field = /;\s*name="([^"]*)"/.exec(head)?.[1] ?? "";
    const name = /;\s*filename="([^"]*)"/.exec(head)?.[1];
    if (name !== undefined) {
      form[field] = [...(form[field] ?? []), { name: fileName(name), bytes: part.subarray(headEnd + 4) }];
    }
    at = next + 2;
  }
  return form;
}

/** As browsers write it: percent signs for quotes and line ends only. */
function fileName(text: string): string {
  return text.replaceAll("%22", '"').replaceAll("%0D", "\r").replaceAll("%0A", "\n");
}
