/** Pull requests and comments of the fake Server: versions, activities, limits, tasks. */
import { expect, test } from "vitest";
import { ask, basic } from "./app/ask.ts";
import { cleanAtEnd } from "./app/at-end.ts";
import { type FakeServer, type ServerOptions, startServer } from "./server.ts";

let server: FakeServer;

async function start(options: ServerOptions = {}) {
  server = cleanAtEnd(await startServer(options));
  const dana = server.addUser("dana");
  const lee = server.addUser("lee");
  server.addRepository("SHOP/web", {
    rights: [
      [dana, "REPO_WRITE"],
      [lee, "REPO_READ"],
    ],
  });
  server.commit("SHOP/web", "main", { "README.md": "# Web\n" });
  const headers = (user: typeof dana) => ({
    ...basic(user.name, user.password),
    "x-atlassian-token": "no-check",
  });
  const pulls = `${server.baseUrl}/rest/api/latest/projects/SHOP/repos/web/pull-requests`;
  return { dana, lee, login: headers(dana), reader: headers(lee), pulls };
}

const errorOf = (json: unknown) =>
  (json as { readonly errors: readonly Record<string, unknown>[] }).errors[0] as Record<string, unknown>;

test("lists open ones; state=ALL and filterText search title and description", async () => {
  const { login, pulls } = await start();
  server.addPullRequest("SHOP/web", { title: "US-001 Login" });
  server.addPullRequest("SHOP/web", { title: "Other", description: "for US-0010", state: "MERGED" });
  server.addPullRequest("SHOP/web", { title: "Unrelated" });
  const ids = async (query: string) => {
    const { json } = await ask(`${pulls}?${query}`, login);
    return (json as { readonly values: readonly { readonly id: number }[] }).values
      .map(({ id }) => id)
      .sort();
  };
  expect(await ids("")).toEqual([1, 3]);
  expect(await ids("state=ALL&filterText=us-001")).toEqual([1, 2]);
  expect(await ids("state=ALL&at=refs/heads/feature&direction=OUTGOING")).toEqual([1, 2, 3]);
  expect((await ask(`${pulls}?state=CLOSED`, login)).status).toBe(400);
});

test("dates are milliseconds; an empty description and, before 8.18, draft are absent", async () => {
  const { login, pulls } = await start({ version: "7.21.0" });
  server.addPullRequest("SHOP/web");
  const { json } = await ask(`${pulls}/1`, login);
  expect(json).toMatchObject({
    version: 0,
    createdDate: expect.any(Number),
    fromRef: { id: "refs/heads/feature" },
  });
  expect(json).not.toHaveProperty("description");
  expect(json).not.toHaveProperty("draft");
});

test("a change needs the version; a stale one is 409 with both versions", async () => {
  const { login, reader, pulls } = await start();
  server.addPullRequest("SHOP/web", { description: "old" });
  const put = (body: object, headers = login) => ask(`${pulls}/1`, headers, "PUT", body);
  expect(errorOf((await put({ title: "New" })).json)).toMatchObject({
    context: "version",
    exceptionName: null,
  });
  expect((await put({ title: "New", version: 0, description: "new" })).json).toMatchObject({
    version: 1,
    description: "new",
  });
  const stale = await put({ title: "Newer", version: 0 });
  expect(stale.status).toBe(409);
  expect(errorOf(stale.json)).toMatchObject({
    exceptionName: "com.atlassian.bitbucket.pull.PullRequestOutOfDateException",
    currentVersion: 1,
    expectedVersion: 0,
  });
  expect((await put({ title: "New", version: 1 })).json).not.toHaveProperty("description");
  expect(errorOf((await put({ title: "Mine", version: 2 }, reader)).json)).toMatchObject({
    exceptionName: "com.atlassian.bitbucket.AuthorisationException",
  });
});

test("comments are read by activities, with replies inside; the list wants a path", async () => {
  const { login, reader, pulls } = await start();
  server.addPullRequest("SHOP/web");
  const comments = `${pulls}/1/comments`;
  const { json } = await ask(comments, reader, "POST", { text: "Question" });
  const { id } = json as { readonly id: number };
  await ask(comments, login, "POST", { text: "Answer", parent: { id } });
  expect(errorOf((await ask(comments, login)).json)).toMatchObject({ context: "path" });
  const activities = await ask(`${pulls}/1/activities`, login);
  const question = { id, text: "Question", comments: [{ text: "Answer" }] };
  expect(activities.json).toMatchObject({
    size: 3,
    isLastPage: true,
    values: [
      { action: "COMMENTED", commentAction: "REPLIED", comment: question },
      { action: "COMMENTED", commentAction: "ADDED", comment: question },
      { action: "OPENED" },
    ],
  });
});

test("comments have versions; only their author changes the text; one with replies stays", async () => {
  const { login, reader, pulls } = await start();
  server.addPullRequest("SHOP/web");
  const comments = `${pulls}/1/comments`;
  const { json } = await ask(comments, login, "POST", { text: "Hello" });
  const { id } = json as { readonly id: number };
  const put = (body: object, headers = login) => ask(`${comments}/${id}`, headers, "PUT", body);
  expect((await put({ text: "Bye", version: 0 })).json).toMatchObject({ text: "Bye", version: 1 });
  const stale = await put({ text: "Late", version: 0 });
  expect(stale.status).toBe(409);
  expect(errorOf(stale.json)["exceptionName"]).toMatch(/CommentOutOfDateException$/);
  expect((await put({ text: "No", version: 1 }, reader)).status).toBe(401);
  await ask(comments, reader, "POST", { text: "Reply", parent: { id } });
  const refused = await ask(`${comments}/${id}?version=1`, login, "DELETE");
  expect(errorOf(refused.json)["exceptionName"]).toMatch(/CommentDeletionException$/);
});

test("texts end below 32,768 characters", async () => {
  const { login, pulls } = await start();
  server.addPullRequest("SHOP/web");
  const answer = await ask(`${pulls}/1/comments`, login, "POST", { text: "x".repeat(32_768) });
  expect(answer.status).toBe(400);
  expect(errorOf(answer.json)).toMatchObject({
    context: "text",
    message: "Please enter a non-empty value less than 32768 characters",
  });
  expect((await ask(`${pulls}/1/comments`, login, "POST", { text: "x".repeat(32_767) })).status).toBe(201);
});

test("tasks are blocker comments from 7.2 on; 7.1 ignores the member", async () => {
  for (const [version, expected] of [
    ["10.4.1", "BLOCKER"],
    ["7.1.0", "NORMAL"],
  ] as const) {
    const { login, pulls } = await start({ version });
    server.addPullRequest("SHOP/web");
    const made = await ask(`${pulls}/1/comments`, login, "POST", { text: "Do it", severity: "BLOCKER" });
    expect(made.json).toMatchObject({ severity: expected });
    const tasks = await ask(`${pulls}/1/blocker-comments?state=OPEN`, login);
    expect(tasks.status).toBe(expected === "BLOCKER" ? 200 : 404);
    if (version === "10.4.1") await server.close();
  }
});

test("commits come from git; an archived repository refuses every change", async () => {
  const { login, pulls } = await start();
  server.git("SHOP/web", ["branch", "feature", "main"]);
  server.commit("SHOP/web", "feature", { a: "a" }, "SHOP-1 Add a");
  server.addPullRequest("SHOP/web");
  expect((await ask(`${pulls}/1/commits`, login)).json).toMatchObject({
    values: [{ message: "SHOP-1 Add a" }],
  });
  server.world.repositories[0]!.isArchived = true;
  expect((await ask(`${pulls}/1/comments`, login, "POST", { text: "x" })).status).toBe(409);
});
