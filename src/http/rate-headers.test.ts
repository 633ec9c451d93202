import { describe, expect, it } from "vitest";
import { readDeprecation } from "./deprecation.ts";
import { readRateNotice, readRetryAfterMs } from "./rate-headers.ts";

const now = new Date("2026-11-22T12:00:00Z");

describe("readRateNotice", () => {
  it("reads the list form and the seconds left that Cloud was recorded with", () => {
    const headers = new Headers({
      "X-Ratelimit-Limit": "60, 60;w=3600",
      "X-Ratelimit-Remaining": "59",
      "X-Ratelimit-Reset": "880",
    });
    expect(readRateNotice(headers, now)).toEqual({
      limit: 60,
      windowSeconds: 3600,
      perSecond: null,
      remaining: 59,
      resetMs: 880_000,
      isNearLimit: false,
    });
  });

  it("reads scaled limits", () => {
    const headers = new Headers({ "X-RateLimit-Limit": "2500", "X-RateLimit-NearLimit": "True" });
    expect(readRateNotice(headers, now)).toMatchObject({ limit: 2500, remaining: null, isNearLimit: true });
  });

  it("reads the bucket of a Data Center product", () => {
    const headers = new Headers({
      "X-RateLimit-Limit": "60",
      "X-RateLimit-Interval-Seconds": "2",
      "X-RateLimit-FillRate": "10",
    });
    expect(readRateNotice(headers, now)).toMatchObject({ limit: 60, perSecond: 5 });
  });

  it("takes nonsense for nothing", () => {
    const headers = new Headers({ "X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "-1" });
    expect(readRateNotice(headers, now)).toMatchObject({ limit: null, remaining: null });
  });
});

describe("readRetryAfterMs", () => {
  it.each([
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "Sun, 22 Nov 2026 12:01:30 GMT" }, 90_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
    [{ "x-ratelimit-reset": "30" }, 30_000],
    [{ "x-ratelimit-reset": String(now.getTime() / 1000 + 45) }, 45_000],
    [{ "retry-after": "2", "x-ratelimit-reset": "30" }, 2000],
    [{ "retry-after": "soon" }, null],
    [{}, null],
  ])("%j -> %s", (headers, expected) => {
    expect(readRetryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(expected);
  });
});

describe("readDeprecation", () => {
  it("reads an announcement as Cloud sent it", () => {
    const headers = new Headers({
      deprecation: "@1771545600",
      sunset: "Fri, 21 Aug 2026 00:00:00 UTC",
      link: '<https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-3071>; rel="deprecation"; type="text/html"',
    });
    expect(readDeprecation(headers, "GET /2.0/x")).toEqual({
      key: "https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-3071",
      text: "the host says that GET /2.0/x ends on 2026-08-21: https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-3071",
    });
  });

  it("says nothing where nothing is announced", () => {
    expect(readDeprecation(new Headers(), "GET /2.0/x")).toBeNull();
  });
});
