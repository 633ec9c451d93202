/** Bitbucket Server as an app: identify, limit, answer; the context path is part of every address. */
import type { Host } from "../app/app.ts";
import { loginPage } from "../app/fault.ts";
import type { Oracle } from "../app/oracle.ts";
import type { Reply } from "../app/reply.ts";
import type { FakeRequest } from "../app/request.ts";
import { anonymous, type Caller, identify } from "./access.ts";
import { commentRoutes } from "./comments.ts";
import { noSuchRoute, toLogin, xsrfFailed } from "./errors.ts";
import { admitGit, gitCaptcha, gitLogin, parseGitUrl } from "./git.ts";
import { makeServerLimits, type ServerLimits } from "./limits.ts";
import { placeRoutes } from "./places.ts";
import { pullRequestRoutes } from "./pull-requests.ts";
import type { ServerRoute } from "./route.ts";
import { isAtLeast, type ServerWorld } from "./world.ts";

export const serverRoutes: readonly ServerRoute[] = [...placeRoutes, ...pullRequestRoutes, ...commentRoutes];

export function makeServerHost(
  world: ServerWorld,
  limits: ServerLimits | null,
  oracle: Oracle,
): Host<ServerRoute> {
  const overLimit = makeServerLimits(world.clock, limits);
  const { contextPath } = world.settings;
  const decorate = makeDecorator();
  return {
    routes: serverRoutes,
    oracle,
    store: world.store,
    toApiPath: (path) => toApiPath(path, contextPath),
    answer({ route, params, request }) {
      const caller = identify(world, request.credentials, true);
      if ("status" in caller) return decorate(caller, anonymous);
      if (!isAtLeast(world.settings.version, route.since)) return decorate(noSuchRoute, caller);
      const reply =
        overLimit(caller) ?? checkXsrf(request) ?? route.answer({ world, caller, params, request });
      return decorate(reply, caller);
    },
    shorten: (json) => json,
    answerUnrouted: (request) => {
      const reply = answerUnrouted(world, request);
      return reply && decorate(reply, anonymous);
    },
    openGit(request) {
      const target = parseGitUrl(world, request);
      if (target === null) return null;
      const caller = identify(world, request.credentials, false);
      if ("status" in caller) return caller.status === 403 ? gitCaptcha(world.url) : gitLogin;
      return overLimit(caller) ?? admitGit(caller, target, request);
    },
  };
}

/** `1.0` and `latest` are the same; the OpenAPI file is written with `latest`. */
function toApiPath(path: string, contextPath: string): string | null {
  const root = `${contextPath}/rest`;
  if (!path.startsWith(`${root}/`)) return null;
  return path.slice(root.length).replace(/^\/api\/1\.0\//, "/api/latest/");
}

function checkXsrf({ method, headers }: FakeRequest): Reply | null {
  return method !== "GET" && headers["x-atlassian-token"] !== "no-check" ? xsrfFailed : null;
}

/** A request id on everything, and who the host takes the caller for. */
function makeDecorator() {
  let count = 0;
  return (reply: Reply, { user }: Caller): Reply => {
    count += 1;
    const headers: Record<string, string> = { "x-arequestid": `@FAKE00x${count}x0x0` };
    if (user)
      Object.assign(headers, { "x-ausername": encodeURIComponent(user.name), "x-auserid": String(user.id) });
    return { ...reply, headers: { ...headers, ...reply.headers } };
  };
}

/** Paths that clients try although Server never had them, and everything outside of REST. */
function answerUnrouted(world: ServerWorld, { path, method }: FakeRequest): Reply | null {
  const { contextPath } = world.settings;
  if (!path.startsWith(`${contextPath}/`)) return noSuchRoute;
  const rest = path.slice(contextPath.length);
  if (rest.startsWith("/rest/api/2.0") || rest.startsWith("/2.0/")) return noSuchRoute;
  if (/^\/rest\/.*\/(issues|milestones|components|versions)$/.test(rest)) return noSuchRoute;
  if (rest.startsWith("/rest/")) return null;
  return rest === "/login" && method === "GET" ? loginPage : toLogin(world.url);
}
