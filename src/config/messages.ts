/** Sentences about mistakes in the configuration: the value seen (never a secret's), what is right, what is near. */
import type * as z from "zod/mini";
import { nearest } from "../core/suggest.ts";
import { type Option, options, sections } from "./options.ts";
import { shownSecret, withoutLogin } from "./secret.ts";

type Issue = z.core.$ZodIssue;

export function explainIssue(option: Option, issue: Issue, value: unknown): string {
  const word = option.kind === "mapping" ? issue.path[0] : undefined;
  const subject = word === undefined ? `\`${option.key}\`` : `"${String(word)}" in \`${option.key}\``;
  const seen = show(option, valueAt(value, issue.path));
  switch (issue.code) {
    case "invalid_value":
      return `${subject} is ${seen}, but must be ${oneOf(issue.values)}${near(valueAt(value, issue.path), issue.values)}`;
    case "invalid_key":
    case "custom":
    case "too_small":
    case "too_big":
      return `${subject} ${rule(issue, option)}; it is ${seen}`;
    default:
      return `${subject} is ${seen}, but must be ${expected(option, issue)}`;
  }
}

function rule(issue: Issue, option: Option): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? "has a key that cannot be used";
  if (option.kind === "text" || option.kind === "list" || issue.code === "custom")
    return toSentence(issue.message);
  if (issue.code === "too_small")
    return `must be ${issue.inclusive === true ? "at least" : "more than"} ${issue.minimum}`;
  return issue.code === "too_big" ? `must be at most ${issue.maximum}` : issue.message;
}

/** Rules of a text read `is one line`, those of a wrong text `must be one line`. */
function toSentence(message: string): string {
  if (message.startsWith("is no ")) return message;
  return message.replace(/^is /, "must be ");
}

function expected({ kind, key }: Option, issue: Issue): string {
  if (kind === "boolean") return "true or false (or 1 or 0)";
  if (kind === "rate") return "a whole number of requests an hour, or { burst: 60, per_second: 5 }";
  if (kind === "number") return "a number";
  if (kind === "list") return "a list of texts";
  if (kind === "mapping")
    return issue.path.length === 0 ? `a table of \`word: value\` lines below ${key}` : "a text";
  return "a text; put it in quotes if it is one";
}

export function explainUnknownKey(section: string | null, name: string): string {
  const shown = showKey(name);
  const where = section === null ? "" : ` in \`${section}\``;
  const elsewhere = options.find((option) => option.name === name && option.section !== section);
  if (elsewhere !== undefined) {
    const place = elsewhere.section === null ? "at the top level" : `below \`${elsewhere.section}:\``;
    return `\`${shown}\` is not known${where || " at the top level"}; it belongs ${place}`;
  }
  const here = options.filter((option) => option.section === section).map((option) => option.name);
  const suggestion = nearest(name.replaceAll("-", "_"), section === null ? [...here, ...sections] : here);
  const hint = suggestion === null ? "" : `; did you mean \`${suggestion}\`?`;
  return `unknown key \`${shown}\`${where}${hint}`;
}

const secretNames = options.filter(({ facts }) => facts.isSecret === true).map(({ name }) => name);

/** `app_password=hunter2` as a key holds the secret: only the option's name is shown. */
function showKey(name: string): string {
  const secret = secretNames.find((known) => name.startsWith(known) && name !== known);
  if (secret !== undefined) return `${secret}…`;
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

export function show(option: Option, value: unknown): string {
  if (option.facts.isSecret === true) return shownSecret;
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(shorten(withoutLogin(value)));
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "a table" : String(value);
}

function shorten(value: string): string {
  return value.length > 120 ? `${value.slice(0, 120)}…` : value;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (part, step) => (part as Record<PropertyKey, unknown> | undefined)?.[step],
    value,
  );
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => `"${String(value)}"`);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function near(value: unknown, values: readonly unknown[]): string {
  const found = typeof value === "string" ? nearest(value, values.map(String)) : null;
  return found === null ? "" : `; did you mean "${found}"?`;
}
