/**
 * A real git server on loopback: node:http in front of `git http-backend`, with a login, a record of every
 * request, and faults on demand.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KilledBackend, serveByBackend } from "./git-http-backend.ts";

export interface SeenRequest {
  readonly method: string;
  /** Path with query, for example `/shop.git/info/refs?service=git-upload-pack`. */
  readonly path: string;
  /** The Authorization header as sent, or `null`. */
  readonly authorization: string | null;
}

/**
 * What to do instead of serving a request. `silence`: nothing, ever. `drop-answer` lets git finish, then cuts the
 * connection: the client cannot know the outcome. `drop` cuts it before git sees anything.
 */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | "drop"
  | "drop-answer"
  | "silence"
  | { readonly delayMs: number }
  | KilledBackend;

export interface GitServerOptions {
  /** `null`: everybody may read and write. */
  readonly login?: GitLogin | null;
}

export type GitLogin = { readonly user: string; readonly password: string } | { readonly bearer: string };

export interface GitServer {
  readonly url: string;
  /** Directory of the bare repositories. */
  readonly root: string;
  readonly requests: SeenRequest[];
  /** What all answers together had, in bytes. */
  bytesSent: number;
  /** Whether protocol 2 is understood; else everybody gets version 0. */
  speaksVersion2: boolean;
  /** Asked for every request that passed the login; `null` serves it. */
  fault: ((request: SeenRequest) => Fault | null) | null;
  login: GitLogin | null;
  /** Makes a bare repository `name.git`; hooks are shell scripts by name. Gives its URL. */
  createRepository(name: string, options?: { readonly hooks?: Readonly<Record<string, string>> }): string;
  /** Runs git in a repository of the server, e.g. `["rev-parse", "spectryn"]`. */
  git(name: string, args: readonly string[]): string;
  close(): Promise<void>;
}

export async function startGitServer(options: GitServerOptions = {}): Promise<GitServer> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "spectryn-git-server-")));
  const env = serverEnv(root);
  writeFileSync(env["GIT_CONFIG_GLOBAL"]!, serverConfig);
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const git = (cwd: string, args: readonly string[]) =>
    execFileSync("git", args, { cwd, env, encoding: "utf8" }).trim();
  const server: GitServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    root,
    requests: [],
    bytesSent: 0,
    speaksVersion2: true,
    fault: null,
    login: options.login ?? null,
    createRepository(name, { hooks = {} } = {}) {
      const path = join(root, `${name}.git`);
      git(root, ["init", "--quiet", "--bare", "--initial-branch=main", path]);
      for (const [hook, script] of Object.entries(hooks)) writeHook(path, hook, script);
      return `${server.url}/${name}.git`;
    },
    git: (name, args) => git(join(root, `${name}.git`), args),
    async close() {
      await closeHttp(http);
      rmSync(root, { recursive: true, force: true });
    },
  };
  http.on("request", (request, response) => {
    answer(server, env, request, response).catch(() => response.destroy());
  });
  return server;
}

async function answer(
  server: GitServer,
  env: Record<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const seen: SeenRequest = {
    method: request.method ?? "",
    path: request.url ?? "",
    authorization: request.headers.authorization ?? null,
  };
  server.requests.push(seen);
  if (!isAllowed(server.login, seen.authorization)) {
    response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
    return;
  }
  const fault = server.fault?.(seen) ?? null;
  if (fault === "drop") {
    request.socket.destroy();
    return;
  }
  if (fault === "silence") return;
  if (fault !== null && fault !== "drop-answer") {
    if ("status" in fault) {
      request.resume();
      response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
      return;
    }
    if ("delayMs" in fault) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  }
  if (!server.speaksVersion2) delete request.headers["git-protocol"];
  const { socket } = request;
  const before = socket.bytesWritten;
  const killed = fault !== null && typeof fault === "object" && "killAfterMs" in fault ? fault : null;
  await serveByBackend(server.root, env, request, response, { dropsAnswer: fault === "drop-answer", killed });
  server.bytesSent += socket.bytesWritten - before;
}

function isAllowed(login: GitLogin | null, authorization: string | null): boolean {
  if (login === null) return true;
  const expected =
    "bearer" in login
      ? `Bearer ${login.bearer}`
      : `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
  return authorization === expected;
}

function writeHook(repository: string, hook: string, script: string): void {
  mkdirSync(join(repository, "hooks"), { recursive: true });
  const path = join(repository, "hooks", hook);
  writeFileSync(path, script.startsWith("#!") ? script : `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** What a host allows, without housekeeping, waiting for the disk, or a search for what large files have in common. */
export const serverConfig = `[http]
	receivepack = true
[uploadpack]
	allowFilter = true
[receive]
	autogc = false
[gc]
	auto = 0
[core]
	fsync = none
	bigFileThreshold = 256k
`;

function serverEnv(root: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: join(root, ".gitconfig"),
    LC_ALL: "C",
  };
}

async function closeHttp(http: Server): Promise<void> {
  http.closeAllConnections();
  await new Promise<void>((resolve) => http.close(() => resolve()));
}
