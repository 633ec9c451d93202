/** From the shell against a host that still has issues: which store is taken, and what happens when that changes. */
import { readFileSync, rmSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { sampleSpec, startSampleServer } from "../fakes/sample.ts";
import type { Ran } from "../support/built-command.ts";
import { type IssuesHost, startIssuesHost } from "../support/issues-host.ts";

let shell: IssuesHost["shell"];
let sample: IssuesHost["sample"];
let folder: string;

beforeEach(async () => {
  ({ shell, sample } = await startIssuesHost());
  folder = shell.init("work");
  shell.write(`${folder}/EPIC.md`, sampleSpec);
});

const issues = () => sample.fake.tracker(sample.fullName).issues;

function run(command: string, env: Record<string, string> = {}): Promise<Ran> {
  return shell.run(command, { cwd: folder, env: { ...sample.variables, ...env } });
}

/** Requests of a run, without git's. */
async function requestsOf(work: () => Promise<Ran>): Promise<{ ran: Ran; rest: string[] }> {
  const before = sample.fake.requests.length;
  const ran = await work();
  const asked = sample.fake.requests.slice(before).filter(({ path }) => !path.includes(".git/"));
  return { ran, rest: asked.map(({ method, path }) => `${method} ${path.split("?")[0]}`) };
}

const syncCommand = "spectryn --markdown EPIC.md --tracker bitbucket --execute";
const list = "GET /2.0/repositories/acme/shop/issues";

/** As if nobody had synced from here. */
const forget = () => rmSync(`${folder}/.spectryn`, { recursive: true });
const configure = (issues: string) =>
  shell.write(`${folder}/.spectryn.yaml`, `bitbucket:\n  issues: ${issues}\n`);

describe("auto", () => {
  it("takes the API where the issues are listed, says so once, and writes nothing twice", async () => {
    const first = await run(syncCommand);
    expect(first.stderr).toMatch(/^tracker: the issues of \S+ \(the host answers the Issues API 2\.0\)\n$/);
    expect(first.stdout).toContain("Done: 4 creates");
    expect(first.code).toBe(0);
    expect(Object.fromEntries(issues().map(({ title, state }) => [title, state]))).toEqual({
      "Pay without an account": "open",
      "Receipt by e-mail": "new",
      "Form for guests": "resolved",
      "Find an order by number": "new",
    });
    const again = await requestsOf(() => run(syncCommand));
    expect(again.ran.output).toBe("Nothing to do. 5 items, 0 changes.\n");
    expect(again.rest).toEqual([list]);
    expect(readFileSync(`${folder}/.spectryn/.gitignore`, "utf8")).toBe("*\n");
  });

  it("needs no memory: another clone finds everything, and writes nothing there", async () => {
    await run(syncCommand);
    forget();
    const { ran, rest } = await requestsOf(() => run(syncCommand));
    expect(ran.stderr).toMatch(/^tracker: the issues of /);
    expect(ran.code).toBe(0);
    expect(rest.filter((request) => !request.startsWith("GET "))).toEqual([]);
    expect(issues()).toHaveLength(4);
  });

  it("takes the branch where it is there already, though the issues are listed", async () => {
    configure("branch");
    await run(syncCommand);
    rmSync(`${folder}/.spectryn.yaml`);
    forget();
    const ran = await run("spectryn plan EPIC.md --tracker bitbucket");
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toContain("Nothing to do. 5 items, 0 changes.");
    expect(issues()).toEqual([]);
  });

  it("asks git for a branch that was used no more than any sync of a branch", async () => {
    sample.fake.tracker(sample.fullName).is = "removed";
    await run(syncCommand);
    const gitOf = async () => {
      const before = sample.fake.count("git");
      expect((await run(syncCommand)).stdout).toContain("Nothing to do. 5 items, 0 changes.");
      return sample.fake.count("git") - before;
    };
    const usual = await gitOf();
    configure("branch");
    expect(await gitOf()).toBe(usual);
  });

  it("stops where the branch is gone and the issues are listed by now", async () => {
    const tracker = sample.fake.tracker(sample.fullName);
    tracker.is = "removed";
    await run(syncCommand);
    tracker.is = "on";
    sample.fake.git(sample.fullName, ["update-ref", "-d", "refs/heads/spectryn"]);
    expect((await run(syncCommand)).stderr).toContain("error: the branch spectryn of origin was deleted");
    // As the hint of that error says: accepted.
    rmSync(`${folder}/.git/spectryn`, { recursive: true });
    const ran = await run(syncCommand);
    expect(ran.stderr).toMatch(/^error: .* were in the branch spectryn until now, but the host answers/m);
    expect(ran.code).toBe(1);
    expect(issues()).toEqual([]);
  });

  it.each([
    ["removed", "the host removed its Issues API"],
    ["none", "the repository has no issue tracker"],
  ] as const)("takes the branch where the tracker is %s", async (is, why) => {
    sample.fake.tracker(sample.fullName).is = is;
    const ran = await run(syncCommand);
    expect(ran.stderr).toMatch(/^tracker: the branch spectryn of .*\n$/);
    expect(ran.stderr).toContain(`(${why})`);
    expect(ran.stdout).toContain("Done: 5 creates");
    expect(ran.code).toBe(0);
    expect(issues()).toEqual([]);
  });

  it("stops when the API is removed between two runs, and creates nothing", async () => {
    await run(syncCommand);
    sample.fake.tracker(sample.fullName).is = "removed";
    for (const command of [syncCommand, "spectryn plan EPIC.md --tracker bitbucket"]) {
      const ran = await run(command);
      expect(ran.stderr).toMatch(/^error: the issues of \S+ were in the Issues API until now, but the host/);
      expect(ran.stderr).toContain("bitbucket.issues: branch");
      expect(ran.code).toBe(1);
    }
    expect(sample.fake.git(sample.fullName, ["branch", "--list", "spectryn"])).toBe("");
    configure("branch");
    const moved = await run(syncCommand);
    expect(moved.stdout).toContain("Done: 5 creates");
    expect(moved.code).toBe(0);
  });

  it.each([
    [401, 7],
    [403, 7],
    [500, 8],
  ])("takes %i for no answer", async (status, code) => {
    const reply = { status, headers: {}, text: "" };
    sample.fake.faults.add({ on: "GET */issues*", times: 20, trouble: reply });
    const ran = await run(syncCommand, { BITBUCKET_TIMEOUT: "2" });
    expect(ran.stderr).toMatch(/^error: /m);
    expect(ran.code).toBe(code);
    expect(issues()).toEqual([]);
    expect(sample.fake.git(sample.fullName, ["branch", "--list", "spectryn"])).toBe("");
  });

  it("takes a git that is not there for no branch", async () => {
    sample.fake.faults.add({ on: "* *.git/*", times: 9, trouble: { status: 404, headers: {}, text: "" } });
    const ran = await run(syncCommand);
    expect(ran.stdout).toContain("Done: 4 creates");
    expect(issues()).toHaveLength(4);
  });
});

describe("forced", () => {
  it("issues: api asks for no branch", async () => {
    configure("api");
    const before = sample.fake.count("git");
    const ran = await run(syncCommand);
    expect(ran.stdout).toContain("Done: 4 creates");
    expect(sample.fake.count("git")).toBe(before);
  });

  it("issues: api where it was removed says so", async () => {
    configure("api");
    sample.fake.tracker(sample.fullName).is = "removed";
    const ran = await run(syncCommand);
    expect(ran.stderr).toContain("bitbucket.issues: branch");
    expect(ran.code).toBe(1);
  });
});

it("a Server without that root has no issues, and the branch is taken", async () => {
  const server = await startSampleServer();
  const base = server.variables["BITBUCKET_BASE_URL"]!.replace("/1.0", "/2.0");
  const env = { ...server.variables, BITBUCKET_BASE_URL: base };
  const ran = await shell.run(syncCommand, { cwd: folder, env });
  expect(ran.stderr).toContain("(the host has no Issues API)");
  expect(ran.stdout).toContain("Done: 5 creates");
  await server.fake.close();
});
