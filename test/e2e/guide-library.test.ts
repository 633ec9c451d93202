/**
 * The guide's library calls, in its order and with its values (user, workspace, repo, #123, 456, document.pdf,
 * Frontend, v1.0), by a program that imports the installed package; only the language differs.
 */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import {
  type GuideWorld,
  type Names,
  openApiWorld,
  openCloudWorld,
  openServerWorld,
} from "../support/guide-worlds.ts";
import { installTarball, type Tarball } from "../support/tarball.ts";

const names = { username: "user", secret: "pass", workspace: "workspace", repo: "repo" };
/** Cloud's tokens of today have a form, by which they are told from app passwords. */
const onCloud = { ...names, secret: "ATATT-pass" };

const programWith = (secret: string) => `import { BitbucketAdapter } from "spectryn";
const print = (value) => console.log(JSON.stringify(value));
const adapter = new BitbucketAdapter({
  username: "user",
  appPassword: "${secret}",
  workspace: "workspace",
  repo: "repo",
});
await adapter.linkPullRequest({ issueKey: "#123", pullRequestId: 456 });
print((await adapter.getPullRequestsForIssue("#123")).map(({ number, origins }) => [number, origins]));

await adapter.uploadAttachment({
  issueKey: "#123",
  filePath: "document.pdf",
  description: "Project documentation",
});
const attachments = await adapter.getIssueAttachments("#123");
print(attachments.map(({ name, description }) => [name, description]));
await adapter.deleteAttachment("#123", { attachmentId: attachments[0].id });
print(await adapter.getIssueAttachments("#123"));

await adapter.updateIssueWithMetadata({ issueKey: "#123", component: "Frontend", version: "v1.0" });
print(await adapter.listComponents());
print(await adapter.listVersions());

await adapter.addComment("#123", "This is a comment");
print((await adapter.getComments("#123")).map(({ author, text }) => [author, text]));
`;

/** `id`: of a component and a version. */
const printed = (id: (name: string) => unknown) => [
  [[456, ["linked"]]],
  [["document.pdf", "Project documentation"]],
  [],
  [{ name: "Frontend", id: id("Frontend") }],
  [{ name: "v1.0", id: id("v1.0") }],
  [["user", "This is a comment"]],
];

let tarball: Tarball;
beforeAll(async () => {
  tarball = await installTarball();
});

const name = (word: string) => word;

async function prove(
  world: GuideWorld,
  { secret }: Names,
  env: Record<string, string>,
  id: (name: string) => unknown = name,
): Promise<void> {
  const { shell, folder, run, fake, close } = world;
  const place = { BITBUCKET_WORKSPACE: "workspace", BITBUCKET_REPO: "repo" };
  const login = { BITBUCKET_USERNAME: "user", BITBUCKET_APP_PASSWORD: secret, ...place, ...env };
  const stories = Array.from({ length: 123 }, (_, at) => `### US-${at + 1}: Story\n`);
  shell.write(`${folder}/EPIC.md`, `# EPIC-001: Many\n\n${stories.join("\n")}`);
  shell.write(`${folder}/document.pdf`, "%PDF-1.4\n");
  shell.write(`${folder}/guide.mjs`, programWith(secret));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(tarball.prefix, "lib/node_modules/spectryn"), join(folder, "node_modules/spectryn"));
  for (let at = 0; at < 456; at += 1) fake.addPullRequest("workspace/repo");
  const synced = await run("spectryn --markdown EPIC.md --tracker bitbucket --execute", { env: login });
  expect(synced.stdout).toContain(`Done: ${world.createsMilestones ? 124 : 123} creates`);
  const ran = await run(`"${process.execPath}" guide.mjs`, { env });
  expect([ran.stderr, ran.code]).toEqual(["", 0]);
  expect(
    ran.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(printed(id));
  const shown = await run("spectryn issue show 123 --tracker bitbucket --json", { env: login });
  expect(JSON.parse(shown.stdout).data.issue.fields).toMatchObject({
    prs: [456],
    component: "Frontend",
    version: "v1.0",
  });
  fake.assertClean();
  await close();
}

/** An API token wants the account's e-mail address beside it, where pull requests are asked for. */
it("the guide's library calls work on Cloud", async () =>
  prove(await openCloudWorld(tarball, onCloud), onCloud, { BITBUCKET_EMAIL: "user@example.com" }));

it("the guide's library calls work on Server", async () => {
  const host = "https://your-server.com";
  await prove(await openServerWorld(tarball, names, host), names, {
    BITBUCKET_BASE_URL: `${host}/rest/api/2.0`,
  });
});

it("the guide's library calls work on the Issues API", async () => {
  const world = await openApiWorld(tarball, onCloud, null);
  world.fake.addNames("workspace/repo", {
    milestones: ["Many"],
    components: ["Frontend"],
    versions: ["v1.0"],
  });
  await prove(world, onCloud, { BITBUCKET_EMAIL: "user" }, () => expect.stringMatching(/^\d+$/));
});
