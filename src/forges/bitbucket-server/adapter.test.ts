import { describe, expect, it } from "vitest";
import type { ServerOptions } from "../../../test/fakes/server.ts";
import { failureOf } from "../../../test/support/failure-of.ts";
import { serverShop, serverToken } from "../../../test/support/forge-shops.ts";
import { collect } from "../../http/pages.ts";
import { forgeOptions } from "../test-forge.ts";
import { openBitbucketServer } from "./adapter.ts";
import { parseServerUrl } from "./config.ts";

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
    const { fake, forge } = await serverShop({ contextPath: "/bitbucket" });
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

describe("users", () => {
  it("are found by user name, e-mail address or display name, never by a part of it", async () => {
    const { fake, forge } = await serverShop();
    fake.addUser("janet");
    for (const name of ["jane", "JANE@example.com", "Jane Example"]) {
      expect((await forge.findUsers(name)).map((user) => user.name)).toEqual(["jane"]);
    }
    expect(await forge.findUsers("jan")).toEqual([]);
  });
});

describe("pull requests", () => {
  it("are read, and a missing one is null", async () => {
    const { fake, forge } = await serverShop();
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
    const { fake, forge } = await serverShop({ clock });
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
    const { fake, forge } = await serverShop();
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
    const { fake, forge } = await serverShop();
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
    const { fake, forge } = await serverShop();
    const pull = fake.addPullRequest("SHOP/web", {});
    await forge.putComment(1, marker, marker);
    fake.faults.add({ on: "PUT *comments*", trouble: "cut-answer" });
    const changed = await forge.putComment(1, marker, `new ${marker}`);
    expect(changed.comment.text).toBe(`new ${marker}`);
    expect(pull.comments[0]?.version).toBe(1);
  });

  it("is never written twice when the answer to its writing was lost", async () => {
    const { fake, forge } = await serverShop();
    fake.addPullRequest("SHOP/web", {});
    fake.faults.add({ on: "POST *comments", trouble: "cut-answer" });
    expect((await forge.putComment(1, marker, marker)).action).toBe("created");
    expect(await forge.listComments(1)).toHaveLength(1);
  });

  it("is one after runs that raced, and stays two where somebody answered the newer", async () => {
    const { fake, forge } = await serverShop();
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
    const { fake, open } = await serverShop();
    fake.addPullRequest("SHOP/web", {});
    const forge = open({ credential: serverToken(fake.addToken("SHOP")) });
    expect((await failureOf(forge.putComment(1, marker, marker))).code).toBe("permission");
  });
});
