import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commitTo, startSandbox, startShop } from "../../test/support/git-worlds.ts";
import { readBlobs } from "./blobs.ts";
import { readRef, updateRef } from "./refs.ts";
import { fetchBranch, listRemotes, pushCommit, readRemoteBranch } from "./remote.ts";
import { listTree } from "./tree.ts";

const tracking = "refs/remotes/origin/spectryn";

describe("push, fetch and look", () => {
  it("publishes a new branch and reads it back, in the requests the design allows", async () => {
    const { server, openClone, countRequests } = await startShop();
    const one = await openClone("one");
    const two = await openClone("two");
    const first = await commitTo(one, null, { "a.md": "1" });
    expect(await countRequests(() => pushCommit(one, "origin", "spectryn", first, null))).toBe(2);
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(first);
    expect(await readRemoteBranch(two, "origin", "spectryn")).toBe(first);
    expect(await countRequests(() => readRemoteBranch(two, "origin", "spectryn"))).toBe(2);
    expect(await countRequests(() => fetchBranch(two, "origin", "spectryn", tracking))).toBe(3);
    expect(await readRef(two, tracking)).toBe(first);
    expect(await countRequests(() => fetchBranch(two, "origin", "spectryn", tracking))).toBe(2);
    const second = await commitTo(one, first, { "b.md": "2" });
    expect(await countRequests(() => pushCommit(one, "origin", "spectryn", second, first))).toBe(2);
    expect(await countRequests(() => fetchBranch(two, "origin", "spectryn", tracking))).toBe(3);
    expect(await readRef(two, tracking)).toBe(second);
  });

  it("needs two requests for a push of several megabytes", async () => {
    const { server, openClone, countRequests } = await startShop();
    const one = await openClone("one");
    const changes = Array.from({ length: 4 }, (_, index) => [`${index}.bin`, randomBytes(1_000_000)]);
    const first = await commitTo(one, null, Object.fromEntries(changes));
    expect(await countRequests(() => pushCommit(one, "origin", "spectryn", first, null))).toBe(2);
    expect(server.git("shop", ["fsck", "--strict"])).toBe("");
  });

  it("answers null for a branch the remote lacks, and leaves the local ref", async () => {
    const { openClone } = await startShop();
    const one = await openClone("one");
    const own = await commitTo(one, null, { "a.md": "1" });
    await updateRef(one, tracking, own, null);
    expect(await readRemoteBranch(one, "origin", "spectryn")).toBeNull();
    expect(await fetchBranch(one, "origin", "spectryn", tracking)).toBeNull();
    expect(await readRef(one, tracking)).toBe(own);
  });
});

describe("fetch in clones with settings of their own", () => {
  it("moves nothing but the ref it is told, whatever the remote's own fetch settings say", async () => {
    const { server, sandbox, openClone } = await startShop();
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    await pushCommit(one, "origin", "spectryn", first, null);
    server.git("shop", ["tag", "v1", first]);
    server.git("shop", ["branch", "other", first]);
    const two = await openClone("two");
    sandbox.git(["config", "remote.origin.fetch", "+refs/*:refs/*"], two.workTree!);
    sandbox.git(["config", "remote.origin.tagOpt", "--tags"], two.workTree!);
    sandbox.git(["config", "fetch.prune", "true"], two.workTree!);
    await fetchBranch(two, "origin", "spectryn", tracking);
    expect(sandbox.git(["for-each-ref", "--format=%(refname)"], two.workTree!)).toBe(tracking);
    expect(() => sandbox.git(["rev-parse", "--verify", "FETCH_HEAD"], two.workTree!)).toThrow();
  });

  it("brings all blobs into a partial clone at once", async () => {
    const { server, url, sandbox, openClone } = await startShop();
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    await pushCommit(one, "origin", "main", first, null);
    const clone = await sandbox.clone(
      url,
      "partial",
      "--filter=blob:none",
      "--no-checkout",
      "--single-branch",
    );
    const changes = Array.from({ length: 20 }, (_, index) => [`${index}.md`, `text ${index}`]);
    await pushCommit(one, "origin", "spectryn", await commitTo(one, null, Object.fromEntries(changes)), null);
    const repo = await sandbox.open(clone);
    await fetchBranch(repo, "origin", "spectryn", tracking);
    server.fault = () => "drop";
    expect(await sandbox.gitOnline(["cat-file", "-p", `${tracking}:19.md`], clone)).toBe("text 19");
  });
});

describe("fetch after the user's own partial fetch", () => {
  it("brings all files that are missing in one go, and costs nothing more when none is", async () => {
    const { server, url, sandbox, openClone, countRequests } = await startShop();
    const one = await openClone("one");
    const changes = Array.from({ length: 50 }, (_, index) => [`${index}.md`, `text ${index}`]);
    const first = await commitTo(one, null, Object.fromEntries(changes));
    await pushCommit(one, "origin", "spectryn", first, null);
    const repo = await sandbox.open(
      await sandbox.clone(url, "partial", "--filter=blob:none", "--no-checkout"),
    );
    expect(repo.isPartial).toBe(true);
    expect(await countRequests(() => fetchBranch(repo, "origin", "spectryn", tracking))).toBe(4);
    expect(await countRequests(() => fetchBranch(repo, "origin", "spectryn", tracking))).toBe(2);
    server.fault = () => "drop";
    const oids = (await listTree(repo, first)).map((entry) => entry.oid);
    let count = 0;
    for await (const blob of readBlobs(repo, oids)) count += blob.bytes ? 1 : 0;
    expect(count).toBe(50);
  });
});

describe("remotes", () => {
  it("lists names and URLs with insteadOf applied", async () => {
    const sandbox = startSandbox();
    const path = sandbox.init("one");
    sandbox.git(["remote", "add", "origin", "bb:acme/shop.git"], path);
    sandbox.git(["remote", "add", "fork", "/some dir/with (fetch) in it"], path);
    sandbox.git(["config", "url.https://bitbucket.org/.insteadOf", "bb:"], path);
    sandbox.git(["config", "remote.fork.pushUrl", "ssh://git@host/fork.git"], path);
    expect(await listRemotes(await sandbox.open(path))).toEqual([
      { name: "fork", fetchUrl: "/some dir/with (fetch) in it", pushUrl: "ssh://git@host/fork.git" },
      {
        name: "origin",
        fetchUrl: "https://bitbucket.org/acme/shop.git",
        pushUrl: "https://bitbucket.org/acme/shop.git",
      },
    ]);
  });

  it.each([
    ["one", [["remote.origin.url", "https://host/acme/shop.git"]]],
    ["none", []],
    [
      "several, one with two addresses to push to",
      [
        ["remote.origin.url", "https://host/shop.git"],
        ["remote.a.b.url", "/with space/and (push)"],
        ["remote.a.b.pushurl", "/with space/and (push)"],
        ["remote.a.b.pushurl", "ssh://host/two.git"],
      ],
    ],
    [
      "two addresses",
      [
        ["remote.origin.url", "https://one/shop.git"],
        ["remote.origin.url", "https://two/shop.git"],
      ],
    ],
    ["only an address to push to", [["remote.origin.pushurl", "https://host/shop.git"]]],
    [
      "names that differ by case",
      [
        ["remote.Origin.url", "x"],
        ["remote.origin.url", "y"],
      ],
    ],
  ])("knows from the settings what git says of them: %s", async (_, settings) => {
    const sandbox = startSandbox();
    const path = sandbox.init("one");
    for (const [key, value] of settings) sandbox.git(["config", "--add", key!, value!], path);
    const repo = await sandbox.open(path);
    expect(await listRemotes(repo)).toEqual(await listRemotes({ ...repo, remotes: null }));
  });

  it.each(["--upload-pack=touch x", "ext::sh -c touch% x", "", "fd::7"])(
    "refuses %j as a remote",
    async (remote) => {
      const { openClone } = await startShop();
      const one = await openClone("one");
      await expect(readRemoteBranch(one, remote, "x")).rejects.toMatchObject({ code: "usage" });
    },
  );

  it("does not run a program named by a remote's URL", async () => {
    const sandbox = startSandbox();
    const path = sandbox.init("one");
    sandbox.git(["config", "remote.origin.url", `ext::touch ${sandbox.path("ran")}`], path);
    await expect(readRemoteBranch(await sandbox.open(path), "origin", "x")).rejects.toThrow(/not allowed/);
    expect(() => sandbox.git(["hash-object", sandbox.path("ran")])).toThrow();
  });

  it("lets the hooks of a directory remote decide", async () => {
    const { sandbox, openClone } = await startShop();
    const bare = sandbox.init("bare.git", "--bare");
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    expect(await pushCommit(one, bare, "spectryn", first, null)).toBe("done");
    const hook = sandbox.write(`${bare}/hooks/update`, "#!/bin/sh\necho closed for today\nexit 1\n");
    chmodSync(hook, 0o755);
    const second = await commitTo(one, first, { "a.md": "2" });
    await expect(pushCommit(one, bare, "spectryn", second, first)).rejects.toThrow(/closed for today/);
  });
});
