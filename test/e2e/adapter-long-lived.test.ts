/** An adapter that lives as long as its program: what changes on the host, what fails for a while, calls at once. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BitbucketAdapter } from "../../src/index.ts";
import { serverError } from "../fakes/app/fault.ts";
import type { FakeCloud } from "../fakes/cloud.ts";
import type { FakeCloudWithIssues } from "../fakes/cloud-issues.ts";
import { type Sample, startSampleCloud, startSampleCloudWithIssues } from "../fakes/sample.ts";
import { type GitSandbox, makeGitSandbox } from "../support/git-sandbox.ts";

let sandbox: GitSandbox;
beforeEach(() => {
  sandbox = makeGitSandbox();
});
afterEach(() => sandbox.remove());

const open = ({ variables, fake }: Sample<FakeCloud>) =>
  new BitbucketAdapter({
    ...{ workspace: "acme", repo: "shop", baseUrl: fake.apiUrl, cwd: sandbox.dir },
    env: { ...sandbox.env, ...variables },
  });

describe.each([
  ["the branch", startSampleCloud],
  ["the Issues API", startSampleCloudWithIssues],
] as const)("on %s", (_, start) => {
  let sample: Sample<FakeCloud>;
  let adapter: BitbucketAdapter;
  beforeEach(async () => {
    sample = await start();
    adapter = open(sample);
  });
  afterEach(() => sample.fake.close());

  it("goes on once the host does again", async () => {
    sample.fake.faults.add({ times: 50, trouble: { status: 401, headers: {}, text: "" } });
    await expect(adapter.listIssues()).rejects.toMatchObject({ code: "authentication" });
    sample.fake.faults.clear();
    expect(await adapter.listIssues()).toEqual([]);
  });

  it("makes calls at once one after the other", async () => {
    const made = await Promise.all(["a", "b", "c"].map((title) => adapter.createIssue({ title })));
    expect(made.map(({ title }) => title)).toEqual(["a", "b", "c"]);
    const [first, second] = made;
    const said = await Promise.all([
      adapter.addComment(first!.key, "one"),
      adapter.addComment(first!.key, "two"),
      adapter.addComment(second!.key, "three"),
    ]);
    expect(said.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    const texts = async (key: string) => (await adapter.getComments(key)).map(({ text }) => text).sort();
    expect(await Promise.all(made.map(({ key }) => texts(key)))).toEqual([["one", "two"], ["three"], []]);
    expect((await adapter.listIssues()).map(({ title }) => title).sort()).toEqual(["a", "b", "c"]);
  });
});

describe("on the Issues API", () => {
  let sample: Sample<FakeCloudWithIssues>;
  beforeEach(async () => {
    sample = await startSampleCloudWithIssues();
  });
  afterEach(() => sample.fake.close());

  it("sees components and versions that somebody made on the host", async () => {
    const adapter = open(sample);
    expect(await adapter.listComponents()).toEqual([]);
    const made = await adapter.createIssue({ title: "One" });
    sample.fake.addNames(sample.fullName, { components: ["Frontend"], versions: ["v1.0"] });
    expect(await adapter.listComponents()).toMatchObject([{ name: "Frontend" }]);
    sample.fake.addNames(sample.fullName, { versions: ["v2.0"] });
    const changed = { issueKey: made.key, component: "Frontend", version: "v2.0" };
    expect(await adapter.updateIssueWithMetadata(changed)).toMatchObject({ version: "v2.0" });
  });

  it("gives the comment that it wrote, whoever else comments", async () => {
    const { fake, fullName } = sample;
    const adapter = open(sample);
    const { number } = await adapter.createIssue({ title: "One" });
    const lee = fake.addUser("lee");
    let wrote = false;
    const until = async () => {
      if (!wrote) fake.addComment(fullName, number, lee, "Theirs");
      wrote = true;
    };
    // The first look after the comment was written.
    const isWritten = () => fake.count(`POST /2.0/repositories/${fullName}/issues/${number}/comments`) > 0;
    fake.faults.add({ on: "GET *", times: 99, trouble: { until: async () => isWritten() && until() } });
    expect(await adapter.addComment(number, "Mine")).toMatchObject({ text: "Mine" });
    expect(wrote).toBe(true);
  });

  it("goes on after the host failed", async () => {
    const adapter = open(sample);
    await adapter.createIssue({ title: "One" });
    sample.fake.faults.add({ on: "PUT *", times: 9, trouble: serverError(500) });
    await expect(adapter.updateIssue(1, { title: "Two" })).rejects.toMatchObject({ code: "network" });
    sample.fake.faults.clear();
    expect(await adapter.updateIssue(1, { title: "Two" })).toMatchObject({ title: "Two" });
  });
});
