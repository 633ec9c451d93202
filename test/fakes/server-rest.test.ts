/** REST of the fake Server: what is recorded of real instances, and nothing else. */
import { expect, test } from "vitest";
import { ask, basic, bearer } from "./app/ask.ts";
import { cleanAtEnd } from "./app/at-end.ts";
import { makeSimulatedClock } from "./app/clock.ts";
import { productLimits } from "./server/limits.ts";
import { type FakeServer, type ServerOptions, startServer } from "./server.ts";

let server: FakeServer;

async function start(options: ServerOptions = {}) {
  server = cleanAtEnd(await startServer(options));
  const dana = server.addUser("dana");
  server.addRepository("SHOP/web", { rights: [[dana, "REPO_WRITE"]] });
  const rest = `${server.baseUrl}/rest/api/1.0`;
  return { dana, rest, repository: `${rest}/projects/SHOP/repos/web`, login: basic("dana", dana.password) };
}

const exceptionOf = (answer: { readonly json: unknown }) =>
  (answer.json as { readonly errors: readonly { readonly exceptionName: string }[] }).errors[0]
    ?.exceptionName;

test("application-properties are public strings, and name the caller in headers", async () => {
  const { dana, rest, login } = await start({ version: "7.21.0" });
  const anonymous = await ask(`${rest}/application-properties`);
  expect(anonymous.json).toEqual({
    version: "7.21.0",
    buildNumber: "7021000",
    buildDate: "1767225600000",
    displayName: "Bitbucket",
  });
  expect(anonymous.headers.get("x-ausername")).toBeNull();
  expect(anonymous.headers.get("x-arequestid")).toMatch(/^@/);
  const known = await ask(`${rest}/application-properties`, login);
  expect(known.headers.get("x-ausername")).toBe("dana");
  expect(known.headers.get("x-auserid")).toBe(String(dana.id));
});

test("`latest` is the same API, and the context path is kept", async () => {
  const { login } = await start({ contextPath: "/bitbucket" });
  expect(server.baseUrl).toMatch(/\/bitbucket$/);
  const answer = await ask(`${server.baseUrl}/rest/api/latest/projects/shop/repos/WEB`, login);
  expect(answer.json).toMatchObject({ slug: "web", project: { key: "SHOP" } });
  expect((await ask(`${server.url}/rest/api/1.0/application-properties`)).status).toBe(404);
});

test("2.0 and issues do not exist: 404 without an exception", async () => {
  const { repository, login } = await start();
  const paths = [
    `${server.baseUrl}/rest/api/2.0/user`,
    `${server.baseUrl}/2.0/workspaces/SHOP`,
    `${repository}/issues`,
    `${server.baseUrl}/rest/api/2.0/repositories/SHOP/web/issues`,
  ];
  for (const path of paths) {
    const answer = await ask(path, login);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain("exceptionName");
  }
});

test("passwords, user tokens both ways, and tokens of repositories as Bearer only", async () => {
  const { dana, repository, login } = await start();
  const own = server.addUserToken(dana);
  const narrow = server.addToken("SHOP/web");
  const wide = server.addToken("SHOP", "REPO_READ");
  for (const headers of [login, basic("dana", own), bearer(own), bearer(narrow), bearer(wide)]) {
    expect((await ask(repository, headers)).status).toBe(200);
  }
  expect((await ask(repository, basic("dana", narrow))).status).toBe(401);
  const answer = await ask(repository, bearer("nonsense"));
  expect(answer.status).toBe(401);
  expect(exceptionOf(answer)).toBe("com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException");
  server.expire(own);
  expect((await ask(repository, bearer(own))).status).toBe(401);
});

test("where Bearer is unknown, the token still works as a password", async () => {
  const { dana, repository } = await start({ isBearerAllowed: false });
  const token = server.addUserToken(dana);
  expect((await ask(repository, bearer(token))).status).toBe(401);
  expect((await ask(repository, basic("dana", token))).status).toBe(200);
});

test("Basic can be off for REST", async () => {
  const { dana, repository, login } = await start({ isBasicAllowed: false });
  const refused = await ask(repository, login);
  expect(refused).toMatchObject({
    status: 403,
    json: { message: "Basic Authentication has been disabled on this instance." },
  });
  expect((await ask(repository, bearer(server.addUserToken(dana)))).status).toBe(200);
});

test("wrong passwords end in a captcha that no right password opens", async () => {
  const { repository, login } = await start({ captchaAfter: 2 });
  for (let at = 0; at < 2; at += 1) expect((await ask(repository, basic("dana", "wrong"))).status).toBe(401);
  const locked = await ask(repository, login);
  expect(locked.status).toBe(403);
  expect(exceptionOf(locked)).toBe("com.atlassian.bitbucket.auth.CaptchaRequiredAuthenticationException");
  expect(locked.headers.get("x-authentication-denied-reason")).toBe(
    `CAPTCHA_CHALLENGE; login-url=${server.baseUrl}/login`,
  );
});

test("401 means both nobody and not permitted; 404 names what is missing", async () => {
  const { rest, repository, login } = await start();
  const sam = server.addUser("sam");
  const names = [
    await ask(repository),
    await ask(repository, basic("sam", sam.password)),
    await ask(repository, basic("ida", server.addUser("ida", { isLicensed: false, password: "x" }).password)),
    await ask(`${rest}/projects/NO/repos/web`, login),
    await ask(`${rest}/projects/SHOP/repos/no`, login),
    await ask(`${repository}/pull-requests/7`, login),
    await ask(`${rest}/users/nobody`, login),
  ].map((answer) => [answer.status, exceptionOf(answer)?.split(".").at(-1)]);
  expect(names).toEqual([
    [401, "AuthenticationRequiredException"],
    [401, "AuthorisationException"],
    [401, "NoAccessAuthenticationException"],
    [404, "NoSuchProjectException"],
    [404, "NoSuchRepositoryException"],
    [404, "NoSuchPullRequestException"],
    [404, "NoSuchUserException"],
  ]);
});

test("a change needs the header against forgery", async () => {
  const { repository, login } = await start();
  server.addPullRequest("SHOP/web");
  const path = `${repository}/pull-requests/1/comments`;
  expect(await ask(path, login, "POST", { text: "hello" })).toMatchObject({
    status: 403,
    text: "XSRF check failed",
  });
  const headers = { ...login, "x-atlassian-token": "no-check" };
  expect((await ask(path, headers, "POST", { text: "hello" })).status).toBe(201);
});

test("the product's own limit is 60 at once and 5 more each second", async () => {
  const clock = makeSimulatedClock();
  const { repository, login } = await start({ clock, limits: productLimits });
  const burst = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, () => ask(repository, login)));
    return answers.filter(({ status }) => status === 200).length;
  };
  expect(await burst(70)).toBe(60);
  clock.advance(1000);
  expect(await burst(10)).toBe(5);
});

test("over the limit: 429 with Retry-After and no JSON; time fills the bucket", async () => {
  const clock = makeSimulatedClock();
  const { repository, login } = await start({ clock, limits: { capacity: 3, fillPerSecond: 0.5 } });
  for (let at = 0; at < 3; at += 1) expect((await ask(repository, login)).status).toBe(200);
  const refused = await ask(repository, login);
  expect(refused).toMatchObject({ status: 429, json: undefined });
  expect(refused.headers.get("retry-after")).toBe("2");
  clock.advance(2000);
  expect((await ask(repository, login)).status).toBe(200);
});

test("tokens outside of REST and git are sent to the login page", async () => {
  const { dana } = await start();
  const answer = await ask(`${server.baseUrl}/projects/SHOP`, bearer(server.addUserToken(dana)));
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toBe(`${server.baseUrl}/login`);
  const login = await ask(`${server.baseUrl}/login`);
  expect(login.headers.get("content-type")).toContain("text/html");
});

test("repositories have clone links, users may hide their address, pages end with isLastPage", async () => {
  const { rest, repository, login } = await start();
  server.addUser("lee", { emailAddress: null });
  server.commit("SHOP/web", "main", { "README.md": "# Web\n" });
  const web = await ask(repository, login);
  expect(web.json).toMatchObject({
    links: { clone: [{ name: "http", href: server.gitUrl("SHOP/web") }, { name: "ssh" }] },
  });
  expect((await ask(`${rest}/users/lee`, login)).json).not.toHaveProperty("emailAddress");
  const page = await ask(`${rest}/users?limit=1`, login);
  expect(page.json).toMatchObject({ size: 1, limit: 1, isLastPage: false, nextPageStart: 1 });
  expect((await ask(`${rest}/users?start=1&limit=1`, login)).json).toMatchObject({
    isLastPage: true,
    values: [{ name: "lee" }],
  });
  expect((await ask(`${repository}/default-branch`, login)).json).toMatchObject({ displayId: "main" });
  expect((await ask(`${repository}/branches`, login)).json).toMatchObject({ size: 1 });
});
