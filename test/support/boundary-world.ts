/** A command in a prepared place that can be put back, run to its end, and killed at each of its write boundaries. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { makeShell, type Shell } from "./built-command.ts";
import { type CommandEnd, runCommand } from "./command-process.ts";
import { type GitServer, startGitServer } from "./git-server.ts";
import { waitForOrphans } from "./kill.ts";
import { comparableFiles, comparableTracker, expectSound } from "./tracker-audit.ts";

const preload = resolve(import.meta.dirname, "kill-at-boundary.mjs");

export interface BoundaryWorld {
  readonly shell: Shell;
  /** The clone, repository or folder that commands run in. */
  readonly cwd: string;
  /** Runs commands that must end well. */
  prepare(script: string): Promise<void>;
  /** Keeps all there is now under a name, for `restore`. */
  keep(name: string): void;
  restore(name: string): void;
  /** Runs the command; `killAt` 0: to its end. */
  run(
    args: readonly string[],
    killAt: number,
  ): Promise<CommandEnd & { readonly boundaries: readonly string[] }>;
  /** Everything that counts: the branch, the attached files, the specs, what git calls changed. */
  look(): Look;
  close(): Promise<void>;
}

export interface Look {
  readonly tracker: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly workTree: Readonly<Record<string, string>>;
}

/** `clone`: of a server, too, but looked at is what this clone has. */
export type Where = "server" | "clone" | "repository" | "folder";

export async function makeBoundaryWorld(where: Where): Promise<BoundaryWorld> {
  const shell = makeShell();
  const server = where === "server" || where === "clone" ? await startGitServer() : null;
  const cwd = await makePlace(shell, server, where);
  const host = server === null ? null : join(server.root, "scm");
  const kept = (name: string, what: string) => shell.path(`kept-${name}`, what);
  const trackers = {
    server: `${host}/shop/spec.git`,
    clone: cwd,
    repository: cwd,
    folder: `${cwd}/.spectryn/tracker.git`,
  };
  const tracker = trackers[where];
  const log = shell.path("boundaries.log");
  const copy = (from: string, to: string) => {
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
  };
  return {
    shell,
    cwd,
    prepare: async (script) => {
      const ran = await shell.run(`set -e\n${script}`, { cwd });
      expect(ran.code, ran.output).toBe(0);
    },
    keep: (name) => {
      copy(cwd, kept(name, "work"));
      if (host !== null) copy(host, kept(name, "host"));
    },
    restore: (name) => {
      copy(kept(name, "work"), cwd);
      if (host !== null) copy(kept(name, "host"), host);
    },
    run: async (args, killAt) => {
      rmSync(log, { force: true });
      const env = { ...shell.env, BOUNDARY_LOG: log, BOUNDARY_KILL: String(killAt) };
      const ended = await runCommand(args, { cwd, env, preload: [preload] });
      await waitForOrphans(shell.dir);
      const text = existsSync(log) ? readFileSync(log, "utf8").trim() : "";
      return { ...ended, boundaries: text.split("\n") };
    },
    look: () => {
      const isThere = existsSync(tracker);
      if (isThere) expectSound(tracker);
      return {
        tracker: isThere ? comparableTracker(tracker) : {},
        files: isThere ? comparableFiles(tracker) : {},
        workTree: readWorkTree(cwd),
      };
    },
    close: async () => {
      await server?.close();
      shell.remove();
    },
  };
}

async function makePlace(shell: Shell, server: GitServer | null, where: Where): Promise<string> {
  if (where === "folder") {
    shell.write(shell.path("work", "README.md"), "# Shop\n");
    return shell.path("work");
  }
  if (server === null) return shell.init("work", "--template=");
  return shell.clone(server.createRepository("scm/shop/spec"), "work", "--template=");
}

/** All files that a person sees there, and locks that would be in somebody's way. */
function readWorkTree(cwd: string): Record<string, string> {
  const all = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = all.map((entry) => join(entry.parentPath, entry.name).slice(cwd.length + 1));
  const seen = paths.filter((path) => !/^\.(git|spectryn)\//.test(path) || /(\.lock|\/lock)$/.test(path));
  return Object.fromEntries(seen.sort().map((path) => [path, readFileSync(join(cwd, path), "utf8")]));
}
