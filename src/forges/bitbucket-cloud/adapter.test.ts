import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { brokenJson, loginPage, serverError } from "../../../test/fakes/app/fault.ts";
import { type FakeCloud, startCloud } from "../../../test/fakes/cloud.ts";
import { collect } from "../../http/pages.ts";
import type { Forge } from "../../ports/forge.ts";
import type { ForgeCredential, ForgeOptions } from "../options.ts";
import { failureOf, forgeOptions, noCredential } from "../test-forge.ts";
import { openBitbucketCloud, openCloudClient } from "./adapter.ts";

let cloud: FakeCloud;

beforeEach(async () => {
  cloud = await startCloud();
});

afterEach(async () => {
  cloud.assertClean();
  expect(cloud.faults.left()).toEqual([]);
  await cloud.close();
});

function apiToken(secret: string, email: string | null = "dana@example.com"): ForgeCredential {
  return { kind: "api-token", secret, username: null, email };
}

/** Dana, a private acme/shop she may write, and the forge with her token. */
function shop(part: Partial<ForgeOptions> = {}) {
  const dana = cloud.addUser("dana");
  cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
  const token = cloud.addApiToken(dana);
  return { dana, token, forge: open({ credential: apiToken(token), ...part }) };
}

function open(part: Partial<ForgeOptions>): Forge {
  return openBitbucketCloud(forgeOptions({ baseUrl: cloud.apiUrl, ...part }));
}

describe("verify", () => {
  it("tells who we are and that the repository is there", async () => {
    const { dana, forge } = shop();
    const check = await forge.verify();
    expect(check).toMatchObject({ repository: "acme/shop", isPrivate: true, version: null, notes: [] });
    expect(check.user).toMatchObject({ id: dana.accountId, name: "dana" });
  });

  it("works with an access token as Bearer", async () => {
    shop();
    const secret = cloud.addAccessToken("acme/shop");
    const forge = open({ credential: { kind: "access-token", secret, username: null, email: null } });
    expect(await forge.verify()).toMatchObject({ repository: "acme/shop" });
    expect(new Set(cloud.requests.map((request) => request.authorization))).toEqual(new Set(["bearer"]));
  });

  it("is content without the scope to read the user, and says so", async () => {
    const { dana } = shop();
    const secret = cloud.addApiToken(dana, { scopes: ["read:repository:bitbucket"] });
    const check = await open({ credential: apiToken(secret) }).verify();
    expect(check.user).toBeNull();
    expect(check.notes).toEqual([expect.stringMatching(/does not say who the token belongs to/)]);
  });

  it("names the cause of each trouble, with a way on, and no secret", async () => {
    const { dana, token } = shop();
    cloud.addUser("eve");
    const expired = cloud.addApiToken(dana);
    cloud.expire(expired);
    const poor = cloud.addApiToken(dana, { scopes: ["read:user:bitbucket"] });
    const old = cloud.addAppPassword(dana);
    const password: ForgeCredential = {
      kind: "password",
      secret: "hunter2-canary",
      username: "dana",
      email: null,
    };
    const rows: readonly [Partial<ForgeOptions>, string, RegExp][] = [
      [{ credential: apiToken("wrong-canary") }, "authentication", /^authentication failed/],
      [
        { credential: apiToken(expired) },
        "authentication",
        /token is wrong, has expired, or is of another kind/,
      ],
      [{ credential: password }, "app-password-ended", /ended them on 2026-07-28/],
      [{ credential: { ...password, secret: old } }, "app-password-ended", /2026-07-28/],
      [{ credential: apiToken(poor) }, "permission", /lacks the scope read:repository:bitbucket/],
      [
        { credential: apiToken(token), workspace: "nope" },
        "workspace-missing",
        /workspace "nope" was not found/,
      ],
      [
        { credential: apiToken(token), repo: "nope" },
        "repository-missing",
        /"acme\/nope" was not found, or it is private/,
      ],
      [{ credential: noCredential }, "workspace-missing", /no access to it/],
    ];
    for (const [part, code, message] of rows) {
      const error = await failureOf(open(part).verify());
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
      expect(error.hint).toBeTruthy();
      const shown = `${error.message} ${error.hint} ${JSON.stringify(error.data)} ${error.stack}`;
      const { secret } = part.credential ?? noCredential;
      if (secret !== null) expect(shown).not.toContain(secret);
    }
  });

  it("shows a private repository of others as missing, and says that", async () => {
    const { forge } = shop({ repo: "secret" });
    const eve = cloud.addUser("eve");
    cloud.addRepository("acme/secret", { rights: [[eve, "write"]] });
    const error = await failureOf(forge.verify());
    expect(error.code).toBe("repository-missing");
    expect(error.hint).toMatch(/private repository as missing/);
  });

  it("needs the e-mail address for an API token, and refuses an app password before it is sent", () => {
    const credential = { kind: "api-token", secret: "ATATT-x", username: "dana", email: null } as const;
    expect(() => open({ credential })).toThrow(/only with the e-mail address/);
    const old = { ...credential, kind: "password", secret: "ATBBcanary" } as const;
    const make = () =>
      openBitbucketCloud(forgeOptions({ baseUrl: "https://bitbucket.org", credential: old }));
    expect(make).toThrow(expect.objectContaining({ code: "app-password-ended" }));
    expect(cloud.requests).toHaveLength(0);
  });

  it.each([
    ["a login page", loginPage, "unexpected-answer"],
    ["broken JSON", brokenJson, "unexpected-answer"],
  ])("is not fooled by %s with 200", async (_, trouble, code) => {
    const { forge } = shop();
    cloud.faults.add({ trouble });
    expect((await failureOf(forge.verify())).code).toBe(code);
  });

  it("outlives 5xx, 555 and cut connections", async () => {
    const { forge } = shop();
    cloud.faults.add({ trouble: serverError(503) }, { trouble: serverError(555) }, { trouble: "cut" });
    expect((await forge.verify()).repository).toBe("acme/shop");
  });
});

it("calls the removed issue tracker what it is", async () => {
  const { token } = shop();
  const client = openCloudClient(forgeOptions({ baseUrl: cloud.apiUrl, credential: apiToken(token) }));
  const path = "/repositories/acme/shop/issues";
  const error = await failureOf(client.send({ verb: "GET", path, schema: z.unknown() }));
  expect(error.code).toBe("api-removed");
  expect(error.message).toMatch(/removed its issue tracker and the Issues API on 2026-08-20/);
});

describe("users", () => {
  it("are found by account id, uuid, nickname and display name, never by a part of it", async () => {
    const { dana, forge } = shop();
    for (const name of [dana.accountId, dana.uuid, "DANA", "dana example"]) {
      expect((await forge.findUsers(name)).map((user) => user.id)).toEqual([dana.accountId]);
    }
    expect(await forge.findUsers("dan")).toEqual([]);
    expect(await forge.findUsers("557058:00000000-0000-4000-9000-999999999999")).toEqual([]);
    expect(cloud.requests.filter((request) => request.path.includes("/members"))).toHaveLength(1);
  });

  it("with the same nickname are all given", async () => {
    const { forge } = shop();
    const other = cloud.addUser("dana2", { nickname: "dana" });
    cloud.world.workspaces[0]?.members.push(other);
    expect(await forge.findUsers("dana")).toHaveLength(2);
  });

  it("by e-mail address say that only administrators can", async () => {
    const { forge } = shop();
    cloud.faults.add({ on: "GET */members*", trouble: { status: 403, text: "", headers: {} } });
    const error = await failureOf(forge.findUsers("dana@example.com"));
    expect(error.message).toMatch(/only for administrators/);
  });
});

describe("pull requests", () => {
  it("are read, and a missing one is null", async () => {
    const { forge, dana } = shop();
    cloud.addPullRequest("acme/shop", { title: "Fix US-1", source: "us-1", author: dana });
    expect(await forge.getPullRequest(1)).toMatchObject({
      number: 1,
      title: "Fix US-1",
      state: "open",
      sourceBranch: "us-1",
      targetBranch: "main",
      author: { id: dana.accountId },
    });
    expect(await forge.getPullRequest(2)).toBeNull();
    const error = await failureOf(
      open({ ...forgeOptions({ baseUrl: cloud.apiUrl }), repo: "nope" }).getPullRequest(1),
    );
    expect(error.code).toBe("workspace-missing");
  });

  it("are listed over pages, by state and by change", async () => {
    const { forge } = shop();
    for (let n = 1; n <= 120; n += 1) {
      cloud.addPullRequest("acme/shop", { title: `PR ${n}`, state: n % 2 === 0 ? "MERGED" : "OPEN" });
    }
    expect(await collect(forge.listPullRequests({ state: "merged" }))).toHaveLength(60);
    expect(await collect(forge.listPullRequests({ state: "all" }))).toHaveLength(120);
    const future = new Date(Date.now() + 3_600_000);
    expect(await collect(forge.listPullRequests({ state: "all", since: future }))).toEqual([]);
    const past = new Date(Date.now() - 3_600_000);
    expect(await collect(forge.listPullRequests({ state: "merged", since: past }))).toHaveLength(60);
  });

  it("fail as a whole when a page in the middle is broken", async () => {
    const { forge } = shop();
    for (let n = 1; n <= 60; n += 1) cloud.addPullRequest("acme/shop", {});
    cloud.faults.add({ on: "GET *pullrequests*", after: 1, trouble: brokenJson });
    expect((await failureOf(collect(forge.listPullRequests({ state: "all" })))).code).toBe(
      "unexpected-answer",
    );
  });

  it("are found by a whole word in title or branch", async () => {
    const { forge } = shop();
    for (const title of ["US-1: x", "US-10: y", 'say "US-1"', "nothing"])
      cloud.addPullRequest("acme/shop", { title });
    cloud.addPullRequest("acme/shop", { title: "z", source: "feature/us-1-z", state: "DECLINED" });
    const numbers = (await forge.searchPullRequests("US-1")).map((pull) => pull.number);
    expect(numbers.sort()).toEqual([1, 3, 5]);
    expect((await forge.searchPullRequests('"US-1"')).map((pull) => pull.number)).toEqual([3]);
  });
});

describe("our comment", () => {
  const marker = "spectryn: US-1";

  it("is written once, changed when its text changes, and left alone else", async () => {
    const { forge } = shop();
    cloud.addPullRequest("acme/shop", {});
    const put = (text: string) => forge.putComment(1, marker, text);
    expect((await put(`one\n\n${marker}`)).action).toBe("created");
    expect((await put(`one\n\n${marker}\n`)).action).toBe("unchanged");
    expect((await put(`two\n\n${marker}`)).action).toBe("updated");
    expect((await forge.listComments(1)).map((comment) => comment.text)).toEqual([`two\n\n${marker}`]);
  });

  it("is never written twice when the answer to its writing was lost", async () => {
    const { forge } = shop();
    cloud.addPullRequest("acme/shop", {});
    cloud.faults.add({ on: "POST *comments", trouble: "cut-answer" });
    expect((await forge.putComment(1, marker, marker)).action).toBe("created");
    expect(await forge.listComments(1)).toHaveLength(1);
    cloud.addPullRequest("acme/shop", {});
    cloud.faults.add({ on: "POST *comments", trouble: "cut" });
    await forge.putComment(2, marker, marker);
    expect(await forge.listComments(2)).toHaveLength(1);
  });

  it("is not what a person quotes, and not another account's", async () => {
    const { forge, dana } = shop();
    cloud.addPullRequest("acme/shop", {});
    const eve = cloud.addUser("eve");
    await forge.putComment(1, "quoted-marker", "quoted-marker");
    const pull = cloud.world.repositories[0]?.pullRequests[0];
    const [first] = pull?.comments ?? [];
    if (first === undefined) throw new Error("no comment");
    pull?.comments.push({ ...first, id: 900, user: dana, raw: `> ${marker}\n\nwhy?` });
    pull?.comments.push({ ...first, id: 901, user: eve, raw: marker });
    const put = await forge.putComment(1, marker, `new ${marker}`);
    expect(put).toMatchObject({ action: "kept", comment: { id: 901, text: marker } });
    expect(await forge.listComments(1)).toHaveLength(3);
  });

  it("is one after runs that raced, also where an earlier race was cut short", async () => {
    const { forge } = shop();
    cloud.addPullRequest("acme/shop", {});
    const text = `#1 Login\n\n${marker}`;
    const actions = await Promise.all(["a", "b", "c"].map(() => forge.putComment(1, marker, text)));
    expect(actions.map(({ action }) => action)).toContain("created");
    expect((await forge.listComments(1)).map((comment) => comment.text)).toEqual([text]);
    const pull = cloud.world.repositories[0]?.pullRequests[0];
    const [first] = pull?.comments ?? [];
    if (first === undefined) throw new Error("no comment");
    pull?.comments.push({ ...first, id: first.id + 500 });
    await forge.putComment(1, marker, text);
    expect(await forge.listComments(1)).toHaveLength(1);
  });

  it("refuses a text without its marker or too long, before anything is sent", async () => {
    const { forge } = shop();
    await expect(forge.putComment(1, marker, "no")).rejects.toThrow(/does not hold its marker/);
    await expect(forge.putComment(1, marker, marker + "x".repeat(40_000))).rejects.toThrow(/may have 32000/);
    expect(cloud.requests).toHaveLength(0);
  });
});

it("builds addresses for people and for git", () => {
  const { links } = openBitbucketCloud(forgeOptions({ baseUrl: "https://api.bitbucket.org/2.0" }));
  expect(links.repository()).toBe("https://bitbucket.org/acme/shop");
  expect(links.file("spectryn", "issues/0/12.md")).toBe(
    "https://bitbucket.org/acme/shop/src/spectryn/issues/0/12.md",
  );
  expect(links.pullRequest(456)).toBe("https://bitbucket.org/acme/shop/pull-requests/456");
  expect(links.git()).toBe("https://bitbucket.org/acme/shop.git");
});
