/** Pull requests on Cloud and Server: linked from texts, shown with their origin, and told by one comment. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { htmlReply } from "../fakes/app/reply.ts";
import { deprecationHeaders } from "../fakes/cloud/errors.ts";
import { startSampleCloud, startSampleServer } from "../fakes/sample.ts";
import { makeTroubleShell, type TroubleShell, type Variables } from "../support/troubles-world.ts";

interface PullWords {
  readonly title?: string;
  readonly description?: string;
  readonly source?: string;
}

interface Request {
  readonly method: string;
  readonly path: string;
}

/** What a test needs of a host, whichever it is. */
interface Host {
  readonly variables: Variables;
  readonly requests: readonly Request[];
  /** As people paste it. */
  address(number: number): string;
  addPullRequest(words: PullWords): void;
  comments(number: number): string[];
  refuseComments(): void;
  /** The next two answers announce an end. */
  announceEnd(): void;
  close(): Promise<void>;
}

const refusal = { on: "POST *comments", trouble: htmlReply(403, "<h1>No</h1>") };
const announcement = {
  on: "GET *pull*",
  times: 2,
  trouble: { extraHeaders: deprecationHeaders("CHANGE-9999") },
};

async function cloudHost(): Promise<Host> {
  const { fake, fullName, variables } = await startSampleCloud();
  return {
    variables,
    requests: fake.requests,
    address: (number) => `${fake.apiUrl.replace(/\/2\.0$/, "")}/ACME/shop/pull-requests/${number}/diff`,
    addPullRequest: (words) => void fake.addPullRequest(fullName, words),
    comments: (number) =>
      fake.world.repositories[0]!.pullRequests.find(({ id }) => id === number)!.comments.flatMap((comment) =>
        comment.isDeleted ? [] : [comment.raw],
      ),
    refuseComments: () => fake.faults.add(refusal),
    announceEnd: () => fake.faults.add(announcement),
    close: async () => {
      fake.assertClean();
      await fake.close();
    },
  };
}

async function serverHost(): Promise<Host> {
  const { fake, fullName, variables } = await startSampleServer();
  const pulls: ReturnType<typeof fake.addPullRequest>[] = [];
  return {
    variables,
    requests: fake.requests,
    address: (number) => `${fake.baseUrl}/projects/shop/repos/web/pull-requests/${number}/overview`,
    addPullRequest: (words) => void pulls.push(fake.addPullRequest(fullName, words)),
    comments: (number) => pulls.find(({ id }) => id === number)!.comments.map(({ text }) => text),
    refuseComments: () => fake.faults.add(refusal),
    announceEnd: () => fake.faults.add(announcement),
    close: async () => {
      fake.assertClean();
      await fake.close();
    },
  };
}

const spec = (address: string) => `# EPIC-001: Shop

### US-001: Pay with \`card\` @dana

Seen in PR #1 and at ${address}, not at https://bitbucket.org/other/place/pull-requests/9.

### US-0010: Something else
`;

describe.each([
  ["Cloud", cloudHost],
  ["Server", serverHost],
] as const)("on %s", (_, start) => {
  let host: Host;
  let shell: TroubleShell;
  let cwd: string;
  const run = (script: string, more: Variables = {}) =>
    shell.run(script, { cwd, env: { ...host.variables, ...more } });
  const commenting = { SPECTRYN_PULL_REQUESTS_COMMENT: "true" };

  beforeAll(async () => {
    host = await start();
    shell = makeTroubleShell();
    cwd = shell.folder();
    shell.write(`${cwd}/EPIC.md`, spec(host.address(2)));
    host.addPullRequest({ title: "Cards", source: "feature/cards" });
    host.addPullRequest({ title: "Pay, US-001 and more" });
    host.addPullRequest({ title: "us-001: a follow-up", source: "feature/US-001-later" });
    host.addPullRequest({ title: "US-0010 is another story" });
  });
  afterAll(async () => {
    await host.close();
    shell.remove();
  });

  it("links what the text names, in all forms, and nothing of other repositories", async () => {
    expect((await run("spectryn sync EPIC.md --execute")).code).toBe(0);
    const shown = await run("spectryn issue show US-001 --json");
    expect(JSON.parse(shown.stdout).data.issue.fields.prs).toEqual([1, 2]);
    expect((await run("spectryn sync EPIC.md --execute")).stdout).toContain("Nothing to do.");
  });

  it("shows title, state, branch and origin, and finds those that name the issue as a word", async () => {
    const { stdout, stderr, code } = await run("spectryn issue prs US-001");
    expect([stderr, code]).toEqual(["", 0]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^#1 +open +linked +feature\/cards -> main +Cards$/);
    expect(lines[1]).toMatch(/^#2 +open +linked, title +feature -> main +Pay, US-001 and more$/);
    expect(lines[2]).toMatch(/^#3 +open +title(, source branch)? +feature\/US-001-later -> main/);
  });

  it("tells once that the host announces an end", async () => {
    host.announceEnd();
    const { stderr, code } = await run("spectryn issue prs US-001");
    expect(stderr).toMatch(/^warning: the host says that .* ends on \d{4}-\d\d-\d\d: https:.*CHANGE-9999\n$/);
    expect(code).toBe(0);
  });

  it("knows numbers alone where the host is not asked", async () => {
    const before = host.requests.length;
    const { stdout, code } = await run("spectryn issue prs US-001 --offline");
    expect(stdout).toMatch(/^#1 +linked +http.*\n#2 +linked +http.*\n$/);
    expect([code, host.requests.length]).toEqual([0, before]);
  });

  it("links and unlinks by hand, and refuses what is not there", async () => {
    const link = await run("spectryn issue link-pr US-0010 4 '#3'");
    expect(link.stdout).toBe("#2 has the pull requests: #3, #4.\n");
    expect((await run("spectryn issue link-pr '#2' 'PR #3' --remove")).stdout).toBe(
      "#2 has the pull requests: #4.\n",
    );
    expect((await run("spectryn issue link-pr 2 4")).stdout).toBe("#2 had the pull requests: #4.\n");
    const missing = await run("spectryn issue link-pr 2 77");
    expect(missing.stderr).toContain("there is no pull request #77");
    const foreign = await run("spectryn issue link-pr 2 https://bitbucket.org/other/place/pull-requests/9");
    expect(foreign.stderr).toContain("is none of http");
    expect([missing.code, foreign.code]).toEqual([1, 1]);
  });

  it("links what the text of an issue by hand names, and no more than that", async () => {
    const body = `See PR #1, pull request 2 and ${host.address(3)}; not \`PR #4\`.`;
    const made = await run(`spectryn issue create "By hand" --body '${body}' --json`);
    expect([made.stderr, made.code]).toEqual(["", 0]);
    const prs = async () =>
      JSON.parse((await run("spectryn issue show 3 --json")).stdout).data.issue.fields.prs;
    expect(await prs()).toEqual([1, 2, 3]);
    await run("spectryn issue link-pr 3 4");
    await run("spectryn issue edit 3 --body 'Only PR #2'");
    expect(await prs()).toEqual([2, 4]);
    await run("spectryn issue delete 3 --yes");
  });

  it("keeps one comment on each, written again only when its text changes", async () => {
    const first = await run("spectryn sync EPIC.md --execute", commenting);
    expect(first.stdout).toContain("Pull request #1: our comment was written.\n");
    expect(host.comments(1)).toHaveLength(1);
    const [text] = host.comments(1);
    expect(text).toContain("(kept by spectryn)");
    expect(text).toMatch(/- \[#1 Pay with \\`card\\` @\u2060dana\]\(http[^)]+\) - new/);
    const before = host.requests.filter(({ path }) => /comments|activities/.test(path)).length;
    await run("spectryn sync EPIC.md --execute", commenting);
    expect(host.requests.filter(({ path }) => /comments|activities/.test(path))).toHaveLength(before);
    shell.write(`${cwd}/EPIC.md`, spec(host.address(2)).replace("Pay with", "Buy with"));
    const third = await run("spectryn sync EPIC.md --execute", commenting);
    expect(third.stdout).toContain("Pull request #2: our comment was updated.\n");
    expect(host.comments(2)).toEqual([expect.stringContaining("Buy with")]);
  });

  it("writes one although two runs race, and finds its own without its memory", async () => {
    host.addPullRequest({ title: "Raced" });
    await run("spectryn issue link-pr 2 5");
    const folders = [shell.folder(), shell.folder()];
    for (const folder of folders)
      shell.write(`${folder}/EPIC.md`, spec(host.address(2)).replace("Pay", "Buy"));
    const env = { ...host.variables, ...commenting };
    const runs = folders.map((folder) => shell.run("spectryn sync EPIC.md --execute", { cwd: folder, env }));
    for (const { code } of await Promise.all(runs)) expect(code).toBe(0);
    expect([1, 2, 4, 5].map((number) => host.comments(number).length)).toEqual([1, 1, 1, 1]);
  });

  it("says so when the host refuses the comment; the sync itself is done", async () => {
    host.refuseComments();
    host.addPullRequest({ title: "Locked" });
    await run("spectryn issue link-pr 2 6");
    const refused = await run("spectryn sync EPIC.md --execute", commenting);
    expect(refused.stderr).toContain("warning: the comments on pull requests were not written:");
    expect(refused.code).toBe(1);
    const again = await run("spectryn sync EPIC.md --execute", commenting);
    expect(again.stdout).toContain("Pull request #6: our comment was written.");
    expect(again.code).toBe(0);
  });
});
