/** Who may use the REST API of the fake Cloud, and how each refusal reads. */
import { beforeEach, expect, test } from "vitest";
import { ask, basic, bearer } from "./app/ask.ts";
import { cleanAtEnd } from "./app/at-end.ts";
import { loadOracle } from "./app/oracle.ts";
import { cloudRoutes } from "./cloud/host.ts";
import { type FakeCloud, startCloud } from "./cloud.ts";

let cloud: FakeCloud;

beforeEach(async () => {
  cloud = cleanAtEnd(await startCloud());
});

function shop() {
  const dana = cloud.addUser("dana");
  cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
  return { dana, repository: `${cloud.apiUrl}/repositories/acme/shop` };
}

test("an API token is a Basic password beside the e-mail address", async () => {
  const { dana, repository } = shop();
  const token = cloud.addApiToken(dana);
  const user = await ask(`${cloud.apiUrl}/user`, basic(dana.email, token));
  expect(user.status).toBe(200);
  expect(user.json).toMatchObject({ type: "user", account_id: dana.accountId, nickname: "dana" });
  expect((await ask(repository, basic(dana.email, token))).json).toMatchObject({ full_name: "acme/shop" });
  expect(cloud.requests[0]).toMatchObject({ authorization: "basic", path: "/2.0/user", status: 200 });
});

test("a user name, a Bearer or an expired token does not go with an API token", async () => {
  const { dana } = shop();
  const token = cloud.addApiToken(dana);
  const refused = [basic("dana", token), bearer(token)];
  for (const headers of refused) expect((await ask(`${cloud.apiUrl}/user`, headers)).status).toBe(401);
  cloud.expire(token);
  const expired = await ask(`${cloud.apiUrl}/user`, basic(dana.email, token));
  expect(expired.status).toBe(401);
  expect(expired.json).toEqual({
    type: "error",
    error: { message: "Token is invalid, expired, or not supported for this endpoint." },
  });
});

test("app passwords and unknown logins are 401 with the realm and no body", async () => {
  const { dana, repository } = shop();
  const password = cloud.addAppPassword(dana);
  for (const headers of [basic("dana", password), basic(dana.email, password), basic("nobody", "x")]) {
    const answer = await ask(repository, headers);
    expect(answer).toMatchObject({ status: 401, text: "" });
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Bitbucket.org HTTP"');
  }
});

test("an access token is a Bearer and sees what it was made for", async () => {
  const { repository } = shop();
  cloud.addRepository("acme/secret");
  const token = cloud.addAccessToken("acme/shop");
  expect((await ask(repository, bearer(token))).status).toBe(200);
  expect((await ask(`${cloud.apiUrl}/repositories/acme/secret`, bearer(token))).status).toBe(404);
  expect((await ask(repository, basic("x-token-auth", token))).status).toBe(401);
  const wide = cloud.addAccessToken("acme");
  expect((await ask(`${cloud.apiUrl}/repositories/acme/secret`, bearer(wide))).status).toBe(200);
});

test("a missing scope is 403 and names both sides", async () => {
  const { dana, repository } = shop();
  const token = cloud.addApiToken(dana, { scopes: ["write:repository:bitbucket"] });
  const answer = await ask(repository, basic(dana.email, token));
  expect(answer.status).toBe(403);
  expect(answer.json).toEqual({
    type: "error",
    error: {
      message: "Your credentials lack one or more required privilege scopes.",
      detail: { required: ["read:repository:bitbucket"], granted: ["write:repository:bitbucket"] },
    },
  });
  expect(answer.headers.get("x-accepted-oauth-scopes")).toBe("repository");
  const access = cloud.addAccessToken("acme/shop", { scopes: ["pullrequest"] });
  expect((await ask(repository, bearer(access))).status).toBe(200);
  expect((await ask(`${cloud.apiUrl}/user`, bearer(access))).json).toMatchObject({
    error: { detail: { required: ["account"], granted: ["pullrequest"] } },
  });
});

test("a private repository without access looks missing; a public one needs no login", async () => {
  const { repository } = shop();
  const sam = cloud.addUser("sam");
  const token = cloud.addApiToken(sam);
  cloud.addRepository("acme/open", { isPrivate: false });
  for (const headers of [{}, basic(sam.email, token)]) {
    const answer = await ask(repository, headers);
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual((await ask(`${cloud.apiUrl}/repositories/acme/no-such`, headers)).json);
    expect(answer.text).toContain("You may not have access to this repository or it no longer exists");
  }
  const open = await ask(`${cloud.apiUrl}/repositories/acme/open`);
  expect(open.status).toBe(200);
  expect(open.json).not.toHaveProperty("has_issues");
});

test("workspaces, members and users", async () => {
  const { dana } = shop();
  const login = basic(dana.email, cloud.addApiToken(dana));
  expect((await ask(`${cloud.apiUrl}/workspaces/acme`, login)).json).toMatchObject({ slug: "acme" });
  const missing = await ask(`${cloud.apiUrl}/workspaces/nowhere`, login);
  expect(missing).toMatchObject({ status: 404 });
  expect(missing.text).toContain("No workspace with identifier 'nowhere'.");
  const members = await ask(`${cloud.apiUrl}/workspaces/acme/members`, login);
  expect(members.json).toMatchObject({ size: 1, values: [{ user: { account_id: dana.accountId } }] });
  const byMail = `${cloud.apiUrl}/workspaces/acme/members?q=${encodeURIComponent(`user.email IN ("${dana.email}")`)}`;
  expect((await ask(byMail, login)).status).toBe(403);
  cloud.world.workspaces[0]!.admins.push(dana);
  cloud.world.workspaces[0]!.members.push(cloud.addUser("sam"));
  expect((await ask(byMail, login)).json).toMatchObject({
    size: 1,
    values: [{ user: { nickname: "dana" } }],
  });
  for (const id of [dana.accountId, dana.uuid]) {
    const user = await ask(`${cloud.apiUrl}/users/${encodeURIComponent(id)}`, login);
    expect(user.json).toMatchObject({ nickname: "dana" });
  }
  expect((await ask(`${cloud.apiUrl}/users/dana`, login)).status).toBe(404);
});

const oracle = loadOracle("bitbucket-cloud.json");

test.skipIf(!oracle.isOn)("every route asks for the scopes that the OpenAPI file names", () => {
  for (const { method, path, scopes } of cloudRoutes) {
    const operation = oracle.operation(method, path);
    expect(operation?.security?.find((way) => "oauth2" in way)?.["oauth2"], path).toEqual(scopes.oauth);
    const granular = operation?.["x-atlassian-oauth2-scopes"]?.[0]?.scopes;
    expect(granular, path).toEqual(scopes.token);
  }
  expect(cloudRoutes.length).toBeGreaterThan(15);
});
