import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { ask, basic } from "./app/ask.ts";
import { makeSimulatedClock } from "./app/clock.ts";
import { brokenJson, loginPage, otherJson, serverError } from "./app/fault.ts";
import { loadOracle } from "./app/oracle.ts";
import { makeRollingWindow, makeTokenBucket } from "./app/rate-limit.ts";
import { jsonReply } from "./app/reply.ts";
import { deprecationHeaders, rateLimited } from "./cloud/errors.ts";
import { cloudRoutes } from "./cloud/host.ts";
import { cloudRoute } from "./cloud/route.ts";
import { type CloudOptions, type FakeCloud, startCloud } from "./cloud.ts";
import { serverRoutes } from "./server/host.ts";

let cloud: FakeCloud;
const cloudOracle = loadOracle("bitbucket-cloud.json");
const serverOracle = loadOracle("bitbucket-server-10.4.json");

afterEach(async () => {
  await cloud?.close();
});

async function start(options: CloudOptions = {}) {
  cloud = await startCloud(options);
  const dana = cloud.addUser("dana");
  cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
  const login = basic(dana.email, cloud.addApiToken(dana));
  return { dana, login, user: `${cloud.apiUrl}/user`, repository: `${cloud.apiUrl}/repositories/acme/shop` };
}

test("an unknown route is 501, names itself, and is recorded", async () => {
  const { login } = await start();
  const answer = await ask(`${cloud.apiUrl}/hook_events`, login);
  expect(answer).toMatchObject({ status: 501, json: { fake: ["no route GET /2.0/hook_events"] } });
  expect(cloud.unknown).toEqual(["no route GET /2.0/hook_events"]);
  expect(() => cloud.assertClean()).toThrow("no route GET /2.0/hook_events");
});

test("unknown query parameters and body fields are refused and recorded", async () => {
  const { login, user, repository } = await start();
  cloud.addPullRequest("acme/shop");
  expect((await ask(`${user}?verbose=1`, login)).status).toBe(501);
  const body = { content: { raw: "hello" }, colour: "red" };
  expect((await ask(`${repository}/pullrequests/1/comments`, login, "POST", body)).status).toBe(501);
  expect(cloud.unknown).toEqual([
    'GET /2.0/user: unknown query parameter "verbose"',
    'POST /2.0/repositories/acme/shop/pullrequests/1/comments: unknown field "colour"',
  ]);
});

test("requests are recorded with the kind of login, the body and the answer", async () => {
  const { login, repository } = await start();
  cloud.addPullRequest("acme/shop");
  await ask(`${repository}/pullrequests/1/comments`, login, "POST", { content: { raw: "hello" } });
  await ask(`${repository}/pullrequests?state=OPEN`);
  expect(cloud.requests).toMatchObject([
    { method: "POST", authorization: "basic", body: { content: { raw: "hello" } }, status: 201 },
    { method: "GET", path: "/2.0/repositories/acme/shop/pullrequests?state=OPEN", authorization: "none" },
  ]);
  expect(cloud.count("GET /2.0/repositories/acme/shop/pullrequests")).toBe(1);
  expect(cloud.count()).toBe(2);
});

test.skipIf(!cloudOracle.isOn)("a request that does not fit the OpenAPI file is refused", async () => {
  const { login, repository } = await start();
  cloud.addPullRequest("acme/shop");
  const body = { content: { raw: 7 } };
  expect((await ask(`${repository}/pullrequests/1/comments`, login, "POST", body)).status).toBe(501);
  expect(cloud.violations.join()).toContain("/content/raw must be string");
});

test.skipIf(!cloudOracle.isOn)("an answer that does not fit the OpenAPI file is never sent", async () => {
  const wrong = cloudRoute({
    method: "GET",
    path: "/user/emails",
    answer: () => jsonReply(404, { message: "no type" }),
  });
  const { login } = await start({ moreRoutes: [wrong] });
  expect((await ask(`${cloud.apiUrl}/user/emails`, login)).status).toBe(501);
  cloud.world.users[0] = Object.assign(cloud.world.users[0]!, { displayName: 7 });
  expect((await ask(`${cloud.apiUrl}/user`, login)).status).toBe(501);
  expect(cloud.violations.join("\n")).toMatch(/answer 200 to GET \/2.0\/user: \/display_name must be string/);
});

test.skipIf(!serverOracle.isOn)("Server is judged by its own file", () => {
  const path = "/api/latest/projects/{projectKey}";
  expect(serverOracle.auditReply("GET", path, 200, { key: "A", id: 1, name: "A", type: "NORMAL" })).toEqual(
    [],
  );
  expect(serverOracle.auditReply("GET", path, 200, { key: 7 }).join()).toContain("/key must be string");
  expect(serverOracle.auditReply("GET", path, 404, { errors: "all" }).join()).toContain(
    "/errors must be array",
  );
});

test.skipIf(!cloudOracle.isOn || !serverOracle.isOn)(
  "every route and its query stand in the OpenAPI files",
  () => {
    const pages = ["page", "pagelen", "fields", "q", "sort"];
    const tables = [
      [cloudOracle, cloudRoutes],
      [serverOracle, serverRoutes],
    ] as const;
    for (const [oracle, routes] of tables) {
      for (const { method, path, query } of routes.filter(({ isSpecified }) => isSpecified)) {
        const operation = oracle.operation(method, path);
        expect(operation, `${method} ${path}`).not.toBeNull();
        if (oracle === cloudOracle) continue;
        const names = operation!.parameters?.map(({ name }) => name) ?? [];
        expect(names, path).toEqual(expect.arrayContaining(query.filter((name) => !pages.includes(name))));
      }
    }
  },
);

test("faults meet the requests they name, as often as they say", async () => {
  const { login, user, repository } = await start();
  cloud.faults.add(
    { on: "GET /2.0/user", times: 2, trouble: serverError(503) },
    { on: "GET */shop", after: 1, trouble: rateLimited.json },
  );
  const statuses = [];
  for (const url of [user, user, user, repository, repository, repository]) {
    statuses.push((await ask(url, login)).status);
  }
  expect(statuses).toEqual([503, 503, 200, 200, 429, 200]);
  expect(cloud.faults.left()).toEqual([]);
});

test("a login page, broken JSON and other JSON come with 200", async () => {
  const { login, user } = await start();
  const kinds = [];
  for (const trouble of [loginPage, brokenJson, otherJson]) {
    cloud.faults.add({ trouble });
    const { status, headers, json } = await ask(user, login);
    kinds.push([status, headers.get("content-type"), json]);
  }
  expect(kinds).toEqual([
    [200, "text/html; charset=utf-8", undefined],
    [200, "application/json; charset=utf-8", undefined],
    [200, "application/json; charset=utf-8", { status: "UP" }],
  ]);
});

test("a cut connection has no effect before, and an unknown one after", async () => {
  const { login, repository } = await start();
  const pull = cloud.addPullRequest("acme/shop");
  const post = () => ask(`${repository}/pullrequests/1/comments`, login, "POST", { content: { raw: "hi" } });
  cloud.faults.add({ trouble: "cut" });
  await expect(post()).rejects.toThrow("fetch failed");
  expect(pull.comments).toHaveLength(0);
  cloud.faults.add({ trouble: "cut-answer" });
  await expect(post()).rejects.toThrow("fetch failed");
  expect(pull.comments).toHaveLength(1);
  expect(cloud.requests.map(({ status }) => status)).toEqual([null, null]);
});

test("headers of an endpoint that will go come with the usual answer", async () => {
  const { login, user } = await start();
  cloud.faults.add({ trouble: { extraHeaders: deprecationHeaders("CHANGE-9999") } });
  const answer = await ask(user, login);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("sunset")).toBe("Fri, 21 Aug 2026 00:00:00 UTC");
  expect(answer.headers.get("link")).toContain("changelog#CHANGE-9999");
});

test("a Cloud can have more routes than today's; they win over what was removed", async () => {
  const issues = cloudRoute({
    method: "GET",
    path: "/repositories/{workspace}/{repo_slug}/issues",
    answer: () => jsonReply(200, { pagelen: 20, values: [] }),
  });
  const { login, repository } = await start({ moreRoutes: [issues] });
  expect((await ask(`${repository}/issues`, login)).json).toEqual({ pagelen: 20, values: [] });
  expect((await ask(`${repository}/milestones`, login)).status).toBe(410);
  cloud.assertClean();
});

test("a slow answer still comes", async () => {
  const { login, user } = await start();
  const order: string[] = [];
  const wait = () => setImmediate().then(() => order.push("waited"));
  cloud.faults.add({ trouble: { delayMs: 1 } }, { trouble: { until: wait } });
  expect((await ask(user, login)).status).toBe(200);
  order.push((await ask(user, login)).status.toString());
  expect(order).toEqual(["waited", "200"]);
});

test("the window forgets after an hour, the bucket fills by the second", () => {
  const clock = makeSimulatedClock();
  const window = makeRollingWindow(clock, 2, 3_600_000);
  window.take("dana");
  clock.advance(600_000);
  expect(window.take("dana")).toEqual({ isAllowed: true, limit: 2, remaining: 0, resetSeconds: 3000 });
  expect(window.take("dana").isAllowed).toBe(false);
  expect(window.take("sam").isAllowed).toBe(true);
  clock.advance(3_000_000);
  expect(window.take("dana").isAllowed).toBe(true);
  const bucket = makeTokenBucket(clock, 2, 1);
  expect(
    [bucket.take("dana"), bucket.take("dana"), bucket.take("dana")].map(({ isAllowed }) => isAllowed),
  ).toEqual([true, true, false]);
  clock.advance(1000);
  expect(bucket.take("dana").isAllowed).toBe(true);
});
