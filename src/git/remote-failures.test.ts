import { describe, expect, it } from "vitest";
import { commitTo, startShop } from "../../test/support/git-worlds.ts";
import { fetchBranch, pushCommit, readRemoteBranch } from "./remote.ts";

const claimed = { "content-type": "application/x-git-upload-pack-advertisement" };
const tracking = "refs/remotes/origin/spectryn";

describe("vetoes and failures", () => {
  it("tells a hook's own words, and does not take a veto for a lost race", async () => {
    const { server, openClone } = await startShop({
      hooks: { "pre-receive": "echo 'Branch is read-only: ask Dana'; exit 1" },
    });
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
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
    const { server, openClone } = await startShop();
    server.fault = () => ({ status });
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    await expect(readRemoteBranch(one, "origin", "spectryn")).rejects.toMatchObject({ code });
    await expect(fetchBranch(one, "origin", "spectryn", tracking)).rejects.toMatchObject({ code });
    await expect(pushCommit(one, "origin", "spectryn", first, null)).rejects.toMatchObject({ code });
  });

  it("tells a missing repository, a refused connection and a dropped one", async () => {
    const { server, openClone } = await startShop();
    const one = await openClone("one", "nowhere");
    await expect(readRemoteBranch(one, "origin", "x")).rejects.toMatchObject({ code: "repository-missing" });
    const closed = "http://127.0.0.1:1/x.git";
    await expect(readRemoteBranch(one, closed, "x")).rejects.toMatchObject({ code: "network" });
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
    const { server, openClone } = await startShop();
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
    const { server, openClone } = await startShop();
    server.fault = () => "silence";
    const one = { ...(await openClone("one")), deadlineMs: 400 };
    await expect(readRemoteBranch(one, "origin", "x")).rejects.toMatchObject({ code: "timeout" });
  });
});

describe("login", () => {
  it("sends a token given as a setting in the first request, and keeps it out of argv, log and errors", async () => {
    const { server, openClone, countRequests } = await startShop();
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
    const { server, sandbox, openClone } = await startShop();
    server.login = { user: "dana", password: "secret" };
    sandbox.setCredentials("dana", "secret");
    expect(await readRemoteBranch(await openClone("one"), "origin", "spectryn")).toBeNull();
  });

  it("fails instead of asking when there is no login, and shows no password of a URL", async () => {
    const { server, openClone } = await startShop();
    server.login = { user: "dana", password: "secret" };
    const one = await openClone("one");
    await expect(readRemoteBranch(one, "origin", "x")).rejects.toMatchObject({ code: "authentication" });
    const url = server.url.replace("//", "//dana:canary-pass@");
    const failed = await fetchBranch(one, `${url}/shop.git`, "x", tracking).catch((error) => error);
    expect(failed.code).toBe("authentication");
    expect(JSON.stringify([failed.message, failed.data])).not.toContain("canary");
  });
});
