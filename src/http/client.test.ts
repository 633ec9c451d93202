import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { failureOf } from "../../test/support/failure-of.ts";
import { path } from "./address.ts";
import { collect, readPages } from "./pages.ts";
import { answer, call, inOrder, makeTestClient, type Respond, sendJson, startHost } from "./test-host.ts";

describe("a request", () => {
  it("keeps the context path and encodes every segment and value", async () => {
    const server = await startHost(answer(200, {}));
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
    const server = await startHost(answer(200, {}));
    const client = makeTestClient(server.url, { writeHeaders: { "x-atlassian-token": "no-check" } });
    await client.send(call("GET"));
    await client.send(call("PUT"));
    expect(server.seen.map((seen) => seen.headers["x-atlassian-token"])).toEqual([undefined, "no-check"]);
    expect(server.seen[1]?.headers["user-agent"]).toBe("spectryn/test");
    expect(server.seen[1]?.body).toBe('{"a":1}');
  });

  it("gives data only through its schema", async () => {
    const server = await startHost(answer(200, { id: 7, extra: true }));
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
    const server = await startHost(inOrder(answer(503), answer(200, {}, { "x-ratelimit-limit": "10" })));
    const lines: string[] = [];
    const client = makeTestClient(server.url, { log: (line) => void lines.push(line) });
    await client.send(call());
    expect(lines[0]).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/thing -> 503 in \d+ ms$/);
    expect(lines[1]).toMatch(/-> 200 in \d+ ms, 10 requests left, retry 1$/);
  });

  it("warns once of what the host announces", async () => {
    const server = await startHost(
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
    const server = await startHost(respond);
    const client = makeTestClient(server.url, { bodyLimit: 2 * 1024 * 1024 });
    const error = await failureOf(client.send(call("GET", { schema: z.object({}) })));
    expect(error.code).toBe("unexpected-answer");
    expect(error.message).toMatch(message);
    expect(server.seen).toHaveLength(1);
  });

  it("counts the bytes after decompression", async () => {
    const server = await startHost((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify("0".repeat(5_000_000))));
    });
    const client = makeTestClient(server.url, { bodyLimit: 1024 * 1024 });
    expect((await failureOf(client.send(call()))).message).toMatch(/larger than 1 MB/);
  });

  it("accepts nothing where nothing is expected", async () => {
    const server = await startHost(answer(204));
    const client = makeTestClient(server.url);
    expect((await client.send(call("DELETE", { schema: z.undefined() }))).value).toBeUndefined();
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
    const server = await startHost((request, response) => {
      const next = request.url === "/list" ? { next: `http://${request.headers.host}/list?page=2` } : {};
      sendJson(response, 200, { values: next.next ? [1, 2] : [3], ...next });
    });
    const client = makeTestClient(server.url);
    expect(await collect(readPages(client.send, listing()))).toEqual([1, 2, 3]);
  });

  it("fail as a whole when a page in the middle fails", async () => {
    const server = await startHost((request, response) => {
      if (request.url !== "/list") return sendJson(response, 403, { error: { message: "no" } });
      sendJson(response, 200, { values: [1, 2], next: `http://${request.headers.host}/list?page=2` });
    });
    const client = makeTestClient(server.url);
    expect((await failureOf(collect(readPages(client.send, listing())))).code).toBe("permission");
  });

  it("fail when they never end, instead of being cut", async () => {
    const server = await startHost((request, response) =>
      sendJson(response, 200, { values: [1], next: `http://${request.headers.host}/list` }),
    );
    const client = makeTestClient(server.url);
    const error = await failureOf(collect(readPages(client.send, listing(3))));
    expect(error.message).toMatch(/more than 3 pages/);
    expect(server.seen).toHaveLength(3);
  });
});
