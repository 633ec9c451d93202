/** Writes for tracker tests: a valid default world in which a test states only what matters. */
import type { Fields } from "../../src/core/issue/field.ts";
import type { Owner } from "../../src/core/issue/issue.ts";
import type { CreateIssue, UpdateIssue, Write } from "../../src/core/issue/write.ts";
import type { Clock, NewId } from "../../src/ports/runtime.ts";
import type { Outcome, Tracker } from "../../src/ports/tracker.ts";

export function owner(key: string, spec = "EPIC.md", namespace = ""): Owner {
  return { namespace, key, spec };
}

/** A create whose base agrees with its fields unless the test says otherwise. */
export function create(key: string, fields: Fields = {}, more: Partial<CreateIssue> = {}): CreateIssue {
  const all = { title: `Title of ${key}`, ...fields };
  return {
    op: "create",
    owner: owner(key),
    type: "story",
    row: null,
    fields: all,
    status: null,
    base: { title: all.title },
    revive: null,
    ...more,
  };
}

export function update(number: number, set: Fields, more: Partial<UpdateIssue> = {}): UpdateIssue {
  return { op: "update", number, set, ...more };
}

/** Reads, writes and expects to be first. */
export async function write(
  tracker: Tracker,
  writes: readonly Write[],
  specs: Readonly<Record<string, string | null>> = {},
): Promise<Extract<Outcome, { status: "done" }>> {
  const { tip } = await tracker.read();
  const outcome = await tracker.commit({ tip, writes, specs });
  if (outcome.status !== "done") throw new Error("the tracker moved in a test of one writer");
  return outcome;
}

/** A clock that moves on by a second each time it is read. */
export function tickingClock(start = "2026-01-01T00:00:00.000Z"): Clock {
  let now = Date.parse(start);
  return {
    now: () => {
      now += 1000;
      return new Date(now);
    },
    sleep: async () => undefined,
    alarm: () => () => undefined,
  };
}

/** Ids that only a test can have: counted, in the alphabet of ULIDs. */
export function countingIds(prefix = "01kb"): NewId {
  let count = 0;
  return () => {
    count += 1;
    return (prefix + String(count).padStart(26 - prefix.length, "0")).toUpperCase();
  };
}
