/** One request through `git http-backend`, a CGI program: headers as variables, bodies as streams. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";

let backendPath: string | undefined;

/** kill -9 of git and all that it started for a request. */
export interface KilledBackend {
  readonly killAfterMs: number;
  /** Called when it came in time. */
  readonly onKilled: () => void;
}

export async function serveByBackend(
  root: string,
  env: Record<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
  { dropsAnswer, killed = null }: { readonly dropsAnswer: boolean; readonly killed?: KilledBackend | null },
): Promise<void> {
  backendPath ??= join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");
  const child = spawn(backendPath, [], {
    env: { ...env, ...cgiVariables(root, request) },
    stdio: "pipe",
    detached: killed !== null,
  });
  if (killed !== null) killLater(child, killed);
  child.stderr.resume();
  // The backend may end without reading everything; its answer tells why.
  child.stdin.on("error", () => {});
  request.pipe(child.stdin);
  request.on("error", () => child.stdin.destroy());
  const ended = new Promise((resolve) => child.once("close", resolve));
  if (dropsAnswer) {
    child.stdout.resume();
    await ended;
    request.socket.destroy();
    return;
  }
  await sendAnswer(child, response);
  await ended;
}

function killLater(child: ChildProcessWithoutNullStreams, { killAfterMs, onKilled }: KilledBackend): void {
  const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), killAfterMs);
  child.once("exit", (_, signal) => {
    clearTimeout(timer);
    if (signal === "SIGKILL") onKilled();
  });
}

function cgiVariables(root: string, request: IncomingMessage): Record<string, string> {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const headers: Record<string, string | undefined> = {
    CONTENT_TYPE: request.headers["content-type"],
    CONTENT_LENGTH: request.headers["content-length"],
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
    GIT_PROTOCOL: request.headers["git-protocol"] as string | undefined,
  };
  const variables: Record<string, string> = {
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: decodeURIComponent(path),
    QUERY_STRING: query,
    REQUEST_METHOD: request.method ?? "",
    REMOTE_ADDR: "127.0.0.1",
    REMOTE_USER: "test",
  };
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) variables[name] = value;
  return variables;
}

/** Splits the CGI head from the body, which streams on as it comes. */
async function sendAnswer(child: ChildProcessWithoutNullStreams, response: ServerResponse): Promise<void> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    let body = chunk;
    if (head !== null) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) continue;
      const { status, headers } = parseHead(head.subarray(0, end).toString("latin1"));
      response.writeHead(status, headers);
      body = head.subarray(end + 4);
      head = null;
    }
    if (body.length > 0 && !response.write(body)) await taken(response);
  }
  if (head !== null) response.writeHead(500);
  else if (child.signalCode !== null) {
    // An answer that breaks off must not look like a whole one.
    response.destroy();
    return;
  }
  response.end();
}

function parseHead(head: string): { status: number; headers: Record<string, string> } {
  let status = 200;
  const headers: Record<string, string> = {};
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers };
}

function taken(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.once("drain", done);
    response.once("close", done);
    if (response.destroyed) done();
  });
}
