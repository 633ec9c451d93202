/** When a request is sent again, how long it waits for that, and when it is given up. */
import { beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { cloudBudget, makeLimiter, serverBudget } from "./limiter.ts";
import { defaultRetry } from "./retry.ts";
import {
  answer,
  call,
  inOrder,
  type JumpClock,
  makeJumpClock,
  makeTestClient,
  type Respond,
  sendJson,
  startHost,
} from "./test-host.ts";

let clock: JumpClock;
beforeEach(() => {
  clock = makeJumpClock();
});

describe("repeats", () => {
  it.each(["GET", "PUT", "DELETE"] as const)("%s after 5xx and a cut connection", async (verb) => {
    const cut: Respond = (_, response) => void response.destroy();
    const server = await startHost(inOrder(answer(500), answer(555), cut, answer(200, { ok: 1 })));
    const client = makeTestClient(server.url);
    expect((await client.send(call(verb))).value).toEqual({ ok: 1 });
    expect(server.seen).toHaveLength(4);
  });

  it("gives up after some repeats, with the host's words", async () => {
    const server = await startHost(answer(502, { error: { message: "upstream" } }));
    const error = await failureOf(makeTestClient(server.url).send(call()));
    expect(error.message).toMatch(/^the host failed: upstream \(GET .* -> 502\)$/);
    expect(server.seen).toHaveLength(5);
  });

  it.each<[string, Respond]>([
    ["a 5xx", answer(503)],
    ["a cut connection", (_, response) => void response.destroy()],
    ["silence", () => clock.elapse(30_000)],
  ])("never a POST after %s: nobody knows whether it was done", async (_, respond) => {
    const server = await startHost(respond);
    const client = makeTestClient(server.url, { clock });
    const error = await failureOf(client.send(call("POST")));
    expect(error.code).toBe("outcome-unknown");
    expect(error.message).toMatch(/nobody knows whether POST .* was done/);
    expect(server.seen).toHaveLength(1);
  });

  it("calls a POST that never left what it is", async () => {
    const closed = await startHost(answer(200));
    await closed.close();
    const error = await failureOf(makeTestClient(closed.url).send(call("POST")));
    expect(error.code).toBe("network");
    expect(error.message).toMatch(/cannot be reached: .*ECONNREFUSED/);
  });

  it("does not ask a name that is not known again", async () => {
    const client = makeTestClient("https://no-such-host.invalid");
    const error = await failureOf(client.send(call()));
    expect(error.code).toBe("network");
    expect(error.hint).toBeTruthy();
  });

  it("stops with timeout when the host stays silent, headers or body", async () => {
    const start: Respond = (_, response) => {
      response.writeHead(200).write("{", () => clock.elapse(20_000));
    };
    const server = await startHost(inOrder(() => clock.elapse(20_000), start));
    const retry = { ...defaultRetry, faults: 1 };
    const client = makeTestClient(server.url, { clock, deadlineMs: 20_000, retry });
    const error = await failureOf(client.send(call()));
    expect(error.code).toBe("timeout");
    expect(error.message).toMatch(/was not answered within 20 s/);
    expect(server.seen).toHaveLength(2);
  });

  it("waits for an answer that comes within the deadline", async () => {
    const slow: Respond = (request, response) => {
      clock.elapse(29_999);
      return answer(200, { ok: 1 })(request, response);
    };
    const client = makeTestClient((await startHost(slow)).url, { clock });
    expect((await client.send(call("POST"))).value).toEqual({ ok: 1 });
  });

  it.each(["GET", "POST"] as const)("ends at once when the run is aborted (%s)", async (verb) => {
    const controller = new AbortController();
    const server = await startHost(() => controller.abort(new Error("interrupted")));
    const client = makeTestClient(server.url, { signal: controller.signal });
    await expect(client.send(call(verb))).rejects.toThrow("interrupted");
    expect(server.seen).toHaveLength(1);
  });
});

describe("a host that limits requests", () => {
  const limited = (headers: Record<string, string>): Respond =>
    answer(429, { error: { message: "Rate limit for this resource has been exceeded" } }, headers);

  it.each(["GET", "POST", "PUT", "DELETE"] as const)("repeats %s after 429, as told", async (verb) => {
    const server = await startHost(inOrder(limited({ "retry-after": "7" }), answer(200, {})));
    const told: string[] = [];
    const tell = (line: string) => told.push(line);
    await makeTestClient(server.url, { clock, tell }).send(call(verb));
    expect(clock.sleptMs()).toBe(7000);
    expect(told).toEqual([`the request limit of ${new URL(server.url).host} is used up: waiting 7 s`]);
  });

  it("takes 403 with the same sentence for the same thing", async () => {
    const words = "Rate limit for this resource has been exceeded";
    const server = await startHost(
      inOrder((_, response) => void response.writeHead(403).end(words), answer(200, {})),
    );
    await makeTestClient(server.url).send(call("POST"));
    expect(server.seen).toHaveLength(2);
  });

  it("says how long to wait when that is longer than it may take", async () => {
    const server = await startHost(limited({ "retry-after": "3000" }));
    const error = await failureOf(makeTestClient(server.url, { clock }).send(call()));
    expect(error.code).toBe("rate-limited");
    expect(error.message).toMatch(/^rate limit exceeded: the next request may go in 50 min/);
    expect(clock.sleptMs()).toBe(0);
    expect(server.seen).toHaveLength(1);
  });

  it.each([1, 8])("waits within 110 % of the ideal on a Server's bucket, %d at a time", async (width) => {
    const [capacity, perSecond, requests] = [60, 5, 400];
    let tokens = capacity;
    let atMs = clock.now().getTime();
    const server = await startHost((_, response) => {
      const nowMs = clock.now().getTime();
      tokens = Math.min(capacity, tokens + ((nowMs - atMs) / 1000) * perSecond);
      atMs = nowMs;
      if (tokens < 1) return sendJson(response, 429, {}, { "retry-after": "1" });
      tokens -= 1;
      sendJson(response, 200, {});
    });
    const client = makeTestClient(server.url, { clock });
    let left = requests;
    const work = async () => {
      while (left-- > 0) await client.send(call("POST"));
    };
    await Promise.all(Array.from({ length: width }, work));
    const idealMs = ((requests - capacity) / perSecond) * 1000;
    expect(clock.sleptMs()).toBeLessThanOrEqual(idealMs * 1.1);
    expect(server.seen.length - requests).toBeLessThanOrEqual(2 * width);
  });

  it("waits within 110 % of the ideal on Cloud's hour", async () => {
    const budget = cloudBudget(100);
    const times: number[] = [];
    const server = await startHost((_, response) => {
      const nowMs = clock.now().getTime();
      while (times[0] !== undefined && times[0] <= nowMs - 3_600_000) times.shift();
      if (times.length < 100) {
        times.push(nowMs);
        return sendJson(response, 200, {});
      }
      const waitS = Math.ceil(((times[0] ?? 0) + 3_600_000 - nowMs) / 1000);
      sendJson(response, 429, {}, { "retry-after": String(waitS) });
    });
    const options = { clock, budget, assumed: serverBudget, windowSeconds: 3600, isConfigured: false };
    const limiter = makeLimiter(options);
    const client = makeTestClient(server.url, { clock, limiter, totalDeadlineMs: 2 * 3_600_000 });
    for (let n = 0; n < 250; n += 1) await client.send(call());
    expect(clock.sleptMs()).toBeLessThanOrEqual(2 * 3_600_000 * 1.1);
    expect(server.seen.length).toBeLessThanOrEqual(254);
  });
});
