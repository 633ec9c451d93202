/** Cloud's REST of today: what was removed, pull requests and comments, pages, queries, rate limits. */
import { expect, test } from "vitest";
import { ask, basic, bearer } from "./app/ask.ts";
import { cleanAtEnd } from "./app/at-end.ts";
import { makeSimulatedClock } from "./app/clock.ts";
import { type CloudOptions, type FakeCloud, startCloud } from "./cloud.ts";

let cloud: FakeCloud;

async function start(options: CloudOptions = {}) {
  cloud = cleanAtEnd(await startCloud(options));
  const dana = cloud.addUser("dana");
  cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
  cloud.commit("acme/shop", "main", { "README.md": "# Shop\n" });
  const login = basic(dana.email, cloud.addApiToken(dana));
  return { dana, login, repository: `${cloud.apiUrl}/repositories/acme/shop` };
}

test("issues and their lists answer 410 to every verb, with and without login", async () => {
  const { login, repository } = await start();
  const announcement_url = "https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-3071";
  const expected = {
    type: "error",
    error: {
      message: "CHANGE-3071 - Functionality has been deprecated",
      detail: "Please read the changelog entry for more details.",
      data: { announcement_url },
    },
    data: { announcement_url },
  };
  for (const path of [
    "issues",
    "issues/12",
    "issues/12/comments",
    "milestones",
    "components",
    "versions/3",
  ]) {
    for (const headers of [{}, login]) {
      expect(await ask(`${repository}/${path}`, headers), path).toMatchObject({
        status: 410,
        json: expected,
      });
    }
  }
  expect((await ask(`${repository}/issues`, login, "POST", { title: "x" })).status).toBe(410);
  expect((await ask(`${cloud.apiUrl}/repositories`)).text).toContain("CHANGE-2770");
  expect((await ask(`${cloud.apiUrl}/workspaces`)).status).toBe(410);
});

test("paths of Server and of 1.0 are no API here", async () => {
  await start();
  const answer = await ask(`${cloud.url}/rest/api/1.0/application-properties`);
  expect(answer.json).toEqual({
    type: "error",
    error: { message: "Resource not found", detail: "There is no API hosted at this URL" },
  });
});

test("a repository has clone links and a main branch once it has one", async () => {
  const { login, repository } = await start();
  expect((await ask(repository, login)).json).toMatchObject({
    mainbranch: { name: "main" },
    links: { clone: [{ name: "https", href: cloud.gitUrl("acme/shop") }, { name: "ssh" }] },
  });
  cloud.addRepository("acme/empty", { rights: [[cloud.world.users[0]!, "read"]] });
  expect((await ask(`${cloud.apiUrl}/repositories/acme/empty`, login)).json).toMatchObject({
    mainbranch: null,
  });
});

test("pull requests: open ones by default, more by state, found by q, 12 digits of hashes", async () => {
  const { login, repository } = await start();
  cloud.commit("acme/shop", "feature", { "a.txt": "a" }, "US-001: login");
  cloud.addPullRequest("acme/shop", { title: "US-001 Login", description: "Implements US-001" });
  cloud.addPullRequest("acme/shop", { title: "Old", state: "MERGED" });
  const pull = await ask(`${repository}/pullrequests/1`, login);
  expect(pull.json).toMatchObject({
    id: 1,
    state: "OPEN",
    description: "Implements US-001",
    summary: { type: "rendered", raw: "Implements US-001" },
    source: { branch: { name: "feature" }, commit: { hash: expect.stringMatching(/^[0-9a-f]{12}$/) } },
  });
  const ids = async (query: string) => {
    const { json } = await ask(`${repository}/pullrequests?${query}`, login);
    return (json as { readonly values: readonly { readonly id: number }[] }).values
      .map(({ id }) => id)
      .sort();
  };
  expect(await ids("")).toEqual([1]);
  expect(await ids("state=OPEN&state=MERGED")).toEqual([1, 2]);
  expect(await ids("state=MERGED")).toEqual([2]);
  expect(await ids(`q=${encodeURIComponent('title ~ "us-001"')}`)).toEqual([1]);
  expect(
    await ids(`q=${encodeURIComponent('(state = "MERGED" OR id = 1) AND updated_on > 2020-01-01')}`),
  ).toEqual([1, 2]);
  const refused = await ask(
    `${repository}/pullrequests?q=${encodeURIComponent('summary.raw ~ "US"')}`,
    login,
  );
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('Field \\".summary.raw\\" does not support filtering');
  expect((await ask(`${repository}/pullrequests/9`, login)).status).toBe(404);
});

test("pages have an absolute next until the last; pull requests allow 50", async () => {
  const { login, repository } = await start();
  for (let at = 0; at < 3; at += 1) cloud.addPullRequest("acme/shop", { title: `No ${at}` });
  const first = await ask(`${repository}/pullrequests?pagelen=2`, login);
  expect(first.json).toMatchObject({ size: 3, page: 1, pagelen: 2 });
  const { next } = first.json as { readonly next: string };
  const last = await ask(next, login);
  expect(last.json).toMatchObject({ page: 2, values: [{}] });
  expect(last.json).not.toHaveProperty("next");
  const refused = await ask(`${repository}/pullrequests?pagelen=51`, login);
  expect(refused).toMatchObject({ status: 400, json: { error: { message: "Invalid pagelen" } } });
});

test("commits of a pull request come from git, in opaque pages without size", async () => {
  const { login, repository } = await start();
  cloud.git("acme/shop", ["branch", "feature", "main"]);
  for (const name of ["a", "b", "c"]) cloud.commit("acme/shop", "feature", { [name]: name }, `Add ${name}`);
  cloud.addPullRequest("acme/shop");
  const first = await ask(`${repository}/pullrequests/1/commits?pagelen=2`, login);
  expect(first.json).toMatchObject({ values: [{ message: expect.stringContaining("Add c") }, {}] });
  expect(first.json).not.toHaveProperty("size");
  const { next } = first.json as { readonly next: string };
  expect((await ask(next, login)).json).toMatchObject({
    values: [{ message: expect.stringContaining("Add a") }],
  });
  const refused = await ask(`${repository}/pullrequests/1/commits?page=2`, login);
  expect(refused).toMatchObject({ status: 400, json: { error: { message: "Invalid page" } } });
});

test("comments: created, read, changed by their author, deleted ones stay", async () => {
  const { login, repository } = await start();
  cloud.addPullRequest("acme/shop");
  const comments = `${repository}/pullrequests/1/comments`;
  const created = await ask(comments, login, "POST", { content: { raw: "Hello" } });
  const { id } = created.json as { readonly id: number };
  expect(created.status).toBe(201);
  expect(created.headers.get("location")).toBe(`${comments}/${id}`);
  const changed = await ask(`${comments}/${id}`, login, "PUT", { content: { raw: "Bye" } });
  expect(changed.json).toMatchObject({ content: { raw: "Bye", markup: "markdown" }, deleted: false });
  const lee = cloud.addUser("lee");
  cloud.world.repositories[0]!.rights.set(lee, "write");
  const stranger = basic(lee.email, cloud.addApiToken(lee));
  expect((await ask(`${comments}/${id}`, stranger, "PUT", { content: { raw: "No" } })).status).toBe(403);
  expect((await ask(comments, login, "POST", { content: { raw: " " } })).status).toBe(400);
  expect((await ask(`${comments}/${id}`, login, "DELETE")).status).toBe(204);
  expect((await ask(comments, login)).json).toMatchObject({ size: 1, values: [{ id, deleted: true }] });
});

test("a closed pull request cannot be changed", async () => {
  const { login, repository } = await start();
  cloud.addPullRequest("acme/shop", { state: "MERGED" });
  cloud.addPullRequest("acme/shop");
  expect((await ask(`${repository}/pullrequests/1`, login, "PUT", { title: "New" })).status).toBe(400);
  const changed = await ask(`${repository}/pullrequests/2`, login, "PUT", { title: "New" });
  expect(changed.json).toMatchObject({ title: "New" });
});

test("fields selects parts of the answer", async () => {
  const { login, repository } = await start();
  cloud.addPullRequest("acme/shop");
  const few = await ask(`${repository}/pullrequests?fields=values.id,next`, login);
  expect(few.json).toEqual({ values: [{ id: 1 }] });
  const less = await ask(`${repository}?fields=-links,-workspace.links`, login);
  expect(less.json).not.toHaveProperty("links");
  expect(less.json).toMatchObject({ workspace: { slug: "acme" } });
});

test("anonymous callers have 60 an hour over everything, with the recorded headers", async () => {
  const clock = makeSimulatedClock();
  const { repository } = await start({ clock, limits: { anonymous: 2 } });
  cloud.addRepository("acme/open", { isPrivate: false });
  const open = `${cloud.apiUrl}/repositories/acme/open`;
  const first = await ask(open);
  expect(Object.fromEntries(first.headers)).toMatchObject({
    "x-ratelimit-limit": "2, 2;w=3600",
    "x-ratelimit-remaining": "1",
    "x-ratelimit-reset": "3600",
    "x-credential-type": "unauthenticated_identity",
  });
  clock.advance(100_000);
  await ask(repository);
  const refused = await ask(open);
  expect(refused).toMatchObject({
    status: 429,
    json: { type: "error", error: { message: "Rate limit for this resource has been exceeded" } },
  });
  expect(refused.headers.get("x-ratelimit-reset")).toBe("3500");
  expect(refused.headers.get("retry-after")).toBeNull();
  clock.advance(3_500_000);
  expect((await ask(open)).status).toBe(200);
});

test("groups are counted apart; only access tokens get headers; the refusal may be plain text", async () => {
  const { login, repository } = await start({ limits: { repositories: 1, others: 1, refusal: "text" } });
  const first = await ask(repository, login);
  expect(first.headers.get("x-ratelimit-limit")).toBeNull();
  expect(await ask(repository, login)).toMatchObject({
    status: 429,
    json: undefined,
    text: "Rate limit for this resource has been exceeded",
  });
  expect((await ask(`${cloud.apiUrl}/user`, login)).status).toBe(200);
  const token = await ask(repository, bearer(cloud.addAccessToken("acme/shop")));
  expect(Object.fromEntries(token.headers)).toMatchObject({
    "x-ratelimit-limit": "1",
    "x-ratelimit-resource": "api",
    "x-ratelimit-nearlimit": "true",
  });
});
