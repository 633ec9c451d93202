/** A crowd of writers for one tracker: each syncs a spec of its own, in a clone of its own or all in one repository. */
import { cpSync } from "node:fs";
import { makeShell, type Shell } from "./built-command.ts";
import { type CommandEnd, runCommand } from "./command-process.ts";
import { type GitServer, startGitServer } from "./git-server.ts";

export interface Writer {
  readonly name: string;
  readonly cwd: string;
  /** Writes its spec with so many items; a revision changes a text of each. */
  write(items: number, revision?: number): void;
  readonly sync: readonly string[];
}

export interface Crowd {
  readonly shell: Shell;
  /** `null`: all share one local repository. */
  readonly server: GitServer | null;
  /** Where the branch is. */
  readonly repository: string;
  readonly writers: readonly Writer[];
  /** Pushes that the server saw: begun, and sent, unless git saw at once that they came too late. */
  pushes(): { readonly begun: number; readonly sent: number };
  close(): Promise<void>;
}

/** Each writer in a clone of a repository on a real git server, or all of them in the same one. */
export async function makeRemoteCrowd(count: number, place: "own" | "shared" = "own"): Promise<Crowd> {
  const shell = makeShell();
  const server = await startGitServer();
  const url = server.createRepository("scm/shop/crowd");
  const first = await shell.clone(url, "clone", "--template=");
  shell.write(`${first}/README.md`, "# Shop\n");
  shell.git(["add", "."], first);
  shell.git(["commit", "--quiet", "-m", "first"], first);
  await shell.gitOnline(["push", "--quiet", "origin", "main"], first);
  const writers = Array.from({ length: count }, (_, at) => {
    if (place === "shared") return makeWriter(shell, at + 1, first, `team-${at + 1}/`);
    const cwd = shell.path(`writer-${at + 1}`);
    cpSync(first, cwd, { recursive: true });
    return makeWriter(shell, at + 1, cwd, "");
  });
  const requests = (wanted: string) =>
    server.requests.filter(({ method, path }) => `${method} ${path}`.endsWith(wanted)).length;
  return {
    shell,
    server,
    repository: `${server.root}/scm/shop/crowd.git`,
    writers,
    pushes: () => ({
      begun: requests("info/refs?service=git-receive-pack"),
      sent: requests(".git/git-receive-pack"),
    }),
    close: async () => {
      await server.close();
      shell.remove();
    },
  };
}

/** All writers in one repository without a remote, each in a folder of its own. */
export function makeLocalCrowd(count: number): Crowd {
  const shell = makeShell();
  const repository = shell.init("shared", "--template=");
  const writers = Array.from({ length: count }, (_, at) => {
    return makeWriter(shell, at + 1, repository, `team-${at + 1}/`);
  });
  return {
    shell,
    server: null,
    repository,
    writers,
    pushes: () => ({ begun: 0, sent: 0 }),
    close: async () => shell.remove(),
  };
}

function makeWriter(shell: Shell, at: number, cwd: string, folder: string): Writer {
  const name = `W${at}`;
  const spec = `${folder}spec-${at}.md`;
  const story = (item: number, revision: number) =>
    `### ${name}-${item}: ${titleOf(name, item)}\n\nText of revision ${revision}.\n`;
  return {
    name,
    cwd,
    write: (items, revision = 1) => {
      const stories = Array.from({ length: items }, (_, item) => story(item + 1, revision));
      shell.write(`${cwd}/${spec}`, stories.join("\n"));
    },
    sync: ["sync", spec, "--execute", "--yes", "--no-input"],
  };
}

export function titleOf(name: string, item: number): string {
  return `Story ${item} of ${name}`;
}

/** The titles that a tracker must hold, each once. */
export function allTitles(writers: readonly Writer[], items: number): string[] {
  return writers
    .flatMap(({ name }) => Array.from({ length: items }, (_, item) => titleOf(name, item + 1)))
    .sort();
}

/** Runs a command of a writer to its end, again and again until it ends well; gives how often it did not. */
export async function runUntilDone(
  { shell }: Crowd,
  { cwd }: Writer,
  args: readonly string[],
  mostTries = 8,
): Promise<number> {
  let last: CommandEnd | null = null;
  for (let failed = 0; failed < mostTries; failed += 1) {
    last = await runCommand(args, { cwd, env: shell.env });
    if (last.code === 0) return failed;
  }
  throw new Error(`stuck: ${args.join(" ")} in ${cwd}: exit ${last?.code}\n${last?.stderr}${last?.stdout}`);
}

/** Runs `work` for each, at most `width` at a time. */
export async function inLanes<T>(
  all: readonly T[],
  width: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
