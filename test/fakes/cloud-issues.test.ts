/** The Issues API 2.0 as it was: recorded shapes, what it refused, and the two ways of not being there. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Answer, ask, basic } from "./app/ask.ts";
import { cleanAtEnd } from "./app/at-end.ts";
import type { CloudUser } from "./cloud/world.ts";
import { type FakeCloudWithIssues, startCloudWithIssues } from "./cloud-issues.ts";

let cloud: FakeCloudWithIssues;
let dana: CloudUser;
let login: Readonly<Record<string, string>>;
const name = "acme/shop";

beforeEach(async () => {
  cloud = cleanAtEnd(await startCloudWithIssues());
  dana = cloud.addUser("dana");
  cloud.addRepository(name, { rights: [[dana, "write"]] });
  cloud.addNames(name, { milestones: ["Q1"], components: ["Shop"], versions: ["1.0"] });
  login = basic(dana.email, cloud.addApiToken(dana));
});
const url = (path: string) => `${cloud.apiUrl}/repositories/${name}${path}`;
const get = (path: string) => ask(url(path), login);
const send = (method: string, path: string, body?: object) => ask(url(path), login, method, body);
const valuesOf = ({ json }: Answer) => (json as { values: Record<string, unknown>[] }).values;

describe("issues", () => {
  it("have the recorded shape, and defaults of the host", async () => {
    cloud.addIssue(name, { title: "First issue", kind: "proposal", raw: "Text of issue" });
    const { json } = await get("/issues/1");
    expect(json).toMatchObject({
      ...{ type: "issue", id: 1, title: "First issue", state: "new", kind: "proposal", priority: "major" },
      content: { type: "rendered", raw: "Text of issue", markup: "markdown", html: "<p>Text of issue</p>" },
      reporter: { type: "user", account_id: dana.accountId, nickname: "dana" },
      ...{ assignee: null, component: null, milestone: null, version: null, votes: 0, watches: 1 },
      ...{ edited_on: null, repository: { type: "repository", full_name: name } },
      links: { html: { href: `https://bitbucket.org/${name}/issues/1` } },
    });
    expect((json as { updated_on: string }).updated_on).toMatch(/\.\d{6}\+00:00$/);
  });

  it("are created with a title alone, each repository with numbers of its own", async () => {
    cloud.addRepository("acme/web", { rights: [[dana, "write"]] });
    await send("POST", "/issues", { title: "a" });
    const made = await send("POST", "/issues", {
      title: "b",
      content: { raw: "Text" },
      kind: "task",
      priority: "minor",
      assignee: { account_id: dana.accountId },
      milestone: { name: "Q1" },
      component: { name: "Shop" },
      version: { name: "1.0" },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe(url("/issues/2"));
    expect(made.json).toMatchObject({ id: 2, watches: null, milestone: { name: "Q1" }, kind: "task" });
    expect(Object.keys((made.json as { links: object }).links)).toEqual(["self"]);
    const other = await ask(`${cloud.apiUrl}/repositories/acme/web/issues`, login, "POST", { title: "c" });
    expect(other.json).toMatchObject({ id: 1, kind: "bug", reporter: { nickname: "dana" } });
  });

  it("keep what a PUT leaves out, clear what it names as null, and log each edit", async () => {
    cloud.addIssue(name, { title: "a", assignee: dana, raw: "Text" });
    const { json } = await send("PUT", "/issues/1", { assignee: null, state: "on hold" });
    expect(json).toMatchObject({ title: "a", assignee: null, state: "on hold", content: { raw: "Text" } });
    const [change] = valuesOf(await get("/issues/1/changes"));
    expect(change).toMatchObject({
      changes: {
        state: { old: "new", new: "on hold" },
        assignee: { old: "dana", new: "" },
        assignee_account_id: { old: dana.accountId, new: "" },
      },
    });
    expect(valuesOf(await get("/issues/1/comments"))).toMatchObject([{ content: { raw: null } }]);
    const { updatedOn } = cloud.tracker(name).issues[0]!;
    await send("PUT", "/issues/1", { state: "on hold" });
    expect(cloud.tracker(name).issues[0]!.updatedOn).toBe(updatedOn);
  });

  it("come in pages of 20, or up to 100; a number is not given twice", async () => {
    for (let at = 0; at < 101; at += 1) cloud.addIssue(name, { title: `${at}` });
    expect(valuesOf(await get("/issues"))).toHaveLength(20);
    const first = await get("/issues?pagelen=100&sort=id");
    expect(first.json).toMatchObject({ size: 101, page: 1 });
    expect(valuesOf(first).map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    const { next } = first.json as { next: string };
    expect(valuesOf(await ask(next, login))).toMatchObject([{ id: 101 }]);
    expect((await get("/issues?pagelen=101")).status).toBe(400);
    expect((await send("DELETE", "/issues/101")).status).toBe(204);
    expect((await get("/issues/101")).status).toBe(404);
    expect((await send("POST", "/issues", { title: "x" })).json).toMatchObject({ id: 102 });
  });

  it("are found by the query language", async () => {
    cloud.addIssue(name, { title: "a", raw: "spectryn: US-1 in A.md" });
    cloud.addIssue(name, { title: "b", raw: "other" });
    const found = await get(`/issues?q=${encodeURIComponent('content.raw ~ "US-1 in"')}`);
    expect(valuesOf(found)).toMatchObject([{ id: 1 }]);
    expect((await get("/issues?q=nonsense")).status).toBe(400);
  });

  it.each([
    ["no title", { content: { raw: "x" } }, /title/],
    ["a title of 256 characters", { title: "x".repeat(256) }, /maximum length 255/],
    ["an unknown milestone", { title: "x", milestone: { name: "Q9" } }, /no milestone \\"Q9\\"/],
    ["an unknown component", { title: "x", component: { name: "?" } }, /no component/],
    ["an unknown version", { title: "x", version: { name: "?" } }, /no version/],
    ["a user name as assignee", { title: "x", assignee: { username: "dana" } }, /assignee/],
    ["a state at the start", { title: "x", state: "open" }, /state/],
  ])("are refused with 400: %s", async (_, body, message) => {
    const answer = await send("POST", "/issues", body);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(message);
    expect(cloud.tracker(name).issues).toEqual([]);
  });

  it("need scopes that only API tokens have", async () => {
    const narrow = basic(dana.email, cloud.addApiToken(dana, { scopes: ["read:issue:bitbucket"] }));
    expect((await ask(url("/issues"), narrow)).status).toBe(200);
    expect((await ask(url("/issues"), narrow, "POST", { title: "x" })).status).toBe(403);
    expect((await ask(url("/issues"), {})).status).toBe(404);
  });
});

/** What never was part of the API is no refusal of the host but a fault of whoever sends it. */
describe("refused loudly", () => {
  afterEach(() => {
    (cloud.unknown as string[]).length = 0;
    (cloud.violations as string[]).length = 0;
  });

  it.each(["labels", "parent", "epic", "watchers"])("the field %s", async (field) => {
    const answer = await send("POST", "/issues", { title: "x", [field]: ["a"] });
    expect(answer.status).toBe(501);
    expect(() => cloud.assertClean()).toThrow(`unknown field "${field}"`);
  });

  it.each([
    ["kind", "story"],
    ["priority", "high"],
    ["state", "done"],
  ])("the %s %s, also without the OpenAPI file", async (field, value) => {
    cloud.addIssue(name, { title: "a" });
    const before = structuredClone({ ...cloud.tracker(name).issues[0]!, comments: [], changes: [] });
    const { status } = await send("PUT", "/issues/1", { [field]: value });
    expect([400, 501]).toContain(status);
    expect(cloud.tracker(name).issues[0]).toMatchObject(before);
  });
});

describe("comments", () => {
  it("are written, changed and removed by their author, and move the issue's time", async () => {
    cloud.addIssue(name, { title: "a" });
    const before = cloud.tracker(name).issues[0]!.updatedOn;
    const made = await send("POST", "/issues/1/comments", { content: { raw: "Hello" } });
    expect(made.status).toBe(201);
    const { id } = made.json as { id: number };
    expect(made.json).toMatchObject({ type: "issue_comment", user: { nickname: "dana" }, updated_on: null });
    expect(cloud.tracker(name).issues[0]!.updatedOn > before).toBe(true);
    expect((await send("PUT", `/issues/1/comments/${id}`, { content: { raw: "Bye" } })).status).toBe(200);
    expect((await send("POST", "/issues/1/comments", { content: { raw: " " } })).status).toBe(400);
    cloud.addComment(name, 1, cloud.addUser("lee"), "Mine");
    const [own, theirs] = valuesOf(await get("/issues/1/comments"));
    expect(own).toMatchObject({ content: { raw: "Bye" } });
    const foreign = `/issues/1/comments/${String(theirs!["id"])}`;
    expect((await send("PUT", foreign, { content: { raw: "x" } })).status).toBe(403);
    expect((await send("DELETE", `/issues/1/comments/${id}`)).status).toBe(204);
    expect(valuesOf(await get("/issues/1/comments"))).toMatchObject([{ content: { raw: "Mine" } }]);
  });
});

describe("attachments", () => {
  async function upload(file: string, text: string) {
    const form = new FormData();
    form.append("files", new Blob([text]), file);
    return fetch(url("/issues/1/attachments"), { method: "POST", headers: login, body: form });
  }

  it("go by file name: an empty 201, the same name replaces, a download elsewhere", async () => {
    cloud.addIssue(name, { title: "a" });
    const made = await upload("plan é.pdf", "one");
    expect([made.status, await made.text()]).toEqual([201, ""]);
    expect(made.headers.get("location")).toBe(url("/issues/1/attachments"));
    await upload("plan é.pdf", "two");
    expect(valuesOf(await get("/issues/1/attachments"))).toMatchObject([{ name: "plan é.pdf" }]);
    const path = `/issues/1/attachments/${encodeURIComponent("plan é.pdf")}`;
    const answer = await get(path);
    expect(answer.status).toBe(302);
    const location = answer.headers.get("location")!;
    expect(new URL(location).origin).not.toBe(cloud.url);
    expect((await ask(location, login)).status).toBe(400);
    expect((await ask(location)).text).toBe("two");
    expect((await ask(location)).status).toBe(403);
    expect((await send("DELETE", path)).status).toBe(204);
    expect((await get(path)).status).toBe(404);
  });

  it("without a file are 400", async () => {
    cloud.addIssue(name, { title: "a" });
    const body = new FormData();
    body.append("note", "no file");
    const answer = await fetch(url("/issues/1/attachments"), { method: "POST", headers: login, body });
    expect(answer.status).toBe(400);
  });
});

it.each(["milestones", "components", "versions"])("%s can only be read", async (list) => {
  const [first] = valuesOf(await get(`/${list}`));
  expect(first).toMatchObject({ type: list.slice(0, -1), name: expect.any(String), id: expect.any(Number) });
  expect((await get(`/${list}/${String(first!["id"])}`)).json).toMatchObject({ name: first!["name"] });
  expect((await get(`/${list}/1`)).status).toBe(404);
  expect((await send("POST", `/${list}`, { name: "new" })).status).toBe(405);
});

it("a repository without a tracker is 404, a removed tracker is 410, for all paths", async () => {
  const tracker = cloud.tracker(name);
  tracker.is = "none";
  expect(await get("/issues")).toMatchObject({
    status: 404,
    json: { error: { message: "Repository has no issue tracker." } },
  });
  tracker.is = "removed";
  for (const path of ["/issues", "/issues/1", "/issues/1/comments", "/milestones", "/versions"]) {
    const answer = await get(path);
    expect(answer.status, path).toBe(410);
    expect(answer.text).toContain("CHANGE-3071");
  }
  expect((await send("POST", "/issues", { title: "x" })).status).toBe(410);
});
