import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { SpectrynError } from "../errors.ts";
import { path } from "./address.ts";
import type { HttpCall, Verb } from "./call.ts";
import type { HttpOptions } from "./client.ts";
import { basicAuthorization, bearerAuthorization } from "./login.ts";
import { collect, readPages } from "./pages.ts";
import { defaultRetry } from "./retry.ts";
import {
  answer,
  inOrder,
  type JumpClock,
  makeJumpClock,
  makeTestClient,
  plainRules,
  type Respond,
  sendJson,
  startHost,
  type TestHost,
} from "./test-host.ts";

const hosts: TestHost[] = [];
let clock: JumpClock;
beforeEach(() => {
  clock = makeJumpClock();
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

async function host(respond: Respond): Promise<TestHost> {
  const started = await startHost(respond);
  hosts.push(started);
  return started;
}

const anything: z.ZodType<unknown> = z.unknown();

function call(verb: Verb = "GET", part: Partial<HttpCall<unknown>> = {}): HttpCall<unknown> {
  return { verb, path: "/thing", schema: anything, ...(verb === "GET" ? {} : { json: { a: 1 } }), ...part };
}

async function failureOf(work: Promise<unknown>): Promise<SpectrynError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SpectrynError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("a request", () => {
  it("keeps the context path and encodes every segment and value", async () => {
    const server = await host(answer(200, {}));
    const client = makeTestClient(`${server.url}/stash/`);
    const query = { q: 'title ~ "a&b"', state: ["OPEN", "MERGED"], none: undefined };
    await client.send(call("GET", { path: path`/projects/${"~jane doe"}/repos/${"a/b"}`, query }));
    expect(server.seen[0]?.url).toBe(
      "/stash/projects/~jane%20doe/repos/a%2Fb?q=title+%7E+%22a%26b%22&state=OPEN&state=MERGED",
    );
  });

  it("refuses a segment that would leave its place", () => {
    expect(() => path`/repos/${".."}`).toThrow(/cannot be part of a URL/);
  });

  it("names itself and sends the headers for writes only with writes", async () => {
    const server = await host(answer(200, {}));
    const client = makeTestClient(server.url, { writeHeaders: { "x-atlassian-token": "no-check" } });
    await client.send(call("GET"));
    await client.send(call("PUT"));
    expect(server.seen.map((seen) => seen.headers["x-atlassian-token"])).toEqual([undefined, "no-check"]);
    expect(server.seen[1]?.headers["user-agent"]).toBe("spectryn/test");
    expect(server.seen[1]?.body).toBe('{"a":1}');
  });

  it("gives data only through its schema", async () => {
    const server = await host(answer(200, { id: 7, extra: true }));
    const client = makeTestClient(server.url);
    const read = await client.send({ verb: "GET", path: "/x", schema: z.object({ id: z.number() }) });
    expect(read.value).toEqual({ id: 7 });
    const error = await failureOf(
      client.send({ verb: "GET", path: "/x", schema: z.object({ id: z.string(), name: z.string() }) }),
    );
    expect(error.code).toBe("unexpected-answer");
    expect(error.message).toMatch(/another form than expected: id: .*; name: /);
  });

  it("leaves a line with verb, URL, status, budget and retries", async () => {
    const server = await host(inOrder(answer(503), answer(200, {}, { "x-ratelimit-limit": "10" })));
    const lines: string[] = [];
    const client = makeTestClient(server.url, { log: (line) => void lines.push(line) });
    await client.send(call());
    expect(lines[0]).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/thing -> 503 in \d+ ms$/);
    expect(lines[1]).toMatch(/-> 200 in \d+ ms, 10 requests left, retry 1$/);
  });

  it("warns once of what the host announces", async () => {
    const server = await host(
      answer(200, {}, { deprecation: "@1771545600", sunset: "Fri, 21 Aug 2026 00:00:00 UTC" }),
    );
    const warnings: string[] = [];
    const client = makeTestClient(server.url, { warn: (text) => void warnings.push(text) });
    await client.send(call());
    await client.send(call("GET", { path: "/other" }));
    expect(warnings).toEqual(["the host says that GET /thing ends on 2026-08-21"]);
  });
});

describe("answers that are none", () => {
  it.each<[string, Respond, RegExp]>([
    [
      "a login page with 200",
      (_, response) => void response.end("<!DOCTYPE html><html><title>Log in &mdash; Acme</title>"),
      /web page instead of data: "Log in/,
    ],
    ["half of a JSON", (_, response) => void response.end('{"values": ['), /no JSON: \{"values": \[/],
    ["nothing", (_, response) => void response.end(), /nothing where data was expected/],
    [
      "too much",
      (_, response) => void response.end(JSON.stringify("x".repeat(3_000_000))),
      /larger than 2 MB/,
    ],
  ])("%s is an error that says so, and is not asked for again", async (_, respond, message) => {
    const server = await host(respond);
    const client = makeTestClient(server.url, { bodyLimit: 2 * 1024 * 1024 });
    const error = await failureOf(client.send(call("GET", { schema: z.object({}) })));
    expect(error.code).toBe("unexpected-answer");
    expect(error.message).toMatch(message);
    expect(server.seen).toHaveLength(1);
  });

  it("counts the bytes after decompression", async () => {
    const { gzipSync } = await import("node:zlib");
    const server = await host((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify("0".repeat(5_000_000))));
    });
    const client = makeTestClient(server.url, { bodyLimit: 1024 * 1024 });
    expect((await failureOf(client.send(call()))).message).toMatch(/larger than 1 MB/);
  });

  it("accepts nothing where nothing is expected", async () => {
    const server = await host(answer(204));
    const client = makeTestClient(server.url);
    expect((await client.send(call("DELETE", { schema: z.undefined() }))).value).toBeUndefined();
  });
});

describe("repeats", () => {
  it.each(["GET", "PUT", "DELETE"] as const)("%s after 5xx and a cut connection", async (verb) => {
    const cut: Respond = (_, response) => void response.destroy();
    const server = await host(inOrder(answer(500), answer(555), cut, answer(200, { ok: 1 })));
    const client = makeTestClient(server.url);
    expect((await client.send(call(verb))).value).toEqual({ ok: 1 });
    expect(server.seen).toHaveLength(4);
  });

  it("gives up after some repeats, with the host's words", async () => {
    const server = await host(answer(502, { error: { message: "upstream" } }));
    const error = await failureOf(makeTestClient(server.url).send(call()));
    expect(error.message).toMatch(/^the host failed: upstream \(GET .* -> 502\)$/);
    expect(server.seen).toHaveLength(5);
  });

  it.each<[string, Respond]>([
    ["a 5xx", answer(503)],
    ["a cut connection", (_, response) => void response.destroy()],
    ["silence", () => clock.elapse(30_000)],
  ])("never a POST after %s: nobody knows whether it was done", async (_, respond) => {
    const server = await host(respond);
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
    const server = await host(inOrder(() => clock.elapse(20_000), start));
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
    const client = makeTestClient((await host(slow)).url, { clock });
    expect((await client.send(call("POST"))).value).toEqual({ ok: 1 });
  });

  it.each(["GET", "POST"] as const)("ends at once when the run is aborted (%s)", async (verb) => {
    const controller = new AbortController();
    const server = await host(() => controller.abort(new Error("interrupted")));
    const client = makeTestClient(server.url, { signal: controller.signal });
    await expect(client.send(call(verb))).rejects.toThrow("interrupted");
    expect(server.seen).toHaveLength(1);
  });
});

describe("a host that limits requests", () => {
  const limited = (headers: Record<string, string>): Respond =>
    answer(429, { error: { message: "Rate limit for this resource has been exceeded" } }, headers);

  it.each(["GET", "POST", "PUT", "DELETE"] as const)("repeats %s after 429, as told", async (verb) => {
    const server = await host(inOrder(limited({ "retry-after": "7" }), answer(200, {})));
    const told: string[] = [];
    const tell = (line: string) => told.push(line);
    await makeTestClient(server.url, { clock, tell }).send(call(verb));
    expect(clock.sleptMs()).toBe(7000);
    expect(told).toEqual([`the request limit of ${new URL(server.url).host} is used up: waiting 7 s`]);
  });

  it("takes 403 with the same sentence for the same thing", async () => {
    const words = "Rate limit for this resource has been exceeded";
    const server = await host(
      inOrder((_, response) => void response.writeHead(403).end(words), answer(200, {})),
    );
    await makeTestClient(server.url).send(call("POST"));
    expect(server.seen).toHaveLength(2);
  });

  it("says how long to wait when that is longer than it may take", async () => {
    const server = await host(limited({ "retry-after": "3000" }));
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
    const server = await host((_, response) => {
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
    const { makeLimiter, cloudBudget, serverBudget } = await import("./limiter.ts");
    const budget = cloudBudget(100);
    const times: number[] = [];
    const server = await host((_, response) => {
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

describe("credentials", () => {
  const bearer = bearerAuthorization("tok-123456");
  const basic = basicAuthorization("jane", "tok-123456");

  function formsOf(server: TestHost): (string | undefined)[] {
    return server.seen.map((seen) => seen.headers.authorization?.split(" ", 1)[0]);
  }

  const takes =
    (form: string): Respond =>
    (request, response) =>
      sendJson(response, request.headers.authorization?.startsWith(form) ? 200 : 401, {});

  it("tries the second form once, and keeps what was taken", async () => {
    const server = await host(takes("Basic"));
    const client = makeTestClient(server.url, { authorizations: [bearer, basic] });
    await Promise.all([client.send(call()), client.send(call()), client.send(call())]);
    await client.send(call());
    expect(formsOf(server)).toEqual(["Bearer", "Basic", "Basic", "Basic", "Basic"]);
  });

  it("does not change the form that was taken once", async () => {
    const server = await host(inOrder(answer(200, {}), answer(401, {})));
    const client = makeTestClient(server.url, { authorizations: [bearer, basic] });
    await client.send(call());
    expect((await failureOf(client.send(call()))).code).toBe("authentication");
    expect(formsOf(server)).toEqual(["Bearer", "Bearer"]);
  });

  it("sends nothing more when no form was taken", async () => {
    const server = await host(answer(401, {}));
    const client = makeTestClient(server.url, { authorizations: [bearer, basic] });
    const all = await Promise.all([1, 2, 3].map(() => failureOf(client.send(call()))));
    expect(all.map((error) => error.code)).toEqual(Array(3).fill("authentication"));
    expect(formsOf(server)).toEqual(["Bearer", "Basic"]);
  });

  it("sends nothing more after an answer that stops everything", async () => {
    const server = await host(answer(403, { error: { message: "captcha" } }));
    const rules = { ...plainRules, isFinal: () => true };
    const client = makeTestClient(server.url, { authorizations: [bearer], rules });
    await failureOf(client.send(call()));
    await failureOf(client.send(call()));
    expect(server.seen).toHaveLength(1);
  });

  it("are not sent where the call says so", async () => {
    const server = await host(answer(200, {}));
    const client = makeTestClient(server.url, { authorizations: [bearer] });
    await client.send(call("GET", { isAnonymous: true }));
    expect(formsOf(server)).toEqual([undefined]);
  });

  it.each([
    ["http://example.com", {}, "insecure-connection"],
    ["http://127.0.0.1.example.com", {}, "insecure-connection"],
    ["http://localhost:1", {}, null],
    ["http://[::1]:1", {}, null],
    ["http://example.com", { authorizations: [] }, null],
    ["http://example.com", { allowInsecureHttp: true }, null],
    ["ftp://example.com", {}, "config"],
    ["https://me:secret@example.com", {}, "config"],
  ])("%s with %j -> %s", (url, part: Partial<HttpOptions>, code) => {
    const make = () => makeTestClient(url, { authorizations: [bearer], ...part });
    if (code === null) expect(make).not.toThrow();
    else expect(make).toThrow(expect.objectContaining({ code }));
  });
});

describe("redirects", () => {
  it("are followed on the same origin, with verb and body where the status says so", async () => {
    const server = await host((request, response) => {
      if (request.url === "/thing") response.writeHead(307, { location: "/moved" }).end();
      else sendJson(response, 200, { ok: true });
    });
    const authorizations = [bearerAuthorization("tok-123456")];
    await makeTestClient(server.url, { authorizations }).send(call("PUT"));
    expect(server.seen[1]).toMatchObject({ verb: "PUT", url: "/moved", body: '{"a":1}' });
    expect(server.seen[1]?.headers.authorization).toBe("Bearer tok-123456");
  });

  it.each([302, 307])(
    "to another origin are not followed (%d), so nothing is carried there",
    async (status) => {
      const other = await host(answer(200, {}));
      const server = await host(
        (_, response) => void response.writeHead(status, { location: `${other.url}/x` }).end(),
      );
      const client = makeTestClient(server.url, { authorizations: [bearerAuthorization("tok-123456")] });
      const error = await failureOf(client.send(call("GET")));
      expect(error.message).toContain(`redirects to ${other.url}/x`);
      expect(other.seen).toHaveLength(0);
    },
  );

  it("do not turn a write into something else", async () => {
    const server = await host((_, response) => void response.writeHead(302, { location: "/login" }).end());
    expect((await failureOf(makeTestClient(server.url).send(call("POST")))).message).toMatch(
      /POST with a redirect/,
    );
    expect(server.seen).toHaveLength(1);
  });

  it("end after some", async () => {
    const server = await host((_, response) => void response.writeHead(302, { location: "/thing" }).end());
    expect((await failureOf(makeTestClient(server.url).send(call()))).message).toMatch(/more than 5 times/);
  });

  it("in a next link to another origin are not followed", async () => {
    const server = await host(answer(200, {}));
    const client = makeTestClient(server.url);
    const error = await failureOf(client.send(call("GET", { path: "http://example.com/page2" })));
    expect(error.message).toMatch(/link to http:\/\/example.com, which is not/);
  });
});

describe("listings", () => {
  const schema = z.object({ values: z.array(z.number()), next: z.string().optional() });
  const listing = (mostPages?: number) => ({
    first: { verb: "GET" as const, path: "/list", schema },
    entries: (page: z.infer<typeof schema>) => page.values,
    next: (page: z.infer<typeof schema>) =>
      page.next === undefined ? null : { verb: "GET" as const, path: page.next, schema },
    ...(mostPages === undefined ? {} : { mostPages }),
  });

  it("give every entry of every page", async () => {
    const server = await host((request, response) => {
      const next = request.url === "/list" ? { next: `http://${request.headers.host}/list?page=2` } : {};
      sendJson(response, 200, { values: next.next ? [1, 2] : [3], ...next });
    });
    const client = makeTestClient(server.url);
    expect(await collect(readPages(client.send, listing()))).toEqual([1, 2, 3]);
  });

  it("fail as a whole when a page in the middle fails", async () => {
    const server = await host((request, response) => {
      if (request.url !== "/list") return sendJson(response, 403, { error: { message: "no" } });
      sendJson(response, 200, { values: [1, 2], next: `http://${request.headers.host}/list?page=2` });
    });
    const client = makeTestClient(server.url);
    expect((await failureOf(collect(readPages(client.send, listing())))).code).toBe("permission");
  });

  it("fail when they never end, instead of being cut", async () => {
    const server = await host((request, response) =>
      sendJson(response, 200, { values: [1], next: `http://${request.headers.host}/list` }),
    );
    const client = makeTestClient(server.url);
    const error = await failureOf(collect(readPages(client.send, listing(3))));
    expect(error.message).toMatch(/more than 3 pages/);
    expect(server.seen).toHaveLength(3);
  });
});
