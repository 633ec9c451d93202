import { describe, expect, it } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { bearerAuthorization } from "./login.ts";
import { answer, call, makeTestClient, sendJson, startHost } from "./test-host.ts";

describe("redirects", () => {
  it("are followed on the same origin, with verb and body where the status says so", async () => {
    const server = await startHost((request, response) => {
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
      const other = await startHost(answer(200, {}));
      const server = await startHost(
        (_, response) => void response.writeHead(status, { location: `${other.url}/x` }).end(),
      );
      const client = makeTestClient(server.url, { authorizations: [bearerAuthorization("tok-123456")] });
      const error = await failureOf(client.send(call("GET")));
      expect(error.message).toContain(`redirects to ${other.url}/x`);
      expect(other.seen).toHaveLength(0);
    },
  );

  it("do not turn a write into something else", async () => {
    const server = await startHost(
      (_, response) => void response.writeHead(302, { location: "/login" }).end(),
    );
    expect((await failureOf(makeTestClient(server.url).send(call("POST")))).message).toMatch(
      /POST with a redirect/,
    );
    expect(server.seen).toHaveLength(1);
  });

  it("end after some", async () => {
    const server = await startHost(
      (_, response) => void response.writeHead(302, { location: "/thing" }).end(),
    );
    expect((await failureOf(makeTestClient(server.url).send(call()))).message).toMatch(/more than 5 times/);
  });

  it("in a next link to another origin are not followed", async () => {
    const server = await startHost(answer(200, {}));
    const client = makeTestClient(server.url);
    const error = await failureOf(client.send(call("GET", { path: "http://example.com/page2" })));
    expect(error.message).toMatch(/link to http:\/\/example.com, which is not/);
  });
});
