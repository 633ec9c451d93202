import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../test/support/git-sandbox.ts";
import { type GitServer, startGitServer } from "../../test/support/git-server.ts";
import { readBlobs } from "./blobs.ts";
import { commitFiles, type FileChange } from "./commit.ts";
import { readRef, updateRef } from "./refs.ts";
import { fetchBranch, listRemotes, pushCommit, readRemoteBranch } from "./remote.ts";
import type { Repository } from "./repository.ts";
import { listTree } from "./tree.ts";

const identity = { name: "Test", email: "t@example.com", date: new Date(1_700_000_000_000) };
const claimed = { "content-type": "application/x-git-upload-pack-advertisement" };
const tracking = "refs/remotes/origin/spectryn";

let server: GitServer;
let sandbox: GitSandbox;

beforeEach(async () => {
  server = await startGitServer();
  sandbox = makeGitSandbox();
});
afterEach(async () => {
  await server.close();
  sandbox.remove();
});

function commit(
  repo: Repository,
  parent: string | null,
  changes: FileChange[],
  message = "one",
): Promise<string> {
  const request = { parent, changes, message, author: identity, committer: identity, sign: false };
  return commitFiles(repo, { ...request, scratchRef: "refs/spectryn/scratch" }) as Promise<string>;
}

async function openClone(name: string, repository = "shop"): Promise<Repository> {
  const path = sandbox.init(name);
  sandbox.git(["remote", "add", "origin", `${server.url}/${repository}.git`], path);
  return sandbox.open(path);
}

/** How many requests `work` costs. */
async function countRequests(work: () => Promise<unknown>): Promise<number> {
  const before = server.requests.length;
  await work();
  return server.requests.length - before;
}

describe("push, fetch and look", () => {
  it("publishes a new branch and reads it back, in the requests the design allows", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const two = await openClone("two");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    expect(await countRequests(() => pushCommit(one, "origin", "spectryn", first, null))).toBe(2);
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(first);
    expect(await readRemoteBranch(two, "origin", "spectryn")).toBe(first);
    expect(await countRequests(() => readRemoteBranch(two, "origin", "spectryn"))).toBe(2);
    expect(await countRequests(() => fetchBranch(two, "origin", "spectryn", tracking))).toBe(3);
    expect(await readRef(two, tracking)).toBe(first);
    expect(await countRequests(() => fetchBranch(two, "origin", "spectryn", tracking))).toBe(2);
    const second = await commit(one, first, [{ path: "b.md", content: "2" }]);
    expect(await countRequests(() => pushCommit(one, "origin", "spectryn", second, first))).toBe(2);
    expect(await countRequests(() => fetchBranch(two, "origin", "spectryn", tracking))).toBe(3);
    expect(await readRef(two, tracking)).toBe(second);
  });

  it("needs two requests for a push of several megabytes", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const changes = Array.from({ length: 4 }, (_, index) => ({
      path: `${index}.bin`,
      content: randomBytes(1_000_000),
    }));
    const first = await commit(one, null, changes);
    expect(await countRequests(() => pushCommit(one, "origin", "spectryn", first, null))).toBe(2);
    expect(server.git("shop", ["fsck", "--strict"])).toBe("");
  });

  it("answers null for a branch the remote lacks, and leaves the local ref", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const own = await commit(one, null, [{ path: "a.md", content: "1" }]);
    await updateRef(one, tracking, own, null);
    expect(await readRemoteBranch(one, "origin", "spectryn")).toBeNull();
    expect(await fetchBranch(one, "origin", "spectryn", tracking)).toBeNull();
    expect(await readRef(one, tracking)).toBe(own);
  });
});

describe("fetch in clones with settings of their own", () => {
  it("moves nothing but the ref it is told, whatever the remote's own fetch settings say", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
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
    const url = server.createRepository("shop");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    await pushCommit(one, "origin", "main", first, null);
    const clone = await sandbox.clone(
      url,
      "partial",
      "--filter=blob:none",
      "--no-checkout",
      "--single-branch",
    );
    const changes = Array.from({ length: 20 }, (_, index) => ({
      path: `${index}.md`,
      content: `text ${index}`,
    }));
    await pushCommit(one, "origin", "spectryn", await commit(one, null, changes), null);
    const repo = await sandbox.open(clone);
    await fetchBranch(repo, "origin", "spectryn", tracking);
    server.fault = () => "drop";
    expect(await sandbox.gitOnline(["cat-file", "-p", `${tracking}:19.md`], clone)).toBe("text 19");
  });
});

describe("fetch after the user's own partial fetch", () => {
  it("brings all files that are missing in one go, and costs nothing more when none is", async () => {
    const url = server.createRepository("shop");
    const one = await openClone("one");
    const changes = Array.from({ length: 50 }, (_, index) => ({
      path: `${index}.md`,
      content: `text ${index}`,
    }));
    const first = await commit(one, null, changes);
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

describe("compare-and-swap", () => {
  it("answers moved when somebody published first, and the winner's commit stays", async () => {
    server.createRepository("shop");
    const [one, two] = [await openClone("one"), await openClone("two")];
    const base = await commit(one, null, [{ path: "a.md", content: "1" }]);
    await pushCommit(one, "origin", "spectryn", base, null);
    await fetchBranch(two, "origin", "spectryn", tracking);
    const winner = await commit(one, base, [{ path: "b.md", content: "winner" }]);
    const loser = await commit(two, base, [{ path: "b.md", content: "loser" }]);
    expect(await pushCommit(one, "origin", "spectryn", winner, base)).toBe("done");
    expect(await pushCommit(two, "origin", "spectryn", loser, base)).toBe("moved");
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(winner);
  });

  it("answers moved when a new branch exists already", async () => {
    server.createRepository("shop");
    const [one, two] = [await openClone("one"), await openClone("two")];
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    const other = await commit(two, null, [{ path: "a.md", content: "2" }]);
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("done");
    expect(await pushCommit(two, "origin", "spectryn", other, null)).toBe("moved");
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(first);
  });

  it("answers moved, and publishes nothing, when the branch was rewound or deleted meanwhile", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    const second = await commit(one, first, [{ path: "a.md", content: "2" }]);
    const third = await commit(one, second, [{ path: "a.md", content: "3" }]);
    await pushCommit(one, "origin", "spectryn", second, null);
    server.git("shop", ["update-ref", "refs/heads/spectryn", first]);
    expect(await pushCommit(one, "origin", "spectryn", third, second)).toBe("moved");
    server.git("shop", ["update-ref", "-d", "refs/heads/spectryn"]);
    expect(await pushCommit(one, "origin", "spectryn", third, second)).toBe("moved");
    expect(server.git("shop", ["for-each-ref"])).toBe("");
  });

  it("lets exactly one of many simultaneous pushes win", async () => {
    server.createRepository("shop");
    const clones = await Promise.all([1, 2, 3, 4, 5, 6].map((name) => openClone(`c${name}`)));
    const commits = await Promise.all(
      clones.map((repo, index) => commit(repo, null, [{ path: "a.md", content: `${index}` }])),
    );
    const answers = await Promise.all(
      clones.map((repo, index) => pushCommit(repo, "origin", "spectryn", commits[index]!, null)),
    );
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(commits[answers.indexOf("done")]);
  });
});

describe("compare-and-swap at its edges", () => {
  it("answers moved when the server's ref is locked", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    sandbox.write(`${server.root}/shop.git/refs/heads/spectryn.lock`, "");
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("moved");
  });

  it("is done when the commit is there already: a repeat after an unknown outcome", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    server.fault = (request) => (request.method === "POST" ? "drop-answer" : null);
    await expect(pushCommit(one, "origin", "spectryn", first, null)).rejects.toMatchObject({
      code: "network",
    });
    server.fault = null;
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(first);
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("done");
  });

  it("refuses to push a commit that does not descend from what it expects", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    const other = await commit(one, null, [{ path: "a.md", content: "2" }]);
    await expect(pushCommit(one, "origin", "spectryn", other, first)).rejects.toMatchObject({
      code: "internal",
    });
    expect(server.requests).toHaveLength(0);
  });

  it("pushes one branch only from a clone whose remote is a mirror", async () => {
    server.createRepository("shop");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    await pushCommit(one, "origin", "keep", first, null);
    sandbox.git(["config", "remote.origin.mirror", "true"], one.workTree!);
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("done");
    const refs = server.git("shop", ["for-each-ref", "--format=%(refname)"]);
    expect(refs.split("\n")).toEqual(["refs/heads/keep", "refs/heads/spectryn"]);
  });
});

describe("vetoes and failures", () => {
  it("tells a hook's own words, and does not take a veto for a lost race", async () => {
    server.createRepository("shop", {
      hooks: { "pre-receive": "echo 'Branch is read-only: ask Dana'; exit 1" },
    });
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    const pushed = pushCommit(one, "origin", "spectryn", first, null);
    await expect(pushed).rejects.toMatchObject({
      code: "push-refused",
      message: expect.stringMatching(/pre-receive hook declined.*Branch is read-only: ask Dana/),
    });
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    [401, "authentication"],
    [403, "permission"],
    [404, "repository-missing"],
    [429, "rate-limited"],
    [500, "network"],
  ])("turns an answer %i into %s", async (status, code) => {
    server.createRepository("shop");
    server.fault = () => ({ status });
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    await expect(readRemoteBranch(one, "origin", "spectryn")).rejects.toMatchObject({ code });
    await expect(fetchBranch(one, "origin", "spectryn", tracking)).rejects.toMatchObject({ code });
    await expect(pushCommit(one, "origin", "spectryn", first, null)).rejects.toMatchObject({ code });
  });

  it("tells a missing repository, a refused connection and a dropped one", async () => {
    const one = await openClone("one", "nowhere");
    await expect(readRemoteBranch(one, "origin", "x")).rejects.toMatchObject({ code: "repository-missing" });
    const closed = "http://127.0.0.1:1/x.git";
    await expect(readRemoteBranch(one, closed, "x")).rejects.toMatchObject({ code: "network" });
    server.createRepository("shop");
    server.fault = () => "drop";
    const url = `${server.url}/shop.git`;
    await expect(fetchBranch(one, url, "x", tracking)).rejects.toMatchObject({ code: "network" });
  });

  it.each([
    ["a page", { status: 200, headers: { "content-type": "text/html" }, body: "<html>Log in</html>" }],
    ["nothing", { status: 200 }],
    ["a page that claims to be git", { status: 200, headers: claimed, body: "<html>Log in</html>" }],
    ["a page elsewhere", { status: 302, headers: { location: "/login" } }],
  ])("does not take %s for a repository without branches", async (_, fault) => {
    server.createRepository("shop");
    const one = await openClone("one");
    expect(await readRemoteBranch(one, "origin", "x")).toBeNull();
    expect(await fetchBranch(one, "origin", "x", tracking)).toBeNull();
    const page = { status: 200, body: "<html>Log in</html>" };
    server.fault = ({ path }) => (path === "/login" ? page : fault);
    const answer = { code: "unexpected-answer", hint: expect.stringMatching(/web page|portal/) };
    await expect(readRemoteBranch(one, "origin", "x")).rejects.toMatchObject(answer);
    await expect(fetchBranch(one, "origin", "x", tracking)).rejects.toMatchObject(answer);
  });

  it("stops a host that does not answer at the deadline", async () => {
    server.createRepository("shop");
    server.fault = () => ({ delayMs: 30_000 });
    const one = { ...(await openClone("one")), deadlineMs: 400 };
    const startedMs = performance.now();
    await expect(readRemoteBranch(one, "origin", "x")).rejects.toMatchObject({ code: "timeout" });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe("login", () => {
  it("sends a token given as a setting in the first request, and keeps it out of argv, log and errors", async () => {
    server.createRepository("shop");
    server.login = { bearer: "canary-token" };
    const lines: string[] = [];
    const settings = [[`http.${server.url}/.extraHeader`, "Authorization: Bearer canary-token"]] as const;
    const one = { ...(await openClone("one")), settings, log: (line: string) => lines.push(line) };
    expect(await countRequests(() => readRemoteBranch(one, "origin", "spectryn"))).toBe(2);
    server.login = { bearer: "another" };
    const failed = await readRemoteBranch(one, "origin", "spectryn").catch((error) => error);
    expect(failed.code).toBe("authentication");
    expect(lines.length).toBeGreaterThan(1);
    expect(JSON.stringify([lines, failed.message, failed.hint, failed.data])).not.toContain("canary-token");
  });

  it("uses git's own credentials", async () => {
    server.createRepository("shop");
    server.login = { user: "dana", password: "secret" };
    sandbox.setCredentials("dana", "secret");
    expect(await readRemoteBranch(await openClone("one"), "origin", "spectryn")).toBeNull();
  });

  it("fails instead of asking when there is no login, and shows no password of a URL", async () => {
    server.createRepository("shop");
    server.login = { user: "dana", password: "secret" };
    const one = await openClone("one");
    await expect(readRemoteBranch(one, "origin", "x")).rejects.toMatchObject({ code: "authentication" });
    const url = server.url.replace("//", "//dana:canary-pass@");
    const failed = await fetchBranch(one, `${url}/shop.git`, "x", tracking).catch((error) => error);
    expect(failed.code).toBe("authentication");
    expect(JSON.stringify([failed.message, failed.data])).not.toContain("canary");
  });
});

describe("remotes", () => {
  it("lists names and URLs with insteadOf applied", async () => {
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

  it.each(["--upload-pack=touch x", "ext::sh -c touch% x", "", "fd::7"])(
    "refuses %j as a remote",
    async (remote) => {
      const one = await openClone("one");
      await expect(readRemoteBranch(one, remote, "x")).rejects.toMatchObject({ code: "usage" });
    },
  );

  it("does not run a program named by a remote's URL", async () => {
    const path = sandbox.init("one");
    sandbox.git(["config", "remote.origin.url", `ext::touch ${sandbox.path("ran")}`], path);
    await expect(readRemoteBranch(await sandbox.open(path), "origin", "x")).rejects.toThrow(/not allowed/);
    expect(() => sandbox.git(["hash-object", sandbox.path("ran")])).toThrow();
  });

  it("lets the hooks of a directory remote decide", async () => {
    const bare = sandbox.init("bare.git", "--bare");
    const one = await openClone("one");
    const first = await commit(one, null, [{ path: "a.md", content: "1" }]);
    expect(await pushCommit(one, bare, "spectryn", first, null)).toBe("done");
    const hook = sandbox.write(`${bare}/hooks/update`, "#!/bin/sh\necho closed for today\nexit 1\n");
    chmodSync(hook, 0o755);
    const second = await commit(one, first, [{ path: "a.md", content: "2" }]);
    await expect(pushCommit(one, bare, "spectryn", second, first)).rejects.toThrow(/closed for today/);
  });
});
