/** Secrets that must be found nowhere, and where to look for them. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every form in which a secret may travel: as it is, in URLs, in JSON, in headers. */
export function formsOf(secret: string, users: readonly string[]): string[] {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const heads = users.map((user) => base64(`${user}:${secret}`).replace(/=+$/, ""));
  const all = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64(secret),
    ...heads,
  ];
  return [...new Set(all.map((form) => form.replace(/=+$/, "")))];
}

/** `place: form` of every canary in these texts. */
export function findCanaries(texts: Readonly<Record<string, string>>, forms: readonly string[]): string[] {
  return Object.entries(texts).flatMap(([place, text]) =>
    forms.filter((form) => text.includes(form)).map((form) => `${place}: ${form}`),
  );
}

/** All files below a folder by path, as bytes in Latin 1. */
export function readAll(folder: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) texts[path] = readFileSync(path, "latin1");
  }
  return texts;
}

/** The content of every object of a repository, reachable or not. */
export function readObjects(gitDir: string, env: Record<string, string>): string {
  const args = [`--git-dir=${gitDir}`, "cat-file", "--batch-all-objects", "--batch"];
  return execFileSync("git", args, { env, maxBuffer: 1 << 28 }).toString("latin1");
}
