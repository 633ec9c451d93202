import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../test/support/git-sandbox.ts";
import { makeGitEnvironment } from "./environment.ts";
import { readGitConfig, readGitFlag, readIdentity } from "./identity.ts";
import { listRefs } from "./refs.ts";
import { checkGitVersion, createBareRepository, openRepository } from "./repository.ts";
import { findCheckout } from "./worktrees.ts";

let sandbox: GitSandbox;

beforeEach(() => {
  sandbox = makeGitSandbox();
});
afterEach(() => sandbox.remove());

function initWithCommit(name: string): string {
  const path = sandbox.init(name);
  sandbox.git(["commit", "--quiet", "--allow-empty", "-m", "first"], path);
  return path;
}

/** A program named `git` in front of the real one. */
function fakeGit(script: string): Record<string, string> {
  const path = sandbox.write(sandbox.path("fake", "git"), `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { ...sandbox.env, PATH: `${sandbox.path("fake")}:${sandbox.env["PATH"]}` };
}

describe("openRepository", () => {
  it("finds the repository from a subfolder and from a linked work tree", async () => {
    const main = initWithCommit("main");
    mkdirSync(`${main}/a/b`, { recursive: true });
    const linked = sandbox.path("linked");
    sandbox.git(["worktree", "add", "--quiet", linked], main);
    expect(await openRepository(`${main}/a/b`, { env: sandbox.env })).toMatchObject({
      gitDir: `${main}/.git`,
      commonDir: `${main}/.git`,
      workTree: main,
    });
    expect(await openRepository(linked, { env: sandbox.env })).toMatchObject({
      gitDir: `${main}/.git/worktrees/linked`,
      commonDir: `${main}/.git`,
      workTree: linked,
    });
  });

  it("answers null outside, and a bare repository has no work tree", async () => {
    expect(await openRepository(sandbox.dir, { env: sandbox.env })).toBeNull();
    const bare = sandbox.init("bare.git", "--bare");
    expect(await openRepository(bare, { env: sandbox.env })).toMatchObject({ gitDir: bare, workTree: null });
  });

  it("is not led elsewhere by the variables of a git hook", async () => {
    const [main, other] = [initWithCommit("main"), initWithCommit("other")];
    sandbox.git(["branch", "only-here"], main);
    const env = { ...sandbox.env, GIT_DIR: `${other}/.git`, GIT_INDEX_FILE: "/none", GIT_WORK_TREE: other };
    const repo = await openRepository(main, { env });
    expect((await listRefs(repo!, "refs/heads")).map((ref) => ref.ref)).toContain("refs/heads/only-here");
  });

  it("refuses a repository of another hash with a reason", async () => {
    const path = sandbox.init("sha256", "--object-format=sha256");
    await expect(openRepository(path, { env: sandbox.env })).rejects.toMatchObject({
      code: "repository-unusable",
      message: expect.stringContaining("sha256"),
    });
  });

  it.runIf(process.getuid?.() === 0)("says what to do about a repository of another user", async () => {
    const path = sandbox.init("foreign");
    chownSync(path, 12_345, 12_345);
    chownSync(`${path}/.git`, 12_345, 12_345);
    await expect(openRepository(path, { env: sandbox.env })).rejects.toMatchObject({
      code: "repository-unusable",
      hint: expect.stringContaining("safe.directory"),
    });
  });
});

describe("createBareRepository", () => {
  it("makes one, opens it the second time, and survives many at once", async () => {
    const path = sandbox.path("deep", "tracker.git");
    const repos = await Promise.all([1, 2, 3, 4].map(() => createBareRepository(path, { env: sandbox.env })));
    expect(new Set(repos.map((repo) => repo.gitDir))).toEqual(new Set([path]));
    expect(await openRepository(path, { env: sandbox.env })).toMatchObject({ workTree: null });
    expect(readdirSync(sandbox.path("deep"))).toEqual(["tracker.git"]);
  });

  it("leaves nothing where git fails", async () => {
    const env = fakeGit("echo 'fatal: no space for it' >&2; exit 128");
    await expect(createBareRepository(sandbox.path("x.git"), { env })).rejects.toThrow("no space for it");
    expect(existsSync(sandbox.path("x.git"))).toBe(false);
  });
});

describe("checkGitVersion", () => {
  it("gives the version of the git that is there", async () => {
    expect(await checkGitVersion({ env: sandbox.env })).toMatch(/^\d+\.\d+/);
  });

  it.each(["git version 2.30.9", "git version 1.8.3.1", "something else"])("refuses %s", async (version) => {
    const checked = checkGitVersion({ env: fakeGit(`echo ${version}`) });
    await expect(checked).rejects.toMatchObject({
      code: "git-too-old",
      message: expect.stringContaining(version),
    });
  });

  it.each(["git version 2.31.0", "git version 2.39.3 (Apple Git-146)", "git version 3.0.0.windows.1"])(
    "takes %s",
    async (version) => {
      expect(await checkGitVersion({ env: fakeGit(`echo '${version}'`) })).toMatch(/^[23]\./);
    },
  );

  it("says when there is no git", async () => {
    await expect(checkGitVersion({ env: { PATH: sandbox.dir } })).rejects.toMatchObject({
      code: "git-missing",
    });
  });
});

describe("the environment of git", () => {
  it("appends settings to those the caller's environment carries", () => {
    const env = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "a.b", GIT_CONFIG_VALUE_0: "c" };
    expect(makeGitEnvironment({ env, settings: [["http.x.extraHeader", "y"]] })).toMatchObject({
      ...env,
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_1: "http.x.extraHeader",
      GIT_CONFIG_VALUE_1: "y",
    });
  });

  it.each([
    [{ env: {} }, "ssh -o BatchMode=yes"],
    [{ env: { GIT_SSH_COMMAND: "ssh -i key" } }, "ssh -i key -o BatchMode=yes"],
    [{ env: {}, sshCommand: "/usr/bin/ssh -F x" }, "/usr/bin/ssh -F x -o BatchMode=yes"],
    [{ env: { GIT_SSH_COMMAND: "plink.exe -batch" } }, "plink.exe -batch"],
    [{ env: { GIT_SSH: "/opt/own" } }, undefined],
    [{ env: {}, hasTerminal: true }, undefined],
  ])("lets ssh fail instead of ask: %j", (options, command) => {
    expect(makeGitEnvironment(options)["GIT_SSH_COMMAND"]).toBe(command);
  });

  it("carries no tracing, which would print headers", () => {
    const env = { GIT_TRACE_CURL: "1", GIT_CURL_VERBOSE: "1", KEPT: "1" };
    const made = makeGitEnvironment({ env });
    expect([made["GIT_TRACE_CURL"], made["GIT_CURL_VERBOSE"], made["KEPT"]]).toEqual([
      undefined,
      undefined,
      "1",
    ]);
  });
});

describe("settings and work trees", () => {
  it("reads identity and settings, and does not guess", async () => {
    const repo = await sandbox.open(sandbox.init("main"));
    expect(await readIdentity(repo)).toEqual({ name: "Test Person", email: "test@example.com" });
    expect(await readGitConfig(repo, "user.name")).toBe("Test Person");
    expect(await readGitConfig(repo, "user.missing")).toBeNull();
    expect(await readGitFlag(repo, "commit.gpgsign")).toBe(false);
    sandbox.git(["config", "--global", "commit.gpgsign", "yes"]);
    expect(await readGitFlag(repo, "commit.gpgsign")).toBe(true);
    sandbox.git(["config", "--global", "--unset", "user.email"]);
    expect(await readIdentity(repo)).toBeNull();
  });

  it("finds the work tree that has a branch checked out, unless it is gone", async () => {
    const main = initWithCommit("main");
    const repo = await sandbox.open(main);
    expect(await findCheckout(repo, "spectryn")).toBeNull();
    const linked = sandbox.path("linked");
    sandbox.git(["worktree", "add", "--quiet", "-b", "spectryn", linked], main);
    expect(await findCheckout(repo, "spectryn")).toBe(linked);
    sandbox.git(["-C", linked, "checkout", "--quiet", "--detach"]);
    expect(await findCheckout(repo, "spectryn")).toBeNull();
    sandbox.git(["-C", linked, "checkout", "--quiet", "spectryn"]);
    rmSync(linked, { recursive: true });
    expect(await findCheckout(repo, "spectryn")).toBeNull();
  });
});
