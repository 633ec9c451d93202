/**
 * A clone of a real git server that was synced once, made by copying one that was: cheap enough for one world a
 * failure. People act on the server's branch directly, as they do in Bitbucket's web editor.
 */
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Ran, Shell } from "./built-command.ts";
import type { Fault, GitServer, SeenRequest } from "./git-server.ts";

export const failureSpec = `# EPIC-1: Checkout

### US-1: Pay by card

A guest pays by card.

#### Comments

> **@dana** (2026-01-15): Which cards?

### US-2: Pay later

A guest pays by invoice.
`;

export interface FailureWorld {
  readonly shell: Shell;
  readonly server: GitServer;
  /** The clone that the failure hits. */
  readonly clone: string;
  /** Name of the server's repository. */
  readonly name: string;
  readonly url: string;
  run(script: string, env?: Record<string, string>, cwd?: string): Promise<Ran>;
  sync(env?: Record<string, string>): Promise<Ran>;
  plan(env?: Record<string, string>): Promise<Ran>;
  /** git in the server's repository. */
  remote(...args: string[]): string;
  /** git in the clone, which may talk to the server. */
  git(...args: string[]): Promise<string>;
  /** Another person's clone, synced or not. */
  another(name: string, ...args: string[]): Promise<string>;
  /** A file of the server's branch. */
  read(path: string): string;
  /** What a person commits on the server's branch; `null` removes a file. Bytes stay as they are. */
  commit(files: Readonly<Record<string, string | Uint8Array | null>>, branch?: string): void;
  /** What the server does with requests for this repository; `null`: it serves them. */
  fault(fault: ((request: SeenRequest) => Fault | null) | null): void;
  /** Titles of the living issues on the server's branch, sorted. */
  titles(): string[];
}

export const syncs = "spectryn sync EPIC.md --execute";

/** What every failure starts with: a repository with a spec, synced once. */
export async function makeTemplate(shell: Shell, server: GitServer): Promise<void> {
  const url = server.createRepository("template");
  const clone = await shell.clone(url, "template");
  shell.write(join(clone, "EPIC.md"), failureSpec);
  shell.write(join(clone, ".spectryn.yaml"), "tracker: bitbucket\n");
  shell.write(join(clone, ".gitignore"), ".spectryn/\n");
  shell.git(["add", "."], clone);
  shell.git(["commit", "--quiet", "--message", "spec"], clone);
  await shell.gitOnline(["push", "--quiet", "origin", "HEAD"], clone);
  cpSync(join(server.root, "template.git"), join(server.root, "empty.git"), { recursive: true });
  cpSync(clone, shell.path("empty"), { recursive: true });
  const ran = await shell.run(syncs, { cwd: clone });
  if (ran.code !== 0) throw new Error(`the first sync failed: ${ran.output}`);
}

/** `from`: `template` was synced, `empty` never. */
export function copyWorld(
  shell: Shell,
  server: GitServer,
  name: string,
  from: "template" | "empty" = "template",
): FailureWorld {
  const bare = join(server.root, `${name}.git`);
  const clone = shell.path(name, "shop");
  const url = `${server.url}/${name}.git`;
  cpSync(join(server.root, `${from}.git`), bare, { recursive: true });
  cpSync(shell.path(from), clone, { recursive: true });
  shell.git(["remote", "set-url", "origin", url], clone);
  const remote = (...args: string[]) => server.git(name, args);
  const run: FailureWorld["run"] = (script, env = {}, cwd = clone) => shell.run(script, { cwd, env });
  const read = (path: string) =>
    execFileSync("git", ["show", `spectryn:${path}`], { cwd: bare, env: shell.env, encoding: "utf8" });
  return {
    ...{ shell, server, clone, name, url, run, remote, read },
    sync: (env) => run(syncs, env),
    plan: (env) => run("spectryn plan EPIC.md", env),
    git: (...args) => shell.gitOnline(args, clone),
    another: (other, ...args) => shell.clone(url, `${name}-${other}`, ...args),
    commit: (files, branch = "spectryn") =>
      void execFileSync("git", ["fast-import", "--quiet", "--date-format=now"], {
        cwd: bare,
        env: shell.env,
        input: commitStream(files, `refs/heads/${branch}`),
      }),
    fault(fault) {
      const others = server.fault;
      server.fault = (request) =>
        request.path.startsWith(`/${name}.git/`) ? (fault?.(request) ?? null) : (others?.(request) ?? null);
    },
    titles: () => livingTitles((...args) => remote(...args)),
  };
}

/** Titles of what is no tombstone, sorted; read by git alone. */
export function livingTitles(git: (...args: string[]) => string): string[] {
  const find = (pattern: string) =>
    git("grep", "--no-color", pattern, "spectryn", "--", "issues").split("\n").map(splitFound);
  const deleted = new Set(tryFind(find, "^deleted: ").map(([path]) => path));
  return find("^title: ")
    .filter(([path]) => !deleted.has(path))
    .map(([, text]) => JSON.parse(text.slice("title: ".length)) as string)
    .sort();
}

function splitFound(line: string): readonly [path: string, text: string] {
  const [, path = "", ...text] = line.split(":");
  return [path, text.join(":")];
}

/** `git grep` ends with 1 where it finds nothing. */
function tryFind(find: (pattern: string) => (readonly [string, string])[], pattern: string) {
  try {
    return find(pattern);
  } catch {
    return [];
  }
}

function commitStream(files: Readonly<Record<string, string | Uint8Array | null>>, ref: string): Buffer {
  const pieces: (string | Uint8Array)[] = [
    `commit ${ref}\ncommitter Kim <kim@example.com> now\ndata 7\nby hand\nfrom ${ref}^0\n`,
  ];
  for (const [path, content] of Object.entries(files)) {
    if (content === null) pieces.push(`D ${path}\n`);
    else {
      const bytes = Buffer.from(content);
      pieces.push(`M 100644 inline ${path}\ndata ${bytes.length}\n`, bytes, "\n");
    }
  }
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
}
