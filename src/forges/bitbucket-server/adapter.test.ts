import { afterEach, describe, expect, it } from "vitest";
import { loginPage, otherJson } from "../../../test/fakes/app/fault.ts";
import { type FakeServer, type ServerOptions, startServer } from "../../../test/fakes/server.ts";
import { collect } from "../../http/pages.ts";
import { answer, startHost } from "../../http/test-host.ts";
import type { Forge } from "../../ports/forge.ts";
import type { ForgeCredential, ForgeOptions } from "../options.ts";
import { failureOf, forgeOptions, noCredential } from "../test-forge.ts";
import { openBitbucketServer } from "./adapter.ts";
import { isOlder, parseServerUrl } from "./config.ts";

let server: FakeServer | null = null;

afterEach(async () => {
  server?.assertClean();
  expect(server?.faults.left() ?? []).toEqual([]);
  await server?.close();
  server = null;
});

function token(secret: string, username: string | null = null): ForgeCredential {
  return { kind: "server-token", secret, username, email: null };
}

/** Jane, a private SHOP/web she may write, and the forge with her token. */
async function shop(settings: ServerOptions = {}, part: Partial<ForgeOptions> = {}) {
  const fake = await startServer(settings);
  server = fake;
  const jane = fake.addUser("jane");
  fake.addRepository("SHOP/web", { rights: [[jane, "REPO_WRITE"]] });
  const secret = fake.addUserToken(jane);
  const open = (more: Partial<ForgeOptions> = {}): Forge =>
    openBitbucketServer(
      forgeOptions({
        baseUrl: fake.baseUrl,
        workspace: "SHOP",
        repo: "web",
        credential: token(secret, "jane"),
        ...part,
        ...more,
      }),
    );
  return { fake, jane, secret, open, forge: open() };
}

describe("base_url", () => {
  it.each([
    ["https://git.example.com", "https://git.example.com", null],
    ["https://git.example.com/", "https://git.example.com", null],
    ["https://git.example.com/rest/api/1.0", "https://git.example.com", null],
    ["https://git.example.com/rest/api/latest/", "https://git.example.com", null],
    ["https://git.example.com/rest", "https://git.example.com", null],
    [
      "https://git.example.com:8443/bitbucket/rest/api/2.0",
      "https://git.example.com:8443/bitbucket",
      /no REST API 2.0/,
    ],
    ["http://localhost:7990/a/b/rest/api", "http://localhost:7990/a/b", null],
  ])("%s -> %s", (written, webUrl, note) => {
    const address = parseServerUrl(written);
    expect(address).toMatchObject({ webUrl, restUrl: `${webUrl}/rest/api/latest` });
    if (note === null) expect(address.note).toBeNull();
    else expect(address.note).toMatch(note);
  });

  it("keeps the context path in requests and addresses", async () => {
    const { fake, forge } = await shop({ contextPath: "/bitbucket" });
    expect((await forge.verify()).repository).toBe("SHOP/web");
    expect(fake.requests.every((request) => request.path.startsWith("/bitbucket/rest/api/latest/"))).toBe(
      true,
    );
    const repository = `${fake.url}/bitbucket/projects/SHOP/repos/web`;
    expect(forge.links.pullRequest(7)).toBe(`${repository}/pull-requests/7`);
    expect(forge.links.file("spectryn", "issues/0/1.md")).toBe(
      `${repository}/browse/issues/0/1.md?at=refs%2Fheads%2Fspectryn`,
    );
    expect(forge.links.git()).toBe(`${fake.url}/bitbucket/scm/shop/web.git`);
  });

  it("of a personal project leads to the user's pages", () => {
    const options = forgeOptions({ baseUrl: "https://git.example.com", workspace: "~jdoe", repo: "web" });
    const { links } = openBitbucketServer(options);
    expect(links.repository()).toBe("https://git.example.com/users/jdoe/repos/web");
    expect(links.git()).toBe("https://git.example.com/scm/~jdoe/web.git");
  });
});

describe("verify", () => {
  it("tells who we are, which version, and that the repository is there", async () => {
    const { forge } = await shop();
    const check = await forge.verify();
    expect(check).toMatchObject({ repository: "SHOP/web", version: "10.4.1", isPrivate: true, notes: [] });
    expect(check.user).toMatchObject({ id: "jane", name: "jane", email: "jane@example.com" });
  });

  it("asks who the host is before it sends any credential", async () => {
    const { fake, forge } = await shop();
    await forge.verify();
    expect(fake.requests[0]).toMatchObject({ authorization: "none" });
    expect(fake.requests[0]?.path).toMatch(/application-properties$/);
  });

  it("tries the token as Basic once where Bearer is not taken, and keeps to it", async () => {
    const { fake, forge } = await shop({ isBearerAllowed: false });
    await forge.verify();
    await forge.verify();
    const forms = fake.requests.map((request) => request.authorization).filter((form) => form !== "none");
    expect(forms.filter((form) => form === "bearer")).toHaveLength(1);
    expect(forms.slice(1).every((form) => form === "basic")).toBe(true);
  });

  it("accepts a project's token, which belongs to nobody, and says so", async () => {
    const { fake, open } = await shop();
    const check = await open({ credential: token(fake.addToken("SHOP")) }).verify();
    expect(check.user).toBeNull();
    expect(check.notes).toEqual([expect.stringMatching(/does not say who is logged in/)]);
  });

  it("names the cause of each trouble, with a way on, and no secret", async () => {
    const { fake, secret, open } = await shop({ captchaAfter: 100 });
    const expired = fake.addUserToken(fake.world.users[0]!);
    fake.expire(expired);
    const eve = fake.addUser("eve");
    const eves = fake.addUserToken(eve);
    const rows: readonly [Partial<ForgeOptions>, string, RegExp][] = [
      [{ credential: token("wrong-canary", "jane") }, "authentication", /^authentication failed/],
      [{ credential: token(expired) }, "authentication", /^authentication failed/],
      [{ credential: noCredential }, "authentication", /wants a login/],
      [{ credential: token(eves, "eve") }, "permission", /^permission denied/],
      [{ credential: token(secret), workspace: "NOPE" }, "workspace-missing", /project "NOPE" was not found/],
      [
        { credential: token(secret), repo: "nope" },
        "repository-missing",
        /repository "SHOP\/nope" was not found/,
      ],
    ];
    for (const [part, code, message] of rows) {
      const error = await failureOf(open(part).verify());
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
      expect(error.hint).toBeTruthy();
      const shown = `${error.message} ${error.hint} ${JSON.stringify(error.data)} ${error.stack}`;
      const { secret: sent } = part.credential ?? noCredential;
      if (sent !== null) expect(shown).not.toContain(sent);
    }
  });

  it("sends nothing more once the account is locked behind a captcha", async () => {
    const { fake, jane, open } = await shop({ isBearerAllowed: false });
    jane.needsCaptcha = true;
    const forge = open();
    const error = await failureOf(forge.verify());
    expect(error.message).toMatch(/locked until somebody solves a captcha/);
    const sent = fake.count();
    expect((await failureOf(forge.getPullRequest(1))).message).toMatch(/captcha/);
    expect(fake.count()).toBe(sent);
  });

  it("does not lock the account: a wrong token is sent in each form once", async () => {
    const { fake, jane, open } = await shop({ captchaAfter: 2 });
    const forge = open({ credential: token("wrong-canary", "jane") });
    await Promise.all([1, 2, 3, 4].map((n) => failureOf(forge.getPullRequest(n))));
    expect(fake.count()).toBe(2);
    expect(jane.needsCaptcha).toBe(false);
  });

  it("says that Basic is disabled", async () => {
    const { open } = await shop({ isBasicAllowed: false });
    const error = await failureOf(open({ credential: token("wrong-canary", "jane") }).verify());
    expect(error.code).toBe("authentication");
    expect(error.message).toMatch(/takes no user name and password \(Basic is disabled\)/);
  });

  it("warns below 7.21 and refuses below 7.2", async () => {
    const { open } = await shop({ version: "7.20.3" });
    expect((await open().verify()).notes).toEqual([expect.stringMatching(/7\.20\.3 .* is older than 7\.21/)]);
    await server?.close();
    const old = await shop({ version: "7.1.0" });
    const error = await failureOf(old.forge.verify());
    expect(error.code).toBe("server-too-old");
    expect(old.fake.requests.every((request) => request.authorization === "none")).toBe(true);
  });

  it("tells versions by number", () => {
    expect(isOlder("7.3", "7.21")).toBe(true);
    expect(isOlder("7.21.0", "7.21")).toBe(false);
    expect(isOlder("10.0.2", "7.21")).toBe(false);
  });

  it.each([
    ["a login page", loginPage],
    ["another program's JSON", otherJson],
  ])("says that %s is no Bitbucket, and sends it no credential", async (_, trouble) => {
    const { fake, forge } = await shop();
    fake.faults.add({ trouble });
    const error = await failureOf(forge.verify());
    expect(error.code).toBe("not-bitbucket");
    expect(error.message).toContain(`there is no Bitbucket Server at ${fake.baseUrl}`);
    expect(error.hint).toBeTruthy();
    expect(fake.requests.every((request) => request.authorization === "none")).toBe(true);
  });

  it.each([
    ["nothing there", answer(404, { message: "no" })],
    ["a redirect to a login elsewhere", answer(302, undefined, { location: "https://login.example.com/" })],
  ])("says that it is no Bitbucket: %s", async (_, respond) => {
    const host = await startHost(respond);
    const forge = openBitbucketServer(forgeOptions({ baseUrl: host.url, credential: token("canary-123") }));
    expect((await failureOf(forge.verify())).code).toBe("not-bitbucket");
    expect(host.seen.every((seen) => seen.headers.authorization === undefined)).toBe(true);
  });
});

describe("users", () => {
  it("are found by user name, e-mail address or display name, never by a part of it", async () => {
    const { fake, forge } = await shop();
    fake.addUser("janet");
    for (const name of ["jane", "JANE@example.com", "Jane Example"]) {
      expect((await forge.findUsers(name)).map((user) => user.name)).toEqual(["jane"]);
    }
    expect(await forge.findUsers("jan")).toEqual([]);
  });
});

describe("pull requests", () => {
  it("are read, and a missing one is null", async () => {
    const { fake, forge } = await shop();
    fake.addPullRequest("SHOP/web", { title: "Fix", source: "us-1" });
    const pull = await forge.getPullRequest(1);
    expect(pull).toMatchObject({
      number: 1,
      title: "Fix",
      state: "open",
      sourceBranch: "us-1",
      targetBranch: "main",
    });
    expect(pull?.created.getFullYear()).toBeGreaterThan(2020);
    expect(await forge.getPullRequest(2)).toBeNull();
  });

  it("are listed over pages, newest first, down to a time", async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const clock = { nowMs: () => nowMs } as NonNullable<ServerOptions["clock"]>;
    const { fake, forge } = await shop({ clock });
    for (let n = 1; n <= 230; n += 1) {
      nowMs += 60_000;
      fake.addPullRequest("SHOP/web", { state: n % 2 === 0 ? "MERGED" : "OPEN" });
    }
    expect(await collect(forge.listPullRequests({ state: "all" }))).toHaveLength(230);
    expect(await collect(forge.listPullRequests({ state: "open" }))).toHaveLength(115);
    const before = fake.count();
    const since = new Date(nowMs - 9 * 60_000);
    const recent = await collect(forge.listPullRequests({ state: "all", since }));
    expect(recent.map((pull) => pull.number)).toEqual([230, 229, 228, 227, 226, 225, 224, 223, 222, 221]);
    expect(fake.count() - before).toBe(1);
  });

  it("are found by a whole word in title or description", async () => {
    const { fake, forge } = await shop();
    fake.addPullRequest("SHOP/web", { title: "US-1: x" });
    fake.addPullRequest("SHOP/web", { title: "US-10: x" });
    fake.addPullRequest("SHOP/web", { description: "closes us-1.", state: "MERGED" });
    const found = await forge.searchPullRequests("US-1");
    expect(found.map((pull) => pull.number).sort()).toEqual([1, 3]);
  });
});

describe("our comment", () => {
  const marker = "spectryn: US-1";

  it("is written once, changed with its version, and left alone else", async () => {
    const { fake, forge } = await shop();
    fake.addPullRequest("SHOP/web", {});
    const put = (text: string) => forge.putComment(1, marker, text);
    expect((await put(`one\n${marker}`)).action).toBe("created");
    expect((await put(`one\n${marker}`)).action).toBe("unchanged");
    expect((await put(`two\n${marker}`)).action).toBe("updated");
    expect((await put(`three\n${marker}`)).action).toBe("updated");
    expect((await forge.listComments(1)).map((comment) => comment.text)).toEqual([`three\n${marker}`]);
    const writes = fake.requests.filter((request) => request.method !== "GET");
    expect(writes.every((request) => request.headers["x-atlassian-token"] === "no-check")).toBe(true);
  });

  it("reads a stale version again, and does not change twice when an answer was lost", async () => {
    const { fake, forge } = await shop();
    const pull = fake.addPullRequest("SHOP/web", {});
    await forge.putComment(1, marker, marker);
    fake.faults.add({ on: "PUT *comments*", trouble: "cut-answer" });
    const changed = await forge.putComment(1, marker, `new ${marker}`);
    expect(changed.comment.text).toBe(`new ${marker}`);
    expect(pull.comments[0]?.version).toBe(1);
  });

  it("is never written twice when the answer to its writing was lost", async () => {
    const { fake, forge } = await shop();
    fake.addPullRequest("SHOP/web", {});
    fake.faults.add({ on: "POST *comments", trouble: "cut-answer" });
    expect((await forge.putComment(1, marker, marker)).action).toBe("created");
    expect(await forge.listComments(1)).toHaveLength(1);
  });

  it("is one after runs that raced, and stays two where somebody answered the newer", async () => {
    const { fake, forge } = await shop();
    const pull = fake.addPullRequest("SHOP/web", {});
    const text = `#1 Login\n${marker}`;
    await Promise.all(["a", "b", "c"].map(() => forge.putComment(1, marker, text)));
    expect(pull.comments.map((comment) => comment.text)).toEqual([text]);
    const [first] = pull.comments;
    if (first === undefined) throw new Error("no comment");
    pull.comments.push({ ...first, id: first.id + 500 });
    pull.comments.push({ ...first, id: first.id + 501, parentId: first.id + 500, text: "why?" });
    expect((await forge.putComment(1, marker, text)).action).toBe("unchanged");
    expect(pull.comments).toHaveLength(3);
  });

  it("says so when the token has no user to write as", async () => {
    const { fake, open } = await shop();
    fake.addPullRequest("SHOP/web", {});
    const forge = open({ credential: token(fake.addToken("SHOP")) });
    expect((await failureOf(forge.putComment(1, marker, marker))).code).toBe("permission");
  });
});
