import { describe, expect, it } from "vitest";
import * as z from "zod";
import { brokenJson } from "../../../test/fakes/app/fault.ts";
import { failureOf } from "../../../test/support/failure-of.ts";
import { apiToken, cloudShop } from "../../../test/support/forge-shops.ts";
import { collect } from "../../http/pages.ts";
import { forgeOptions } from "../test-forge.ts";
import { openBitbucketCloud, openCloudClient } from "./adapter.ts";

it("calls the removed issue tracker what it is", async () => {
  const { cloud, token } = await cloudShop();
  const client = openCloudClient(forgeOptions({ baseUrl: cloud.apiUrl, credential: apiToken(token) }));
  const path = "/repositories/acme/shop/issues";
  const error = await failureOf(client.send({ verb: "GET", path, schema: z.unknown() }));
  expect(error.code).toBe("api-removed");
  expect(error.message).toMatch(/removed its issue tracker and the Issues API on 2026-08-20/);
});

describe("users", () => {
  it("are found by account id, uuid, nickname and display name, never by a part of it", async () => {
    const { cloud, dana, forge } = await cloudShop();
    for (const name of [dana.accountId, dana.uuid, "DANA", "dana example"]) {
      expect((await forge.findUsers(name)).map((user) => user.id)).toEqual([dana.accountId]);
    }
    expect(await forge.findUsers("dan")).toEqual([]);
    expect(await forge.findUsers("557058:00000000-0000-4000-9000-999999999999")).toEqual([]);
    expect(cloud.requests.filter((request) => request.path.includes("/members"))).toHaveLength(1);
  });

  it("with the same nickname are all given", async () => {
    const { cloud, forge } = await cloudShop();
    const other = cloud.addUser("dana2", { nickname: "dana" });
    cloud.world.workspaces[0]?.members.push(other);
    expect(await forge.findUsers("dana")).toHaveLength(2);
  });

  it("by e-mail address say that only administrators can", async () => {
    const { cloud, forge } = await cloudShop();
    cloud.faults.add({ on: "GET */members*", trouble: { status: 403, text: "", headers: {} } });
    const error = await failureOf(forge.findUsers("dana@example.com"));
    expect(error.message).toMatch(/only for administrators/);
  });
});

describe("pull requests", () => {
  it("are read, and a missing one is null", async () => {
    const { cloud, forge, dana, open } = await cloudShop();
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
    const { cloud, forge } = await cloudShop();
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
    const { cloud, forge } = await cloudShop();
    for (let n = 1; n <= 60; n += 1) cloud.addPullRequest("acme/shop", {});
    cloud.faults.add({ on: "GET *pullrequests*", after: 1, trouble: brokenJson });
    expect((await failureOf(collect(forge.listPullRequests({ state: "all" })))).code).toBe(
      "unexpected-answer",
    );
  });

  it("are found by a whole word in title or branch", async () => {
    const { cloud, forge } = await cloudShop();
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
    const { cloud, forge } = await cloudShop();
    cloud.addPullRequest("acme/shop", {});
    const put = (text: string) => forge.putComment(1, marker, text);
    expect((await put(`one\n\n${marker}`)).action).toBe("created");
    expect((await put(`one\n\n${marker}\n`)).action).toBe("unchanged");
    expect((await put(`two\n\n${marker}`)).action).toBe("updated");
    expect((await forge.listComments(1)).map((comment) => comment.text)).toEqual([`two\n\n${marker}`]);
  });

  it("is never written twice when the answer to its writing was lost", async () => {
    const { cloud, forge } = await cloudShop();
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
    const { cloud, forge, dana } = await cloudShop();
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
    const { cloud, forge } = await cloudShop();
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
    const { cloud, forge } = await cloudShop();
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
