/** Bare repositories of a fake on disk, served by the real `git http-backend`, with vetoes as hooks. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serveByBackend } from "../../support/git-http-backend.ts";
import { serverConfig } from "../../support/git-server.ts";

export interface GitStore {
  /** Makes `<path>.git`, empty. */
  create(path: string): void;
  /** Runs git in a repository; gives trimmed stdout. `env` adds variables, `input` is stdin. */
  git(
    path: string,
    args: readonly string[],
    options?: { readonly env?: Env; readonly input?: string },
  ): string;
  /** The commit of a branch, or `null`; read from disk, as answers ask for it often. */
  tip(path: string, branch: string): string | null;
  /** Puts these files on a branch in one commit, without a clone. */
  commit(path: string, branch: string, files: Readonly<Record<string, string>>, message?: string): string;
  /** Replaces the pre-receive hook; `null` removes it. */
  setHook(path: string, script: string | null): void;
  /** Serves one request whose URL names a repository of this store. */
  serve(request: IncomingMessage, response: ServerResponse, options: ServeOptions): Promise<void>;
  remove(): void;
}

type Env = Readonly<Record<string, string>>;

interface ServeOptions {
  /** Variables for hooks: who pushes. */
  readonly env: Env;
  readonly dropsAnswer: boolean;
}

export function makeGitStore(): GitStore {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "spectryn-fake-")));
  const serverEnv = {
    PATH: process.env["PATH"] ?? "",
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: join(root, ".gitconfig"),
    LC_ALL: "C",
  };
  writeFileSync(serverEnv.GIT_CONFIG_GLOBAL, serverConfig);
  const directory = (path: string) => join(root, `${path}.git`);
  const run: GitStore["git"] = (path, args, { env = {}, input = "" } = {}) =>
    execFileSync("git", args, {
      cwd: directory(path),
      env: { ...serverEnv, ...env },
      input,
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  return {
    create(path) {
      mkdirSync(dirname(directory(path)), { recursive: true });
      execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", directory(path)], {
        env: serverEnv,
      });
    },
    git: run,
    tip(path, branch) {
      const ref = `refs/heads/${branch}`;
      const loose = join(directory(path), ref);
      if (existsSync(loose)) return readFileSync(loose, "utf8").trim();
      const packed = join(directory(path), "packed-refs");
      const lines = existsSync(packed) ? readFileSync(packed, "utf8").split("\n") : [];
      return lines.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0] ?? null;
    },
    commit: (path, branch, files, message = "Add files") => commitFiles(run, path, branch, files, message),
    setHook(path, script) {
      const hook = join(directory(path), "hooks", "pre-receive");
      rmSync(hook, { force: true });
      if (script === null) return;
      mkdirSync(dirname(hook), { recursive: true });
      writeFileSync(hook, script);
      chmodSync(hook, 0o755);
    },
    serve: (request, response, { env, dropsAnswer }) =>
      serveByBackend(root, { ...serverEnv, ...env }, request, response, { dropsAnswer }),
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const person = {
  GIT_AUTHOR_NAME: "Sam Sample",
  GIT_AUTHOR_EMAIL: "sam@example.com",
  GIT_COMMITTER_NAME: "Sam Sample",
  GIT_COMMITTER_EMAIL: "sam@example.com",
};

function commitFiles(
  run: GitStore["git"],
  path: string,
  branch: string,
  files: Readonly<Record<string, string>>,
  message: string,
): string {
  const ref = `refs/heads/${branch}`;
  const parent = run(path, ["for-each-ref", "--format=%(objectname)", ref]);
  const bytes = (text: string) => Buffer.byteLength(text);
  const lines = [
    `commit ${ref}`,
    `committer ${person.GIT_COMMITTER_NAME} <${person.GIT_COMMITTER_EMAIL}> now`,
    `data ${bytes(message)}\n${message}`,
    ...(parent === "" ? [] : [`from ${parent}`]),
  ];
  for (const [name, text] of Object.entries(files)) {
    lines.push(`M 100644 inline ${name}`, `data ${bytes(text)}\n${text}`);
  }
  run(path, ["fast-import", "--quiet", "--date-format=now"], { env: person, input: `${lines.join("\n")}\n` });
  return run(path, ["rev-parse", ref]);
}
