/**
 * A host in memory on a real port: takes requests, records them, applies faults, judges both sides by the
 * specification, and refuses loudly (501) what it does not know. REST and git share host and port.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type Faults, makeFaults, type Trouble } from "./fault.ts";
import type { GitStore } from "./git-store.ts";
import type { Oracle } from "./oracle.ts";
import { bodyOf, jsonReply, type Reply } from "./reply.ts";
import { type FakeRequest, readBody, type SeenRequest, toFakeRequest } from "./request.ts";
import { auditRequest, matchRoute, type Params, type Route } from "./route.ts";
import type { Certificate } from "./tls.ts";

export interface Host<R extends Route> {
  readonly routes: readonly R[];
  readonly oracle: Oracle;
  readonly store: GitStore;
  /** The path below the API's root that routes are written in; `null`: not this host's API. */
  toApiPath(path: string): string | null;
  answer(match: { readonly route: R; readonly params: Params; readonly request: FakeRequest }): Reply;
  /** Leaves out what the request did not want of a JSON answer; after the answer was judged. */
  shorten(json: unknown, request: FakeRequest): unknown;
  /** Recorded answers to paths that are no route, such as wrong API roots; `null`: unknown. */
  answerUnrouted(request: FakeRequest): Reply | null;
  /** `null`: no git URL. */
  openGit(request: FakeRequest): Reply | GitAdmission | null;
}

export interface GitAdmission {
  /** Path and query inside the store: `/acme/shop.git/info/refs?service=...`. */
  readonly url: string;
  /** Variables that hooks see. */
  readonly env: Readonly<Record<string, string>>;
}

export interface FakeApp {
  /** `http://127.0.0.1:PORT` without a slash at the end. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Routes, query parameters and body fields that this fake does not know; tests assert `[]`. */
  readonly unknown: readonly string[];
  /** Requests and answers that do not fit the OpenAPI file; tests assert `[]`. */
  readonly violations: readonly string[];
  readonly faults: Faults;
  /** Requests of this kind so far: `count("GET /2.0/user")`, `count("git")`, `count()` for all. */
  count(which?: string): number;
  /** Throws with all unknown and violating requests. */
  assertClean(): void;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Default: any free port. */
  readonly port?: number;
  readonly tls?: Certificate | null;
}

interface Running {
  readonly requests: SeenRequest[];
  readonly unknown: string[];
  readonly violations: string[];
  readonly faults: Faults;
}

export async function startApp<R extends Route>(
  makeHost: (url: string) => Host<R>,
  { port = 0, tls = null }: ListenOptions = {},
): Promise<FakeApp> {
  const server = tls === null ? createServer() : createTlsServer({ key: tls.key, cert: tls.cert });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `${tls === null ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = makeHost(url);
  const running: Running = { requests: [], unknown: [], violations: [], faults: makeFaults() };
  server.on("request", (message: IncomingMessage, response: ServerResponse) => {
    handle(host, running, message, response).catch((cause: unknown) => {
      // Whoever died in the middle of a request asked nothing.
      if (message.destroyed && !message.complete) return;
      const problem = `the fake failed at ${message.method} ${message.url}: ${String(cause)}`;
      running.violations.push(problem);
      if (response.headersSent) message.socket.destroy();
      else response.writeHead(501).end(problem);
    });
  });
  return {
    ...running,
    url,
    count: (which = "*") => running.requests.filter((seen) => isOfKind(seen, which)).length,
    assertClean() {
      const problems = [...running.unknown, ...running.violations];
      if (problems.length > 0) throw new Error(`the fake was asked wrongly:\n${problems.join("\n")}`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      host.store.remove();
    },
  };
}

function isOfKind({ method, path }: SeenRequest, which: string): boolean {
  if (which === "*") return true;
  if (which === "git") return path.includes(".git/");
  return which === `${method} ${path}` || which === `${method} ${path.split("?")[0]}`;
}

async function handle<R extends Route>(
  host: Host<R>,
  running: Running,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const head = toFakeRequest(message, null);
  const seen: SeenRequest = {
    method: head.method,
    path: message.url ?? "",
    authorization: head.credentials.kind,
    credentials: head.credentials,
    headers: head.headers,
    body: null,
    status: null,
  };
  running.requests.push(seen);
  response.once("finish", () => {
    seen.status = response.statusCode;
  });
  const trouble = running.faults.take(head.method, head.path);
  if (trouble === "cut") return void message.socket.destroy();
  const isGit = head.path.includes(".git/");
  // A slow host has the request and works on it, also when nobody waits any more.
  if (!isGit) seen.body = await readBody(message);
  await delayOf(trouble);
  const dropsAnswer = trouble === "cut-answer";
  const git = isReply(trouble) ? trouble : host.openGit(head);
  if (git !== null && "url" in git) {
    message.url = git.url;
    return host.store.serve(message, response, { env: git.env, dropsAnswer });
  }
  if (isGit) message.resume();
  const request = { ...head, body: seen.body };
  const reply = git ?? answerRest(host, running, request);
  if (dropsAnswer) return void message.socket.destroy();
  response.writeHead(reply.status, { ...reply.headers, ...extraHeaders(trouble) }).end(bodyOf(reply));
}

function answerRest<R extends Route>(host: Host<R>, running: Running, request: FakeRequest): Reply {
  const name = `${request.method} ${request.path}`;
  const apiPath = host.toApiPath(request.path);
  const match = apiPath === null ? null : matchRoute(host.routes, request.method, apiPath);
  if (match === null) {
    const recorded = host.answerUnrouted(request);
    return recorded ?? refuse(running.unknown, [`no route ${name}`]);
  }
  const { route } = match;
  const problems = auditRequest(route, request.query, request.body).map((problem) => `${name}: ${problem}`);
  if (problems.length > 0) return refuse(running.unknown, problems);
  const judged = route.isSpecified ? host.oracle.auditRequest(route.method, route.path, request.body) : [];
  if (judged.length > 0) {
    return refuse(
      running.violations,
      judged.map((problem) => `request ${name}: ${problem}`),
    );
  }
  const reply = host.answer({ ...match, request });
  if (reply.json === undefined) return reply;
  const wrong = route.isSpecified
    ? host.oracle.auditReply(route.method, route.path, reply.status, reply.json)
    : [];
  if (wrong.length === 0) return { ...reply, json: host.shorten(reply.json, request) };
  return refuse(
    running.violations,
    wrong.map((problem) => `answer ${reply.status} to ${name}: ${problem}`),
  );
}

/** 501 is no answer of Bitbucket: whoever meets it met a gap of the fake or a fault of the client. */
function refuse(list: string[], problems: readonly string[]): Reply {
  list.push(...problems);
  return jsonReply(501, { fake: problems });
}

function isReply(trouble: Trouble | null): trouble is Reply {
  return typeof trouble === "object" && trouble !== null && "status" in trouble;
}

function extraHeaders(trouble: Trouble | null): Readonly<Record<string, string>> {
  return typeof trouble === "object" && trouble !== null && "extraHeaders" in trouble
    ? trouble.extraHeaders
    : {};
}

async function delayOf(trouble: Trouble | null): Promise<void> {
  if (typeof trouble !== "object" || trouble === null) return;
  if ("delayMs" in trouble) await setTimeout(trouble.delayMs);
  if ("until" in trouble) await trouble.until();
}
