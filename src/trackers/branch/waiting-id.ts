/** Ids of issues without a number: each behind all others, so that `new-1` stays `new-1` whatever the clock does. */
import type { Draft } from "./draft.ts";

const digits = "0123456789abcdefghjkmnpqrstvwxyz";
const ulid = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

export function waitingId({ issues, context }: Pick<Draft, "issues" | "context">): string {
  const id = context.newId().toLowerCase();
  let last = "";
  for (const [number, { issue }] of issues) {
    if (number < 0 && ulid.test(issue.id) && issue.id > last) last = issue.id;
  }
  return id > last ? id : next(last);
}

/** The ULID that follows, as a number of 26 digits would. */
function next(id: string): string {
  const tail = /z*$/.exec(id)![0].length;
  const at = id.length - tail - 1;
  return id.slice(0, at) + digits[digits.indexOf(id[at]!) + 1]! + "0".repeat(tail);
}
