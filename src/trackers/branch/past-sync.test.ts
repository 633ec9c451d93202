import { describe, expect, it } from "vitest";
import { findPast } from "./past-sync.ts";

/** Syncs by one letter each, at versions 0, 1, 2...; `-` is a version without one. */
function past(syncs: string, history: string): string {
  const letters = (text: string) => [...text].map((letter) => (letter === "-" ? null : letter));
  const found = findPast(
    letters(syncs).map((blob, version) => ({ version, blob })),
    letters(history),
  );
  return found === null ? "none" : `${found.behind} behind at ${found.version}`;
}

describe("where a checkout stands", () => {
  it.each([
    ["never synced", "abc", "xyz", "none"],
    ["no sync at all", "--", "a", "none"],
    ["at the last sync", "abc", "abc", "none"],
    ["newer than the last sync", "ab", "abx", "none"],
    ["one behind", "abc", "ab", "1 behind at 1"],
    ["two behind, with edits of its own", "abc", "ax", "2 behind at 0"],
    ["a sync that repeats its blob counts once", "aabbb", "a", "1 behind at 1"],
    ["a revert that came back to an old blob", "aba", "aba", "none"],
    ["an old checkout whose blob came back later", "abac", "ab", "2 behind at 1"],
    ["edits of what others came back to", "aba", "ax", "none"],
    ["edits of what others came back to, and left again", "abac", "ax", "1 behind at 2"],
    ["a version that was synced but never committed", "axb", "ab", "none"],
    ["forgotten since", "a-", "a", "1 behind at 0"],
  ])("%s", (_, syncs, history, expected) => {
    expect(past(syncs, history)).toBe(expected);
  });
});
