/** Temporary directories and git repositories that no setting of this machine can influence. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { openRepository, type Repository } from "../../src/git/repository.ts";
import type { Env } from "../../src/process/run.ts";

export interface GitSandbox {
  readonly dir: string;
  /** Isolated: own global config, own home, no system config, a fixed identity. */
  readonly env: Record<string, string>;
  path(...names: string[]): string;
  /** Writes a file and its directories; gives its path. */
  write(path: string, content: string | Uint8Array): string;
  /** Runs git in `cwd` (default: the sandbox); gives its trimmed stdout. Never for a server of this process. */
  git(args: readonly string[], cwd?: string, input?: string): string;
  /** The same for commands that talk to a server of this process, which must go on answering. */
  gitOnline(args: readonly string[], cwd?: string): Promise<string>;
  /** `git init` of a repository named `name`; gives its path. */
  init(name: string, ...args: string[]): string;
  /** `git clone`; gives the clone's path. */
  clone(url: string, name: string, ...args: string[]): Promise<string>;
  /** Opens a repository with the sandbox's environment. */
  open(path: string): Promise<Repository>;
  /** Gives git a credential helper that always answers with this login. */
  setCredentials(user: string, password: string): void;
  remove(): void;
}

/** `within`: where the sandbox shall lie, if not among this machine's temporary files. */
export function makeGitSandbox(within = tmpdir()): GitSandbox {
  const dir = realpathSync(mkdtempSync(join(within, "spectryn-git-")));
  const env = isolatedEnv(dir);
  writeFileSync(env["GIT_CONFIG_GLOBAL"]!, globalConfig);
  const path = (...names: string[]) => join(dir, ...names);
  const git = (args: readonly string[], cwd = dir, input = "") =>
    execFileSync("git", args, {
      cwd,
      env,
      input,
      encoding: "utf8",
      stdio: "pipe",
      timeout: timeoutMs,
    }).trim();
  const gitOnline = async (args: readonly string[], cwd = dir) =>
    (await promisify(execFile)("git", args, { cwd, env, timeout: timeoutMs })).stdout.trim();
  return {
    dir,
    env,
    path,
    git,
    gitOnline,
    write(file, content) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    init(name, ...args) {
      git(["init", "--quiet", ...args, path(name)]);
      return path(name);
    },
    async clone(url, name, ...args) {
      await gitOnline(["clone", "--quiet", ...args, url, path(name)]);
      return path(name);
    },
    async open(repository) {
      const opened = await openRepository(repository, { env });
      if (!opened) throw new Error(`no repository at ${repository}`);
      return opened;
    },
    setCredentials(user, password) {
      const script = path("credential-helper.sh");
      writeFileSync(script, `#!/bin/sh\necho username=${user}\necho password=${password}\n`, { mode: 0o755 });
      git(["config", "--global", "credential.helper", script]);
    },
    remove() {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const timeoutMs = 30_000;

const globalConfig = `[user]
	name = Test Person
	email = test@example.com
[init]
	defaultBranch = main
[protocol "file"]
	allow = always
[core]
	fsync = none
[advice]
	detachedHead = false
[gc]
	auto = 0
[core]
	fsync = none
`;

function isolatedEnv(dir: string): Record<string, string> {
  const kept: Env = { PATH: process.env["PATH"], SystemRoot: process.env["SystemRoot"] };
  const env: Record<string, string> = {
    HOME: dir,
    XDG_CONFIG_HOME: join(dir, ".config"),
    // One for all: so that the command is compiled once for each of its commands, not for each test.
    XDG_CACHE_HOME: resolve(import.meta.dirname, "../../node_modules/.cache"),
    GIT_CONFIG_GLOBAL: join(dir, ".gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  for (const [name, value] of Object.entries(kept)) if (value !== undefined) env[name] = value;
  return env;
}
