/** Removes credentials from anything shown: known values in every form they travel in, and what looks like one. */
import { stripCredentials } from "../process/redact.ts";

export type Redact = (text: string) => string;

const mask = "[redacted]";

/** A shorter value would mask ordinary words, and hides nothing. */
const shortest = 3;

const headerForms = /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:basic|bearer|digest)?\s*)[^\s"',;]+/gi;
/** A credential has more than letters in it: "Basic authentication" is none. */
const schemeForms = /\b(basic|bearer)\s+(?=[A-Za-z+/=_.~-]*[0-9+/=_])[A-Za-z0-9+/=_.~-]{8,}/gi;
const queryForms = /([?&](?:access_token|token|password|secret|api_key|signature|x-amz-[a-z-]+)=)[^&\s"']+/gi;

/** `secrets`: tokens, passwords and whole `Authorization` values. */
export function makeRedact(secrets: readonly string[]): Redact {
  const values = [...new Set(secrets.flatMap(formsOf))]
    .filter((value) => value.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const plain = values.reduce((rest, value) => rest.replaceAll(value, mask), text);
    return stripCredentials(plain)
      .replace(headerForms, `$1${mask}`)
      .replace(schemeForms, `$1 ${mask}`)
      .replace(queryForms, `$1${mask}`);
  };
}

function formsOf(secret: string): string[] {
  const value = secret.replace(/^(?:basic|bearer)\s+/i, "");
  return [
    secret,
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString("base64"),
    Buffer.from(value).toString("base64url"),
  ];
}

/** The same in every string inside JSON-like data. */
export function redactData(data: unknown, redact: Redact): unknown {
  if (typeof data === "string") return redact(data);
  if (Array.isArray(data)) return data.map((entry) => redactData(entry, redact));
  if (data === null || typeof data !== "object") return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [redact(key), redactData(value, redact)]),
  );
}

/** A copy of an error and its causes with nothing but name, code and redacted message. */
export function redactCause(error: unknown, redact: Redact, depth = 0): Error | undefined {
  if (error === undefined || error === null || depth > 5) return undefined;
  if (!(error instanceof Error)) return new Error(redact(String(error)));
  const inner = redactCause(error.cause, redact, depth + 1);
  const copy = new Error(redact(error.message), inner === undefined ? undefined : { cause: inner });
  copy.name = error.name;
  if (error.stack !== undefined) copy.stack = redact(error.stack);
  const code = codeOf(error);
  return code === undefined ? copy : Object.assign(copy, { code });
}

function codeOf(error: Error): string | undefined {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" ? code : undefined;
}
