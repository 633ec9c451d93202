/** The library's BitbucketAdapter against all hosts and on both stores; each call, with the keys that people use. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BitbucketAdapter, type BitbucketOptions } from "../../src/index.ts";
import type { FakeCloud } from "../fakes/cloud.ts";
import {
  adapterOptions,
  type Sample,
  startSampleCloud,
  startSampleCloudWithIssues,
  startSampleServer,
} from "../fakes/sample.ts";
import type { FakeServer } from "../fakes/server.ts";
import { type GitSandbox, makeGitSandbox } from "../support/git-sandbox.ts";

interface Host {
  readonly options: BitbucketOptions;
  /** What the tracker calls itself. */
  readonly store: string;
  /** What a name's id looks like. */
  readonly id: (name: string) => unknown;
  addPullRequest(words: { readonly title: string }): void;
  close(): Promise<void>;
}

async function cloudHost(): Promise<Host> {
  const sample = await startSampleCloud();
  return { ...hostOf(sample), store: "branch spectryn", id: (name) => name };
}

async function issuesHost(): Promise<Host> {
  const sample = await startSampleCloudWithIssues();
  sample.fake.addNames(sample.fullName, { components: ["Backend", "Frontend"], versions: ["v1.0"] });
  return { ...hostOf(sample), store: "Issues API", id: () => expect.stringMatching(/^\d+$/) };
}

async function serverHost(): Promise<Host> {
  const sample = await startSampleServer();
  return { ...hostOf(sample), store: "branch spectryn", id: (name) => name };
}

function hostOf(sample: Sample<FakeCloud | FakeServer>) {
  const { fake, fullName } = sample;
  return {
    options: adapterOptions(sample),
    addPullRequest: (words: { readonly title: string }) => void fake.addPullRequest(fullName, words),
    close: () => fake.close(),
  };
}

describe.each([
  ["Cloud", cloudHost],
  ["Server", serverHost],
  ["Cloud with issues", issuesHost],
] as const)("BitbucketAdapter on %s", (_, start) => {
  let host: Host;
  let sandbox: GitSandbox;
  let adapter: BitbucketAdapter;

  const open = (more: Partial<BitbucketOptions>) =>
    new BitbucketAdapter({ ...host.options, cwd: sandbox.dir, env: sandbox.env, ...more });

  beforeAll(async () => {
    host = await start();
    sandbox = makeGitSandbox();
    adapter = open({});
    host.addPullRequest({ title: "One" });
    host.addPullRequest({ title: "Two" });
  });
  afterAll(async () => {
    await host.close();
    sandbox.remove();
  });

  it("says where it is", async () => {
    expect(await adapter.verify()).toMatchObject({ issues: 0, tracker: expect.stringContaining(host.store) });
  });

  it("creates, reads, changes and moves an issue, by any of its keys", async () => {
    const made = await adapter.createIssue({
      title: "Login",
      content: "As a user\n\n## Acceptance Criteria\n\n- [ ] works",
      priority: "high",
      labels: ["auth"],
      component: "Frontend",
      version: "v1.0",
    });
    expect(made).toMatchObject({
      key: "#1",
      state: "new",
      priority: "critical",
      labels: ["auth"],
      item: null,
    });
    for (const key of ["#1", "1", 1]) {
      expect(await adapter.getIssue(key)).toMatchObject({
        title: "Login",
        content: "As a user\n\n## Acceptance Criteria\n\n- [ ] works",
      });
    }
    expect(await adapter.updateIssue("#1", { title: "Log in", labels: [] })).toMatchObject({
      title: "Log in",
      labels: [],
      component: "Frontend",
    });
    expect((await adapter.transitionIssue(1, "done")).state).toBe("resolved");
    const changed = await adapter.updateIssueWithMetadata({ issueKey: "#1", component: "Backend" });
    expect(changed).toMatchObject({ component: "Backend", version: "v1.0" });
    expect(await adapter.listComponents()).toEqual([
      { name: "Backend", id: host.id("Backend") },
      { name: "Frontend", id: host.id("Frontend") },
    ]);
    expect(await adapter.listVersions()).toEqual([{ name: "v1.0", id: host.id("v1.0") }]);
  });

  it("comments, and reads comments back", async () => {
    expect(await adapter.getComments("#1")).toEqual([]);
    const written = await adapter.addComment("#1", "This is a comment");
    expect(written).toMatchObject({ text: "This is a comment", author: host.options.username });
    expect(await adapter.getComments(1)).toEqual([written]);
    expect(Date.parse(written.createdAt)).toBeGreaterThan(0);
  });

  it("attaches, lists and removes files", async () => {
    expect(await adapter.getIssueAttachments("#1")).toEqual([]);
    sandbox.write(sandbox.path("document.pdf"), "%PDF-1.4\n");
    const upload = { issueKey: "#1", filePath: "document.pdf", description: "Project documentation" };
    const attached = await adapter.uploadAttachment(upload);
    expect(attached).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{12}$/),
      name: "document.pdf",
      size: 9,
      description: "Project documentation",
    });
    expect(await adapter.getIssueAttachments(1)).toEqual([attached]);
    await adapter.deleteAttachment("#1", { attachmentId: attached.id });
    expect(await adapter.getIssueAttachments("#1")).toEqual([]);
    const missing = adapter.uploadAttachment({ issueKey: "#1", filePath: "missing.pdf" });
    await expect(missing).rejects.toMatchObject({ code: "file-unreadable" });
    const absent = adapter.deleteAttachment("#1", { attachmentId: "att1" });
    await expect(absent).rejects.toMatchObject({ code: "usage" });
  });

  it("links pull requests and finds those that are", async () => {
    await adapter.linkPullRequest({ issueKey: "#1", pullRequestId: 2 });
    await adapter.linkPullRequest({ issueKey: 1, pullRequestId: "#2" });
    expect(await adapter.getPullRequestsForIssue("#1")).toMatchObject([
      { number: 2, origins: ["linked"], found: { title: "Two", state: "open" } },
    ]);
  });

  it("lists and searches", async () => {
    await adapter.createIssue({ title: "Second" });
    expect((await adapter.listIssues()).map(({ key }) => key)).toEqual(["#1", "#2"]);
    expect((await adapter.listIssues({ state: "new" })).map(({ key }) => key)).toEqual(["#2"]);
    expect((await adapter.listIssues({ text: "this COMMENT" })).map(({ key }) => key)).toEqual(["#1"]);
  });

  it("throws typed errors", async () => {
    await expect(adapter.getIssue("#99")).rejects.toMatchObject({ code: "issue-unknown" });
    await expect(adapter.getIssue("US-404")).rejects.toMatchObject({ code: "issue-unknown" });
    await expect(adapter.transitionIssue("#1", "almost")).rejects.toMatchObject({ code: "usage" });
    await expect(adapter.addComment("#1", " ")).rejects.toMatchObject({ code: "usage" });
    const isCloud = host.options.apiToken !== undefined;
    const stranger = open(isCloud ? { apiToken: "wrong-token" } : { appPassword: "wrong-token" });
    await expect(stranger.getIssue("#1")).rejects.toMatchObject({ code: "authentication" });
  });
});
