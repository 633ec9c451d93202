/** Checks that administrators put before pushes, and what spectryn does to pass those it can pass. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alwaysRefuse, type Veto } from "../fakes/app/veto.ts";
import { cloudVetoes } from "../fakes/cloud/git.ts";
import type { FakeCloud } from "../fakes/cloud.ts";
import { startSampleCloud, startSampleServer } from "../fakes/sample.ts";
import { serverVetoes } from "../fakes/server/vetoes.ts";
import type { FakeServer } from "../fakes/server.ts";
import { expectTrouble, type Trouble } from "../support/troubles-expected.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";
import { saidBy, syncCommand, type Variables } from "../support/troubles-world.ts";

const shell = useTroubleShell();

function sync(env: Variables, cwd = shell.folder()) {
  return shell.run(syncCommand, { cwd, env });
}

describe("on Server", () => {
  let server: FakeServer;
  let usual: Variables;
  beforeAll(async () => {
    ({ fake: server, variables: usual } = await startSampleServer());
  });
  beforeEach(() => {
    if (branches().includes("refs/heads/spectryn"))
      server.git("SHOP/web", ["update-ref", "-d", "refs/heads/spectryn"]);
  });
  afterAll(async () => {
    server.assertClean();
    await server.close();
  });
  const branches = () => server.git("SHOP/web", ["for-each-ref", "--format=%(refname)"]);

  const vetoes: readonly (readonly [Trouble, Veto])[] = [
    ["pull requests only", serverVetoes.pullRequestOnly("refs/heads/*")],
    ["Verify Committer", serverVetoes.verifyCommitter],
    ["hook for Jira keys", serverVetoes.jiraKey],
    ["hook for commit messages", serverVetoes.commitMessage("^feat")],
    ["check of signatures", serverVetoes.signedCommits],
    ["hook of somebody's own", alwaysRefuse(["Only on Fridays"])],
  ];

  it.each(vetoes)("%s: told once, nothing moved", async (name, veto) => {
    server.setVetoes("SHOP/web", [veto]);
    const before = server.requests.length;
    expectTrouble(name, saidBy(await sync(usual)));
    expect(branches()).toBe("refs/heads/main");
    const pushes = server.requests
      .slice(before)
      .filter(({ method, path }) => method === "POST" && /receive-pack/.test(path));
    expect(pushes).toHaveLength(1);
  });

  it("commit_message passes the checks of messages", async () => {
    server.setVetoes("SHOP/web", [serverVetoes.jiraKey, serverVetoes.commitMessage("^SHOP-7 ")]);
    const folder = shell.folder();
    shell.write(`${folder}/.spectryn.yaml`, 'bitbucket:\n  commit_message: "SHOP-7 {message}"\n');
    expect((await sync(usual, folder)).output).toContain("Written and read back");
    const message = server.git("SHOP/web", ["log", "-1", "--format=%B", "spectryn"]);
    expect(message).toBe("SHOP-7 spectryn: 2 created [skip ci]");
  });

  it("a repository's token passes Verify Committer", async () => {
    server.setVetoes("SHOP/web", [serverVetoes.verifyCommitter]);
    const env = { ...usual, BITBUCKET_APP_PASSWORD: server.addToken("SHOP/web") };
    expect((await sync(env)).output).toContain("Written and read back");
  });

  it("the author that git names passes Verify Committer", async () => {
    server.setVetoes("SHOP/web", [serverVetoes.verifyCommitter]);
    const env = { ...usual, GIT_COMMITTER_EMAIL: "dana@example.com", GIT_COMMITTER_NAME: "Dana Example" };
    expect((await sync(env)).output).toContain("Written and read back");
  });
});

describe("on Cloud", () => {
  let cloud: FakeCloud;
  let usual: Variables;
  beforeAll(async () => {
    ({ fake: cloud, variables: usual } = await startSampleCloud());
  });
  afterAll(async () => {
    cloud.assertClean();
    await cloud.close();
  });

  const vetoes: readonly (readonly [Trouble, Veto])[] = [
    ["protected branch", cloudVetoes.protectedBranch("spectryn")],
    ["push with an app password", alwaysRefuse(["CHANGE-3222 - Functionality has been deprecated"])],
  ];

  it.each(vetoes)("%s", async (name, veto) => {
    cloud.setVetoes("acme/shop", [veto]);
    expectTrouble(name, saidBy(await sync(usual)));
    cloud.setVetoes("acme/shop", []);
  });

  it("commits ask the host's CI to stay away, and tell counts only", async () => {
    await sync(usual);
    const message = () => cloud.git("acme/shop", ["log", "-1", "--format=%B", "spectryn"]);
    expect(message()).toBe("spectryn: 2 created [skip ci]");
    const folder = shell.folder();
    await shell.run("sed -i 's/Checkout/Pay SHOP-12 fast/; s/ 3 / 5 /' EPIC.md", { cwd: folder });
    await sync(usual, folder);
    expect(message()).toBe("spectryn: 1 updated [skip ci]");
  });

  it("a shallow clone with an http origin syncs, as Bitbucket Pipelines makes it", async () => {
    cloud.commit("acme/shop", "main", { "more.txt": "a second commit\n" });
    const login = cloud
      .gitUrl("acme/shop")
      .replace("://", `://x-token-auth:${cloud.addAccessToken("acme/shop")}@`);
    const clone = await shell.specClone(login, "--depth=1", "--single-branch", "--branch=main");
    shell.git(["remote", "set-url", "origin", cloud.gitUrl("acme/shop")], clone);
    expect(shell.git(["rev-parse", "--is-shallow-repository"], clone)).toBe("true");
    await shell.run("sed -i 's/Checkout/Pay slowly/' EPIC.md", { cwd: clone });
    const ran = await sync(
      { BITBUCKET_ACCESS_TOKEN: cloud.addAccessToken("acme/shop"), ...onlyPlace() },
      clone,
    );
    expect(ran.output).toContain("Written and read back");
    expect(cloud.git("acme/shop", ["show", "spectryn:issues/0/1.md"])).toContain("Pay slowly");
    expect(shell.git(["rev-parse", "--is-shallow-repository"], clone)).toBe("true");
  });

  function onlyPlace(): Variables {
    return { BITBUCKET_BASE_URL: usual["BITBUCKET_BASE_URL"]! };
  }
});
