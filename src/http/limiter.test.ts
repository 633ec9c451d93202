import { describe, expect, it } from "vitest";
import { cloudBudget, type LimiterOptions, makeLimiter, serverBudget } from "./limiter.ts";
import type { RateNotice } from "./rate-headers.ts";
import { makeJumpClock } from "./test-host.ts";

const forever = Number.POSITIVE_INFINITY;

function make(options: Partial<LimiterOptions> = {}) {
  const clock = makeJumpClock();
  const limiter = makeLimiter({
    clock,
    budget: cloudBudget(),
    assumed: serverBudget,
    windowSeconds: 3600,
    isConfigured: false,
    ...options,
  });
  const takeAll = async (count: number) => {
    for (let n = 0; n < count; n += 1) await limiter.take(forever);
  };
  return { clock, limiter, takeAll };
}

function notice(part: Partial<RateNotice>): RateNotice {
  const none = { limit: null, windowSeconds: null, perSecond: null, remaining: null, resetMs: null };
  return { ...none, isNearLimit: false, ...part };
}

describe("the bucket", () => {
  it("waits for nothing before the whole hour's budget is used up", async () => {
    const { clock, limiter, takeAll } = make();
    await takeAll(1000);
    expect(clock.sleptMs()).toBe(0);
    expect(limiter.left()).toBe(0);
    await takeAll(1);
    expect(clock.sleptMs()).toBe(3600);
  });

  it("does not wait when the token would come too late", async () => {
    const { clock, limiter, takeAll } = make({ budget: { capacity: 1, perSecond: 0.01 } });
    await takeAll(1);
    const turn = await limiter.take(clock.now().getTime() + 1000);
    expect(turn).toEqual({ tooLongMs: 100_000 });
    expect(clock.sleptMs()).toBe(0);
  });

  it("lets callers pass in the order they came", async () => {
    const { limiter } = make({ budget: { capacity: 1, perSecond: 1 } });
    const order: number[] = [];
    const pass = async (n: number) => {
      await limiter.take(forever);
      order.push(n);
    };
    await Promise.all([0, 1, 2, 3].map(pass));
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it("counts what went another way", async () => {
    const { clock, limiter, takeAll } = make({ budget: { capacity: 10, perSecond: 1 } });
    limiter.spend(10);
    await takeAll(1);
    expect(clock.sleptMs()).toBe(1000);
  });

  it("gives nothing and takes nothing when the clock is set back", async () => {
    const clock = makeJumpClock();
    let shiftMs = 0;
    const limiter = make({
      clock: { ...clock, now: () => new Date(clock.now().getTime() + shiftMs) },
    }).limiter;
    await limiter.take(forever);
    shiftMs = -60_000;
    expect(limiter.left()).toBe(999);
  });
});

describe("a host without a budget", () => {
  it("is not slowed down before its first refusal, then holds 5 a second", async () => {
    const { clock, limiter, takeAll } = make({ budget: null, windowSeconds: null });
    await takeAll(5000);
    expect(clock.sleptMs()).toBe(0);
    limiter.refuse(clock.now().getTime(), 0);
    await takeAll(50);
    expect(clock.sleptMs()).toBe(10_000);
  });

  it("is not slowed down by its first rate header, but keeps to it", async () => {
    const { clock, limiter, takeAll } = make({ budget: null, windowSeconds: null });
    limiter.heed(notice({ limit: 100, remaining: 99 }));
    await takeAll(99);
    expect(clock.sleptMs()).toBe(0);
    await takeAll(5);
    expect(clock.sleptMs()).toBe(1000);
  });
});

describe("what the host says", () => {
  it("lowers what is left, and waits for the end of the window", async () => {
    const { clock, limiter, takeAll } = make();
    limiter.heed(notice({ limit: 60, windowSeconds: 3600, remaining: 0, resetMs: 880_000 }));
    await takeAll(60);
    expect(clock.sleptMs()).toBe(880_000);
  });

  it("makes a larger budget usable at once", async () => {
    const { clock, limiter, takeAll } = make();
    await takeAll(900);
    limiter.heed(notice({ limit: 2500 }));
    await takeAll(1600);
    expect(clock.sleptMs()).toBe(0);
  });

  it("never raises a budget that a person configured", async () => {
    const { limiter } = make({ budget: cloudBudget(100), isConfigured: true });
    limiter.heed(notice({ limit: 1000 }));
    expect(limiter.left()).toBe(100);
    limiter.heed(notice({ limit: 60 }));
    expect(limiter.left()).toBe(60);
  });

  it("lets the refused request pass right after the pause, however slow the bucket", async () => {
    const { clock, limiter, takeAll } = make();
    limiter.refuse(clock.now().getTime(), 2000);
    await takeAll(1);
    expect(clock.sleptMs()).toBe(2000);
  });

  it("takes a burst that was refused as a whole for one refusal", async () => {
    const { clock, limiter, takeAll } = make({ budget: null });
    const sentMs = clock.now().getTime();
    limiter.refuse(sentMs, 0);
    await clock.sleep(1000);
    limiter.refuse(sentMs, 0);
    expect(limiter.left()).toBe(5);
    await takeAll(5);
    expect(clock.sleptMs()).toBe(1000);
  });
});
