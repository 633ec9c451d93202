import { describe, expect, it } from "vitest";
import { backoffMs, defaultRetry } from "./retry.ts";

describe("the wait before a repeat", () => {
  const { baseMs, longestMs } = defaultRetry;
  const longest = (tries: number) => backoffMs(tries, baseMs, longestMs, () => 1);

  it("doubles from try to try, up to a limit", () => {
    expect([0, 1, 2, 3, 4].map(longest)).toEqual([500, 1000, 2000, 4000, 8000]);
    expect([6, 7, 60].map(longest)).toEqual([30_000, 30_000, 30_000]);
  });

  it("is spread over all of it, so that clients that failed together come back apart", () => {
    expect(backoffMs(3, baseMs, longestMs, () => 0)).toBe(0);
    expect(backoffMs(3, baseMs, longestMs, () => 0.25)).toBe(1000);
  });
});
