/** Keywords of commits from the main branch to the tracker, in real repositories. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSampleCloud } from "../../test/fakes/sample.ts";
import { type GitSandbox, makeGitSandbox } from "../../test/support/git-sandbox.ts";
import { type GitServer, startGitServer } from "../../test/support/git-server.ts";
import { opsOf } from "../../test/support/spec-run.ts";
import type { Plan } from "../core/change.ts";
import { causeText } from "../core/commits.ts";
import type { Issue } from "../core/issue.ts";
import { type CommitsRun, runCommits } from "./commits.ts";
import { configure } from "./configure.ts";
import { type ApplyOptions, apply, openTracker, plan } from "./library.ts";
import { makeKeywordSource } from "./main-branch.ts";
import { openTracker as openChosen } from "./open.ts";
import { makeRuntime } from "./runtime.ts";
import { openWorkspace } from "./workspace.ts";

const spec = "# EPIC-1: Shop\n\n### US-1: Cards\n\n### US-2: Invoices\n";
let sandbox: GitSandbox;
let server: GitServer;
beforeAll(async () => {
  sandbox = makeGitSandbox();
  server = await startGitServer();
});
afterAll(async () => {
  await server.close();
  sandbox.remove();
});

interface Clone {
  readonly cwd: string;
  /** git commands that this run has used. */
  readonly commands: string[];
  git(...args: string[]): string;
  online(...args: string[]): Promise<string>;
  /** Commits with this message; gives the short id. */
  commit(message: string): string;
  plan(): Promise<Plan>;
  sync(more?: ApplyOptions): Promise<Plan>;
  commits(more?: {
    since?: string;
    isDryRun?: boolean;
    variables?: Record<string, string>;
  }): Promise<CommitsRun>;
  issue(number: number): Promise<Issue>;
  setState(number: number, state: "new" | "open" | "closed"): Promise<void>;
  /** The mark that travels with the tracker. */
  mark(): Promise<string | undefined>;
}

function useClone(cwd: string, variables: Record<string, string> = {}): Clone {
  const commands: string[] = [];
  const git = (...args: string[]) => sandbox.git(args, cwd);
  const env = { ...sandbox.env, ...variables };
  const options = { cwd, env, paths: ["EPIC.md"], log: (line: string) => commands.push(line) };
  const read = async () => (await openTracker(options)).read();
  return {
    cwd,
    commands,
    git,
    online: (...args) => sandbox.gitOnline(args, cwd),
    commit: (message) => {
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "--short=7", "HEAD");
    },
    plan: () => plan(options),
    sync: async (more = {}) => {
      commands.length = 0;
      return (await apply({ ...options, ...more })).plan;
    },
    commits: async ({ since, isDryRun = false, variables: more = {} } = {}) => {
      const runtime = makeRuntime({ cwd, env: { ...env, ...more } });
      const workspace = await openWorkspace(runtime);
      const { config } = await configure(workspace, runtime, {});
      const opened = await openChosen(
        workspace,
        config,
        { trustedHosts: [], allowsPlainHttp: false },
        runtime,
      );
      const source = makeKeywordSource(workspace, config, opened);
      return runCommits(workspace, opened.tracker, { source, since: since ?? null, isDryRun }, runtime);
    },
    issue: async (number) => (await read()).issues.find((issue) => issue.number === number)!,
    setState: async (number, state) => {
      const tracker = await openTracker(options);
      const { tip } = await tracker.read();
      await tracker.commit({ tip, writes: [{ op: "update", number, set: { state } }], specs: {} });
    },
    mark: async () => (await read()).scanned["main"]?.slice(0, 7),
  };
}

function makeLocal(name: string): Clone {
  const cwd = sandbox.init(name);
  sandbox.write(`${cwd}/EPIC.md`, spec);
  sandbox.git(["add", "."], cwd);
  sandbox.git(["commit", "--quiet", "--message", "spec, fixes #1"], cwd);
  return useClone(cwd);
}

function causesOf({ changes }: Pick<Plan, "changes">): string[] {
  return changes.flatMap(({ subject, causes }) =>
    causes.map((cause) => `#${subject.number} ${causeText(cause)}`),
  );
}

describe("in one repository", () => {
  it("the first sync acts on nothing, the next on what came since, in its own commit", async () => {
    const shop = makeLocal("first");
    const first = shop.git("rev-parse", "--short=7", "HEAD");
    expect(causesOf(await shop.sync())).toEqual([]);
    expect(await shop.mark()).toBe(first);
    const [fix, see] = [shop.commit("Cards\n\nFixes #1"), shop.commit("see US-2, US-3")];
    const planned = await shop.plan();
    const causes = [`#1 ${fix} fixes #1`, `#2 ${see} see US-2`];
    expect(causesOf(planned)).toEqual(causes);
    expect(planned.notes).toEqual([`${see} see US-3: there is no such issue`]);
    expect(await shop.mark()).toBe(first);
    const before = Number(shop.git("rev-list", "--count", "spectryn"));
    expect(causesOf(await shop.sync({ plan: planned }))).toEqual(causes);
    expect(Number(shop.git("rev-list", "--count", "spectryn"))).toBe(before + 1);
    expect((await shop.issue(1)).fields.state).toBe("resolved");
    expect((await shop.issue(2)).commits).toMatchObject([{ action: "link" }]);
    expect(await shop.mark()).toBe(see);
    expect((await shop.sync()).writes).toEqual([]);
  });

  it("what people do afterwards stays, and commits without keywords cost no commit of the tracker", async () => {
    const shop = makeLocal("by-hand");
    await shop.sync();
    shop.commit("fixes #1");
    await shop.sync();
    await shop.setState(1, "closed");
    const [tip, mark] = [shop.git("rev-parse", "spectryn"), await shop.mark()];
    const last = shop.commit("nothing to see");
    expect((await shop.sync()).writes).toEqual([]);
    expect((await shop.commits({ since: "HEAD~2" })).changes).toEqual([]);
    expect([shop.git("rev-parse", "spectryn"), await shop.mark()]).toEqual([tip, mark]);
    expect((await shop.issue(1)).fields.state).toBe("closed");
    expect((await shop.commits()).branches).toMatchObject([{ name: "main", kind: "nothing", commits: 0 }]);
    const fix = shop.commit("fixes #2");
    await shop.sync();
    expect(await shop.mark()).toBe(fix);
    expect(last).not.toBe(fix);
  });

  it("a quiet sync costs one git call, whether the mark is the tracker's or this clone's", async () => {
    const shop = makeLocal("quiet");
    const ours = () =>
      shop.commands.filter((line) => /for-each-ref|merge-base|topo-order|cat-file -e/.test(line));
    await shop.sync();
    await shop.sync();
    expect(ours()).toHaveLength(1);
    shop.commit("nothing to see");
    await shop.sync();
    expect(ours().length).toBeGreaterThan(1);
    await shop.sync();
    expect(ours()).toHaveLength(1);
    expect(ours()[0]).toContain("for-each-ref");
  });

  it("a plan that was looked at acts on its own commits only; the next sync on the others", async () => {
    const shop = makeLocal("confirmed");
    await shop.sync();
    const one = shop.commit("fixes #1");
    const seen = await shop.plan();
    const two = shop.commit("fixes #2");
    expect(causesOf(await shop.sync({ plan: seen }))).toEqual([`#1 ${one} fixes #1`]);
    expect(await shop.mark()).toBe(one);
    expect(causesOf(await shop.sync())).toEqual([`#2 ${two} fixes #2`]);
    await shop.setState(2, "open");
    const stale = await shop.plan();
    shop.commit("reopens #1");
    await shop.sync();
    expect((await shop.sync({ plan: stale })).writes).toEqual([]);
  });

  it("a sync of one story reads no commits and leaves the mark", async () => {
    const shop = makeLocal("story");
    await shop.sync();
    const mark = await shop.mark();
    shop.commit("fixes #1");
    expect(causesOf(await shop.sync({ story: "US-2" }))).toEqual([]);
    expect(await shop.mark()).toBe(mark);
    expect(opsOf(await shop.sync())).toEqual(["update #1", "pull #1"]);
  });

  it("brings the new state back into the spec in the same sync", async () => {
    const shop = makeLocal("both");
    sandbox.write(`${shop.cwd}/EPIC.md`, spec.replace("Cards\n", "Cards\n\n**Status:** In progress\n"));
    await shop.sync();
    shop.commit("fixes #1");
    await shop.sync({ direction: "both" });
    expect(shop.git("diff", "--unified=0", "EPIC.md")).toContain("+**Status:** Done");
    expect(await shop.issue(1)).toMatchObject({ fields: { state: "resolved" }, status: "Done" });
    expect((await shop.sync({ direction: "both" })).changes).toEqual([]);
  });

  it("a rewritten main branch acts on nothing, says so, and goes on from its new head", async () => {
    const shop = makeLocal("rewritten");
    shop.commit("two");
    await shop.sync();
    const [was, base] = [await shop.mark(), shop.git("rev-parse", "--short=7", "HEAD~1")];
    shop.git("reset", "--quiet", "--hard", "HEAD~1");
    const fix = shop.commit("fixes #1");
    const { notes, writes } = await shop.sync();
    expect(writes).toEqual([]);
    expect(notes).toEqual([
      `main was rewritten: it no longer holds ${was}, up to which its commits were read. None acted; the next scan starts at ${fix}. To read what is new: spectryn commits --since ${base}`,
    ]);
    expect((await shop.sync()).notes).toEqual([]);
    const next = shop.commit("fixes #2");
    expect(causesOf(await shop.sync())).toEqual([`#2 ${next} fixes #2`]);
    expect(causesOf(await shop.commits({ since: base }))).toEqual([`#1 ${fix} fixes #1`]);
  });

  it("reads the branches that are configured, and none of an empty list", async () => {
    const shop = makeLocal("configured");
    shop.git("branch", "release/1");
    const branches = useClone(shop.cwd, { SPECTRYN_TRANSITION_BRANCHES: "release/1,gone" });
    await branches.sync();
    const one = shop.commit("fixes #1");
    expect((await branches.plan()).changes).toEqual([]);
    shop.git("branch", "--force", "release/1", "main");
    expect(causesOf(await branches.plan())).toEqual([`#1 ${one} fixes #1`]);
    sandbox.write(`${shop.cwd}/.spectryn.yaml`, "transition_branches: []\n");
    expect((await shop.plan()).changes).toEqual([]);
    await expect(shop.commits()).rejects.toThrow("transition_branches is empty");
    sandbox.write(`${shop.cwd}/.spectryn.yaml`, "transition_branches: [trunk]\n");
    await expect(shop.commits()).rejects.toThrow("there is no main branch here: no trunk in refs/heads");
  });

  it("a dry run writes nothing; a revision that is none is an error", async () => {
    const shop = makeLocal("dry");
    await shop.sync();
    const fix = shop.commit("fixes #1");
    const dry = await shop.commits({ isDryRun: true });
    expect([causesOf(dry), dry.isWritten]).toEqual([[`#1 ${fix} fixes #1`], false]);
    expect((await shop.issue(1)).fields.state).toBe("new");
    await expect(shop.commits({ since: "no-such" })).rejects.toMatchObject({ code: "usage" });
    await expect(shop.commits({ since: "--all" })).rejects.toMatchObject({ code: "usage" });
    const done = await shop.commits();
    expect([causesOf(done), done.isWritten, done.branches[0]?.commits]).toEqual([causesOf(dry), true, 1]);
    expect((await shop.issue(1)).fields.state).toBe("resolved");
  });
});

describe("in clones of one repository", () => {
  async function publish(name: string): Promise<{ url: string; one: Clone; two: () => Promise<Clone> }> {
    const url = server.createRepository(`scm/shop/${name}`);
    const start = makeLocal(`${name}-start`);
    await start.online("push", "--quiet", url, "HEAD:main");
    const one = useClone(await sandbox.clone(url, `${name}-one`));
    return { url, one, two: async () => useClone(await sandbox.clone(url, `${name}-two`)) };
  }

  it("only what the remote has acts, once for all, and the mark travels", async () => {
    const { one, two: clone } = await publish("shared");
    await one.sync();
    const fix = one.commit("fixes #1");
    expect(causesOf(await one.sync())).toEqual([]);
    await one.online("push", "--quiet", "origin", "main");
    const two = await clone();
    expect(causesOf(await two.sync())).toEqual([`#1 ${fix} fixes #1`]);
    expect(await two.mark()).toBe(fix);
    expect((await one.sync()).writes).toEqual([]);
    expect((await one.issue(1)).commits).toHaveLength(1);
    // Two reads on; one, whose remote-tracking branch is behind, neither acts nor takes the mark back.
    const more = two.commit("fixes #2");
    await two.online("push", "--quiet", "origin", "main");
    expect(causesOf(await two.sync())).toEqual([`#2 ${more} fixes #2`]);
    await one.online("fetch", "--quiet", "origin", "spectryn");
    sandbox.write(`${one.cwd}/EPIC.md`, spec.replace("Cards", "Cards and cash"));
    const behind = await one.sync();
    expect([causesOf(behind), behind.notes]).toEqual([[], []]);
    expect(await one.mark()).toBe(more);
    await one.online("fetch", "--quiet", "origin");
    expect(causesOf(await one.sync())).toEqual([]);
  });

  it("this clone's own mark counts where it is further along", async () => {
    const { one } = await publish("further");
    await one.sync();
    one.commit("nothing to see");
    await one.online("push", "--quiet", "origin", "main");
    await one.sync();
    const mark = await one.mark();
    expect((await one.commits()).branches).toMatchObject([{ kind: "nothing" }]);
    rmSync(`${one.cwd}/.spectryn/state.json`);
    expect((await one.commits()).branches).toMatchObject([{ kind: "read", commits: 1 }]);
    expect(await one.mark()).toBe(mark);
  });

  it("a shallow clone without the mark acts on nothing, says so, and leaves the mark to others", async () => {
    const { url, one } = await publish("shallow");
    await one.sync();
    const fix = one.commit("fixes #1");
    one.commit("two");
    await one.online("push", "--quiet", "origin", "main");
    const path = await sandbox.clone(`${url}`, "shallow-two", "--depth=1", "--no-single-branch");
    const shallow = useClone(path);
    const mark = await one.mark();
    sandbox.write(`${path}/EPIC.md`, spec.replace("Cards", "Cards and cash"));
    const run = await shallow.sync();
    expect(causesOf(run)).toEqual([]);
    expect(run.notes).toEqual([
      `commits of main were read up to ${mark}, which this clone does not have (it is shallow): nothing was done here, a clone that has it goes on from there; to have it here: git fetch --unshallow`,
    ]);
    expect(await shallow.mark()).toBe(mark);
    await shallow.online("fetch", "--quiet", "--unshallow");
    expect(causesOf(await shallow.sync())).toEqual([`#1 ${fix} fixes #1`]);
  });

  it("a mark that nobody has any more is set anew by commits --since", async () => {
    const { url, one, two: clone } = await publish("lost");
    await one.sync();
    one.commit("old");
    await one.online("push", "--quiet", "origin", "main");
    await one.sync();
    await one.setState(2, "open");
    one.commit("fixes #2");
    await one.online("push", "--quiet", "origin", "main");
    await one.sync();
    const other = useClone(await sandbox.clone(url, "lost-other", "--branch=main"));
    other.git("reset", "--quiet", "--hard", "HEAD~2");
    const fix = other.commit("fixes #1");
    await other.online("push", "--quiet", "--force", "origin", "main");
    const two = await clone();
    expect([causesOf(await two.sync()), (await two.commits()).branches[0]?.kind]).toEqual([[], "missing"]);
    expect((await two.commits()).notes[0]).toContain("if it is gone: spectryn commits --since REV");
    expect(causesOf(await two.commits({ since: "HEAD~1" }))).toEqual([`#1 ${fix} fixes #1`]);
    expect(await two.mark()).toBe(fix);
  });
});

describe("with merged pull requests", () => {
  it("a title or description acts once, where its merge stands", async () => {
    const { fake, fullName, variables, cloneUrl } = await startSampleCloud();
    try {
      const shop = useClone(await sandbox.clone(cloneUrl, "cloud"), variables);
      await shop.sync();
      const merged = { state: "MERGED" as const, destination: "main" };
      fake.addPullRequest(fullName, { ...merged, title: "Guests", description: "Fixes US-001" });
      fake.addPullRequest(fullName, { ...merged, title: "Closes US-002" });
      fake.addPullRequest(fullName, { title: "fixes #2", state: "OPEN" });
      fake.addPullRequest(fullName, { ...merged, title: "fixes #2", destination: "release" });
      const asked = () => fake.requests.filter(({ path }) => path.includes("/pullrequests")).length;
      const before = asked();
      await shop.sync();
      expect(asked()).toBe(before);
      const plain = fake.commit(fullName, "main", { "a.txt": "1" }, "holds US-002");
      fake.commit(fullName, "main", { "a.txt": "2" }, "Merged in receipts (pull request #2)");
      await shop.online("fetch", "--quiet", "origin");
      const run = await shop.sync();
      const one = await shop.issue(numberOf(run, "US-001"));
      const two = await shop.issue(numberOf(run, "US-002"));
      expect(one).toMatchObject({
        fields: { state: "resolved" },
        commits: [{ sha: "pr:1", action: "resolved" }],
      });
      expect(two.commits).toEqual([
        { sha: plain, action: "on hold" },
        { sha: "pr:2", action: "resolved" },
      ]);
      expect(two.fields.state).toBe("resolved");
      await shop.setState(two.number!, "open");
      expect((await shop.commits({ since: "origin/main~2" })).changes).toEqual([]);
      fake.commit(fullName, "main", { "a.txt": "3" }, "see nothing");
      await shop.online("fetch", "--quiet", "origin");
      expect((await shop.sync()).writes).toEqual([]);
    } finally {
      await fake.close();
    }
  });
});

function numberOf({ changes }: Plan, key: string): number {
  return changes.find(({ subject }) => subject.key === key)!.subject.number!;
}
