import { describe, expect, it } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import type { HttpOptions } from "./client.ts";
import { basicAuthorization, bearerAuthorization } from "./login.ts";
import {
  answer,
  call,
  inOrder,
  makeTestClient,
  plainRules,
  type Respond,
  sendJson,
  startHost,
  type TestHost,
} from "./test-host.ts";

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
    const server = await startHost(takes("Basic"));
    const client = makeTestClient(server.url, { authorizations: [bearer, basic] });
    await Promise.all([client.send(call()), client.send(call()), client.send(call())]);
    await client.send(call());
    expect(formsOf(server)).toEqual(["Bearer", "Basic", "Basic", "Basic", "Basic"]);
  });

  it("does not change the form that was taken once", async () => {
    const server = await startHost(inOrder(answer(200, {}), answer(401, {})));
    const client = makeTestClient(server.url, { authorizations: [bearer, basic] });
    await client.send(call());
    expect((await failureOf(client.send(call()))).code).toBe("authentication");
    expect(formsOf(server)).toEqual(["Bearer", "Bearer"]);
  });

  it("sends nothing more when no form was taken", async () => {
    const server = await startHost(answer(401, {}));
    const client = makeTestClient(server.url, { authorizations: [bearer, basic] });
    const all = await Promise.all([1, 2, 3].map(() => failureOf(client.send(call()))));
    expect(all.map((error) => error.code)).toEqual(Array(3).fill("authentication"));
    expect(formsOf(server)).toEqual(["Bearer", "Basic"]);
  });

  it("sends nothing more after an answer that stops everything", async () => {
    const server = await startHost(answer(403, { error: { message: "captcha" } }));
    const rules = { ...plainRules, isFinal: () => true };
    const client = makeTestClient(server.url, { authorizations: [bearer], rules });
    await failureOf(client.send(call()));
    await failureOf(client.send(call()));
    expect(server.seen).toHaveLength(1);
  });

  it("are not sent where the call says so", async () => {
    const server = await startHost(answer(200, {}));
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
