/** Runs git in a repository: every git child of spectryn starts here. */
import { SpectrynError } from "../errors.ts";
import type { Input } from "../process/feed.ts";
import { stripCredentials } from "../process/redact.ts";
import type { Env } from "../process/run.ts";
import { type Finished, type RunOptions, run, type Started, start } from "../process/run.ts";
import { fixedSettings, makeGitEnvironment, type Settings } from "./environment.ts";
import { gitFailure, isPassing } from "./failures.ts";
import { proxiesOf, withProxyLogin, withProxyNamed } from "./proxy.ts";
import { type Heard, listen, showPackets } from "./speech.ts";

/** How git is run; spread it to add settings or a signal: `{ ...repo, settings }`. */
export interface GitContext {
  /** The caller's environment, normally `process.env`. */
  readonly env: Env;
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Settings for network commands, kept out of argv: credentials, proxy, TLS. */
  readonly settings?: Settings | undefined;
  /** A person is there whom ssh and gpg may ask. */
  readonly hasTerminal?: boolean | undefined;
  /** Default 120 s for each command. */
  readonly deadlineMs?: number | undefined;
  /** Goes around every network command. */
  readonly pace?: Pace | undefined;
  /** Without it no network command is repeated. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
}

/**
 * Decides when a network command may go, and whether it goes again after the host refused it for its request
 * limit. `attempt` runs the command once; `variables` are added to its environment.
 */
export type Pace = (
  attempt: (variables: Env) => Promise<Finished>,
  signal?: AbortSignal,
) => Promise<Finished>;

export interface Remote {
  readonly name: string;
  /** After `url.<base>.insteadOf`. May carry credentials: strip them before showing. */
  readonly fetchUrl: string;
  readonly pushUrl: string;
}

export interface Repository extends GitContext {
  /** `.git` of this work tree. */
  readonly gitDir: string;
  /** Where refs and objects live; differs from `gitDir` in a linked work tree. */
  readonly commonDir: string;
  /** `null` for a bare repository. */
  readonly workTree: string | null;
  readonly sshCommand?: string | null | undefined;
  /** A clone that left files out, which git fetches when they are read. */
  readonly isPartial?: boolean | undefined;
  /** The folder whose refs are known to lie in files; where it is not `commonDir`, git must be asked. */
  readonly refFolder?: string | undefined;
  /** As they were when it was opened; `null`: not known, git must be asked. */
  readonly remotes?: readonly Remote[] | null | undefined;
}

export interface GitOptions {
  readonly input?: Input | undefined;
  /** Exit codes that are answers, not failures. */
  readonly accept?: readonly number[] | undefined;
  /** The answer says whether a git server gave it. */
  readonly listens?: boolean | undefined;
  /** Variables of this command only. */
  readonly variables?: Env | undefined;
  /**
   * The settings apply, and ssh may use the terminal. `read`: where the host fails or the connection is cut, the
   * command runs again, for it changes nothing there. After a `write` only the remote knows what came of it.
   */
  readonly network?: "read" | "write" | undefined;
  /** The child may ask at the terminal: signing. */
  readonly keepsTerminal?: boolean | undefined;
}

const defaultDeadlineMs = 120_000;

/** Runs git to its end; an exit code that is not accepted throws what `gitFailure` makes of it. */
export async function git(
  repo: Repository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Heard> {
  const own = options.listens ? { ...options.variables, ...showPackets } : options.variables;
  const attempt = async (variables: Env) => {
    const all = { ...options, variables: { ...own, ...variables } };
    const ended = await run("git", commandLine(repo, args), runOptions(repo, args, all)).catch(orMissing);
    return options.listens ? listen(ended) : ended;
  };
  const finished: Heard = await (options.network
    ? runOnNetwork(repo, options.network, attempt)
    : attempt({}));
  if (finished.code !== 0 && !options.accept?.includes(finished.code)) throw gitFailure(args, finished);
  return finished;
}

/** Before the second try of a read, and before the third, which is the last. */
const pausesMs = [300, 1200];

async function runOnNetwork(
  repo: Repository,
  network: "read" | "write",
  attempt: Parameters<Pace>[0],
): Promise<Finished> {
  let ended = await runOnce(repo, attempt);
  if (network === "write" || repo.sleep === undefined) return ended;
  for (const pauseMs of pausesMs) {
    if (!isPassing(ended)) return ended;
    repo.log?.(`the host or the connection failed, asking again in ${pauseMs} ms`);
    await repo.sleep(pauseMs, repo.signal);
    ended = await runOnce(repo, attempt);
  }
  return ended;
}

function runOnce(repo: Repository, attempt: Parameters<Pace>[0]): Promise<Finished> {
  const chosenMethod = async () => {
    const asked = ["config", "--get", "http.proxyAuthMethod"];
    return (await git(repo, asked, { accept: [1] })).stdout.toString().trim() || null;
  };
  const proxies = async () => {
    const asked = ["config", "--null", "--get-regexp", "^(http\\..*proxy|remote\\..*\\.proxy)$"];
    const found = (await git(repo, asked, { accept: [1] })).stdout.toString().split("\0");
    const given = (repo.settings ?? []).filter(([key]) => key === "http.proxy").map(([, value]) => value);
    return proxiesOf(repo.env, [...given, ...found.map((record) => record.split("\n")[1] ?? "")]);
  };
  const throughProxy: typeof attempt = async (variables) => {
    const ended = await withProxyLogin(repo.env, chosenMethod, (more) => attempt({ ...variables, ...more }));
    return withProxyNamed(ended, proxies);
  };
  return repo.pace === undefined ? throughProxy({}) : repo.pace(throughProxy, repo.signal);
}

/** Like `git`, with its output as one trimmed string. */
export async function gitText(
  repo: Repository,
  args: readonly string[],
  options?: GitOptions,
): Promise<string> {
  return (await git(repo, args, options)).stdout.toString("utf8").trim();
}

/** Starts git for reading while it runs; the caller checks how it ended. */
export function startGit(repo: Repository, args: readonly string[], options: GitOptions = {}): Started {
  return start("git", commandLine(repo, args), runOptions(repo, args, options));
}

/** Runs git outside of any known repository, in `cwd`. Every exit code is a value. */
export async function gitAt(
  cwd: string,
  context: GitContext,
  args: readonly string[],
  settings: Settings = [],
): Promise<Finished> {
  return run("git", [...fixedSettings, ...args], {
    ...baseOptions(context, args),
    env: makeGitEnvironment({ env: context.env, hasTerminal: context.hasTerminal, settings }),
    cwd,
  }).catch(orMissing);
}

function commandLine(repo: Repository, args: readonly string[]): string[] {
  return [`--git-dir=${repo.gitDir}`, ...fixedSettings, ...args];
}

function runOptions(repo: Repository, args: readonly string[], options: GitOptions): RunOptions {
  const settings = options.network ? repo.settings : undefined;
  return {
    ...baseOptions(repo, args),
    env: { ...makeGitEnvironment({ ...repo, settings }), ...options.variables },
    // Relative URLs of remotes start at the work tree, as they do for git itself.
    cwd: repo.workTree ?? repo.gitDir,
    input: options.input,
    keepsTerminal: Boolean(repo.hasTerminal && (options.network !== undefined || options.keepsTerminal)),
  };
}

function baseOptions(context: GitContext, args: readonly string[]): Omit<RunOptions, "env"> {
  return {
    deadlineMs: context.deadlineMs ?? defaultDeadlineMs,
    signal: context.signal,
    log: context.log,
    shown: stripCredentials(`git ${args.join(" ")}`),
  };
}

function orMissing(error: unknown): never {
  if (error instanceof SpectrynError && error.code === "program-missing") {
    throw new SpectrynError("git-missing", "git was not found on the PATH", {
      hint: "Install git 2.31 or later (https://git-scm.com/downloads).",
      cause: error,
    });
  }
  throw error;
}
