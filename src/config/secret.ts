/** A text that must not be printed: every ordinary way to show it says `(set)`, only `reveal` gives it. */
import { inspect } from "node:util";

export interface Secret {
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

export const shownSecret = "(set)";

/** `shown` is what people see instead, where a part of the text may be seen. */
export function makeSecret(text: string, shown: string = shownSecret): Secret {
  const show = () => shown;
  const secret: Secret = { reveal: () => text, toJSON: show, toString: show };
  // Not enumerable, so that spreading or comparing a secret never meets a symbol.
  Object.defineProperty(secret, inspect.custom, { value: show });
  return Object.freeze(secret);
}

/** A URL that may hold a login, shown without it. */
export function makeSecretUrl(url: string): Secret {
  return makeSecret(url, withoutLogin(url));
}

/** A URL without its login, also where the login makes the URL invalid; any other text as it is. */
export function withoutLogin(value: string): string {
  const isPlain = URL.canParse(value) && new URL(value).username === "" && new URL(value).password === "";
  if (value.includes("://") && isPlain) return value;
  return value
    .replace(/^([a-z][\w+.-]*:\/+)(?!git@).*@/i, `$1${shownSecret}@`)
    .replace(/^[^\s/:@]+:[^\s/@]+@/, `${shownSecret}@`);
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && "reveal" in value;
}
