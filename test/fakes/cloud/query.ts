/**
 * The query language of Cloud: `q` with `= != ~ !~ > >= < <= IN`, AND, OR, parentheses, nested fields;
 * `sort` by one field. What it cannot read is 400, never "everything".
 */
import type { Reply } from "../app/reply.ts";
import { cloudError } from "./errors.ts";

type Predicate = (value: object) => boolean;

export function selectBy<T extends object>(
  values: readonly T[],
  q: string | null,
  sort: string | null,
  unfilterable: readonly string[],
): { readonly values: readonly T[] } | Reply {
  let selected = [...values];
  if (q !== null) {
    try {
      selected = selected.filter(parseQuery(q, unfilterable));
    } catch (cause) {
      return cloudError(400, (cause as Error).message);
    }
  }
  if (sort === null) return { values: selected };
  const field = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  selected.sort((a, b) => sign * compare(readField(a, field), readField(b, field)));
  return { values: selected };
}

const tokenPattern = /\s*("(?:[^"\\]|\\.)*"|[()]|!=|!~|>=|<=|[=~<>,]|[^\s()=~<>!,"]+)/y;

function toTokens(q: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  const text = q.trim();
  while (tokenPattern.lastIndex < text.length) {
    const at = tokenPattern.lastIndex;
    const found = tokenPattern.exec(text);
    if (!found) throw new Error(`Invalid query at ${at}: ${text.slice(at)}`);
    tokens.push(found[1]!);
  }
  return tokens;
}

function parseQuery(q: string, unfilterable: readonly string[]): Predicate {
  const tokens = toTokens(q);
  const isNext = (word: string) => tokens[0]?.toUpperCase() === word;
  const take = () => {
    const token = tokens.shift();
    if (token === undefined) throw new Error("Invalid query: it ends too early");
    return token;
  };
  const parseOr = (): Predicate => {
    let left = parseAnd();
    while (isNext("OR")) {
      take();
      const [before, after] = [left, parseAnd()];
      left = (value) => before(value) || after(value);
    }
    return left;
  };
  const parseAnd = (): Predicate => {
    let left = parseOne();
    while (isNext("AND")) {
      take();
      const [before, after] = [left, parseOne()];
      left = (value) => before(value) && after(value);
    }
    return left;
  };
  const parseOne = (): Predicate => {
    if (!isNext("(")) return parseComparison(take, unfilterable);
    take();
    const inner = parseOr();
    if (take() !== ")") throw new Error("Invalid query: ) expected");
    return inner;
  };
  const result = parseOr();
  if (tokens.length > 0) throw new Error(`Invalid query at ${tokens[0]}`);
  return result;
}

function parseComparison(take: () => string, unfilterable: readonly string[]): Predicate {
  const field = take();
  if (unfilterable.includes(field)) throw new Error(`Field ".${field}" does not support filtering`);
  const operator = take().toUpperCase();
  if (operator === "IN" || operator === "NOT") return parseList(field, operator, take);
  const expected = toValue(take());
  const test = operators[operator];
  if (!test) throw new Error(`Invalid operator ${operator}`);
  return (value) => test(readField(value, field), expected);
}

function parseList(field: string, operator: string, take: () => string): Predicate {
  if (operator === "NOT" && take().toUpperCase() !== "IN") throw new Error("Invalid query: IN expected");
  if (take() !== "(") throw new Error("Invalid query: ( expected");
  const listed: unknown[] = [];
  for (;;) {
    listed.push(toValue(take()));
    if (take() === ")") break;
  }
  return (value) => listed.includes(readField(value, field)) === (operator === "IN");
}

const operators: Readonly<Record<string, (found: unknown, expected: unknown) => boolean>> = {
  "=": (found, expected) => (found ?? null) === expected,
  "!=": (found, expected) => (found ?? null) !== expected,
  "~": contains,
  "!~": (found, expected) => !contains(found, expected),
  ">": (found, expected) => compare(found, expected) > 0,
  ">=": (found, expected) => compare(found, expected) >= 0,
  "<": (found, expected) => compare(found, expected) < 0,
  "<=": (found, expected) => compare(found, expected) <= 0,
};

function contains(found: unknown, expected: unknown): boolean {
  return String(found).toLowerCase().includes(String(expected).toLowerCase());
}

function toValue(token: string): unknown {
  if (token.startsWith('"')) return JSON.parse(token) as string;
  if (token === "null") return null;
  if (token === "true" || token === "false") return token === "true";
  return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : token;
}

function readField(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split(".")) found = (found as Record<string, unknown> | null | undefined)?.[name];
  return found;
}

/** Dates by instant, numbers by size, everything else by text. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [Date.parse(String(a)), Date.parse(String(b))];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
