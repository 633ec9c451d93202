/** Ids and issue numbers in values: `US-002, #12`. Each may carry a title: `US-002 (Login)`, `[#12](https://...)`. */
import type { Target } from "../core/issue/field.ts";
import { issueName } from "../core/issue/mentions.ts";
import { plainText } from "./markdown.ts";

export interface TargetList {
  readonly targets: readonly Target[];
  /** The first part that is no id, `null` if all are. */
  readonly rest: string | null;
}

const target =
  /^(?:#([1-9]\d{0,8})|((?:EPIC-[A-Z0-9-]+|(?=\d*[a-z])[a-z0-9]+-\d+)))(?![\p{L}\p{N}_])(?:\s*[:(–—-].*)?$/iu;

/** One id or number with an optional title behind it. */
export function readTarget(word: string): Target | null {
  const match = target.exec(word.trim());
  if (match === null) return null;
  return match[1] === undefined ? match[2]! : Number(match[1]);
}

export function readTargets(source: string): TargetList {
  const targets: Target[] = [];
  for (const part of splitList(plainText(source))) {
    const found = readTarget(part);
    if (found === null) return { targets, rest: part };
    targets.push(found);
  }
  return { targets, rest: null };
}

/** Parts between commas or semicolons outside parentheses, and between `and`; empty parts are left out. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const unit = text[at];
    if (unit === "(") depth += 1;
    else if (unit === ")") depth = Math.max(0, depth - 1);
    else if (unit === undefined || ((unit === "," || unit === ";") && depth === 0)) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts.filter((part) => part !== "");
}

export function writeTarget(to: Target): string {
  return typeof to === "number" ? issueName(to) : to;
}
