/** The guide's table of permissions, with the names of today: each is enough for what it says, and no more is wanted. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeCloud } from "../fakes/cloud.ts";
import { startSampleCloud, startSampleServer } from "../fakes/sample.ts";
import type { FakeServer } from "../fakes/server.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";
import { planCommand, syncCommand, type Variables } from "../support/troubles-world.ts";

const shell = useTroubleShell();
/** Reads everything that an issue has. */
const read = "spectryn issue show 1 && spectryn issue attachments 1 && spectryn issue list";
const write = `${syncCommand} && spectryn issue comment 1 "Works" && spectryn issue attach 1 EPIC.md`;
const pulls = "spectryn issue prs 1";

/** A mirror of Cloud is asked otherwise, and says what it answered. */
const onBranch = { SPECTRYN_BITBUCKET_ISSUES: "branch" };

describe("on Cloud", () => {
  let cloud: FakeCloud;
  let usual: Variables;
  let cwd: string;
  beforeAll(async () => {
    ({ fake: cloud, variables: usual } = await startSampleCloud());
    cloud.addPullRequest("acme/shop", { title: "US-001: pay" });
    cwd = shell.folder();
  });
  afterAll(async () => {
    cloud.assertClean();
    await cloud.close();
  });

  const runWith = (script: string, scopes: readonly string[], more: Variables = {}) => {
    const token = cloud.addApiToken(cloud.world.users[0]!, {
      scopes: scopes.map((scope) => `${scope}:bitbucket`),
    });
    return shell.run(script, { cwd, env: { ...usual, ...onBranch, ...more, BITBUCKET_API_TOKEN: token } });
  };
  const reading = ["read:repository"];
  const writing = [...reading, "write:repository"];

  it("issues are written with write:repository", async () => {
    const refused = await runWith(syncCommand, reading);
    expect([refused.stderr, refused.code]).toEqual([expect.stringContaining("permission denied"), 7]);
    expect(await runWith(write, writing)).toMatchObject({ stderr: "", code: 0 });
  });

  it("issues, comments and attachments are read with read:repository", async () => {
    expect(await runWith(read, reading)).toMatchObject({ stderr: "", code: 0 });
    expect((await runWith(planCommand, reading)).code).toBe(0);
  });

  it("pull requests are found with read:pullrequest, and its lack is named", async () => {
    const found = await runWith(pulls, [...reading, "read:pullrequest"]);
    expect([found.stderr, found.stdout]).toEqual(["", expect.stringContaining("US-001: pay")]);
    const missing = await runWith(pulls, reading);
    expect(missing.stdout).toBe("No pull request is linked to it.\n");
    expect(missing.stderr).toContain(
      "warning: it is not known which ones name it: the token lacks the scope read:pullrequest",
    );
  });

  it("pull requests are linked, and commented on, without write:pullrequest", async () => {
    const scopes = [...writing, "read:pullrequest"];
    const linked = await runWith("spectryn issue link-pr 1 1", scopes);
    expect([linked.stdout, linked.code]).toEqual(["#1 has the pull requests: #1.\n", 0]);
    const synced = await runWith(syncCommand, scopes, { SPECTRYN_PULL_REQUESTS_COMMENT: "true" });
    expect(synced.stdout).toContain("Pull request #1: our comment was written.");
  });
});

describe("on Server", () => {
  let server: FakeServer;
  let usual: Variables;
  beforeAll(async () => {
    ({ fake: server, variables: usual } = await startSampleServer());
    server.addPullRequest("SHOP/web", { title: "US-001: pay" });
  });
  afterAll(async () => {
    server.assertClean();
    await server.close();
  });

  it("read is enough to look, write is enough to sync, and Admin is for nothing", async () => {
    const cwd = shell.folder();
    const runWith = (script: string, right: "REPO_READ" | "REPO_WRITE") => {
      const token = server.addUserToken(server.world.users[0]!, right);
      return shell.run(script, { cwd, env: { ...usual, BITBUCKET_APP_PASSWORD: token } });
    };
    expect(await runWith(write, "REPO_WRITE")).toMatchObject({ stderr: "", code: 0 });
    expect(await runWith(`${planCommand} && ${read}`, "REPO_READ")).toMatchObject({ stderr: "", code: 0 });
    expect((await runWith(pulls, "REPO_READ")).stdout).toContain("US-001: pay");
    const refused = await runWith(`spectryn issue comment 1 "No"`, "REPO_READ");
    expect([refused.stderr, refused.code]).toEqual([expect.stringContaining("permission denied"), 7]);
  });
});
