/** Forms of values that several options share. A check's message continues "`key` ". */
import * as z from "zod/mini";
import { makeSecret, makeSecretUrl } from "../secret.ts";

export const text = z.string().check(z.trim(), z.minLength(1, "needs a value"));

export const secretText = z.pipe(
  text,
  z.transform((value: string) => makeSecret(value)),
);

/** One line without blanks or slashes: a slug, a project key. */
export const slug = text.check(
  z.refine(
    (value) => !/[\s\p{Cc}/\\?#%:]/u.test(value) && value !== "." && value !== "..",
    "is one name as it stands in the repository's URL, without slashes or blanks",
  ),
);

export const label = text.check(z.refine((value) => !/[\p{Cc},]/u.test(value), "is one line without commas"));

/** The rules of `git check-ref-format` for a branch, and nothing that looks like an option. */
export const branchName = text.check(
  z.refine(
    (value) => !/[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|(?:^|\/)[.-]|\.lock(?:\/|$)|[./]$|^\//u.test(value),
    "is no valid name of a git branch",
  ),
);

export const remoteName = text.check(
  z.refine(
    (value) => !/^-|[\s~^:?*[\\\p{Cc}]|\.\./u.test(value),
    "is the name of a git remote, such as origin",
  ),
);

/** A web address without login, query and trailing slash. */
export const webUrl = z.pipe(
  text.check(
    z.refine(isWebUrl, { error: "is a URL that starts with https:// (or http://)" }),
    z.refine((value) => !hasLogin(value), "holds a login; credentials have options of their own"),
    z.refine((value) => !/[?#]/.test(value), "is a URL without ? and #"),
  ),
  z.transform((value: string) => value.replace(/\/+$/, "")),
);

/** `ext::` and the like would run programs, a leading dash would be an option of git. */
export const gitUrl = text.check(
  z.refine(
    (value) =>
      /^(?:https?|ssh|file):\/\/[^\s\p{Cc}]+$/iu.test(value) ||
      /^(?!-)[\w.@-]+:(?!:)[^\s\p{Cc}]+$/u.test(value),
    "is a git URL: https://, ssh://, file:// or git@host:path",
  ),
  z.refine((value) => !hasPassword(value), "holds a password; credentials have options of their own"),
);

/** A proxy may carry its own login. */
export const proxyUrl = z.pipe(
  text.check(z.refine(isWebUrl, "is a URL that starts with http:// (or https://)")),
  z.transform(makeSecretUrl),
);

export const pattern = text.check(
  z.maxLength(200, "is longer than 200 characters"),
  z.refine((value) => {
    try {
      return new RegExp(value, "iu") instanceof RegExp;
    } catch {
      return false;
    }
  }, "is no valid regular expression"),
);

function isWebUrl(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value) && !/[\s\p{Cc}]/u.test(value);
}

function hasLogin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username !== "" || password !== "";
}

function hasPassword(value: string): boolean {
  return URL.canParse(value) && new URL(value).password !== "";
}
