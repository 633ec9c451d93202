/** A text that must not be printed: every ordinary way to show it says `(set)`, only `reveal` gives it. */
import { inspect } from "node:util";

export interface Secret {
  reveal(): string;
  toJSON(): string;
  toString(): string;
}

export const shownSecret = "(set)";

export function makeSecret(text: string): Secret {
  const show = () => shownSecret;
  const secret: Secret = { reveal: () => text, toJSON: show, toString: show };
  // Not enumerable, so that spreading or comparing a secret never meets a symbol.
  Object.defineProperty(secret, inspect.custom, { value: show });
  return Object.freeze(secret);
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && "reveal" in value;
}
