/** Rate limits of Cloud: rolling hours per account and group; anonymous ones per address over everything. */
import type { FakeClock } from "../app/clock.ts";
import { type Allowance, makeRollingWindow } from "../app/rate-limit.ts";
import type { Reply } from "../app/reply.ts";
import type { Caller } from "./access.ts";
import { rateLimited } from "./errors.ts";

export interface CloudLimits {
  /** `/2.0/repositories/*`; default 1000. */
  readonly repositories: number;
  /** Every other REST path; default 1000. */
  readonly others: number;
  /** Git over HTTPS; default 60000. */
  readonly git: number;
  /** All of an address without login; default 60. */
  readonly anonymous: number;
  /** The refusal was recorded as JSON and as plain text. */
  readonly refusal: keyof typeof rateLimited;
}

export const usualLimits: CloudLimits = {
  repositories: 1000,
  others: 1000,
  git: 60_000,
  anonymous: 60,
  refusal: "json",
};

export type LimitGroup = "repositories" | "others" | "git";

export function makeCloudLimits(clock: FakeClock, limits: CloudLimits) {
  const window = (limit: number) => makeRollingWindow(clock, limit, 3_600_000);
  const windows = {
    repositories: window(limits.repositories),
    others: window(limits.others),
    git: window(limits.git),
    anonymous: window(limits.anonymous),
  };
  return (caller: Caller, group: LimitGroup, answer: () => Reply): Reply => {
    const name = caller.kind === "anonymous" ? "anonymous" : group;
    const allowance = windows[name].take(`${caller.kind} ${caller.on ?? caller.user?.uuid ?? "address"}`);
    const reply = allowance.isAllowed ? answer() : rateLimited[limits.refusal];
    return { ...reply, headers: { ...limitHeaders(caller, allowance), ...reply.headers } };
  };
}

/** Recorded for anonymous callers; documented for access tokens; absent for people's credentials. */
function limitHeaders(caller: Caller, { limit, remaining, resetSeconds }: Allowance): Record<string, string> {
  if (caller.kind === "anonymous") {
    return {
      "x-ratelimit-limit": `${limit}, ${limit};w=3600`,
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": String(resetSeconds),
      "x-credential-type": "unauthenticated_identity",
    };
  }
  if (caller.kind === "api-token") return {};
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-resource": "api",
    "x-ratelimit-nearlimit": String(remaining < limit / 5),
  };
}
