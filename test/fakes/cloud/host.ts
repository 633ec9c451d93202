/** Bitbucket Cloud as an app: every request is limited, identified, checked for scopes, then answered. */
import type { Host } from "../app/app.ts";
import type { Oracle } from "../app/oracle.ts";
import type { Reply } from "../app/reply.ts";
import type { FakeRequest } from "../app/request.ts";
import { anonymous, type Caller, identify, missingScopes } from "./access.ts";
import { commentRoutes } from "./comments.ts";
import { apiMissing, functionalityGone, loginNeeded, scopesMissing } from "./errors.ts";
import { pickFields } from "./fields.ts";
import { openGit } from "./git.ts";
import { type CloudLimits, makeCloudLimits } from "./limits.ts";
import { peopleRoutes } from "./people.ts";
import { pullRequestRoutes } from "./pull-requests.ts";
import type { CloudRoute } from "./route.ts";
import type { CloudWorld } from "./world.ts";

export const cloudRoutes: readonly CloudRoute[] = [...peopleRoutes, ...pullRequestRoutes, ...commentRoutes];

/** `moreRoutes` win over what was removed: a Cloud that still has issues is this one with their routes. */
export function makeCloudHost(
  world: CloudWorld,
  limits: CloudLimits,
  oracle: Oracle,
  moreRoutes: readonly CloudRoute[],
): Host<CloudRoute> {
  const limited = makeCloudLimits(world.clock, limits);
  const callerOf = (request: FakeRequest): Caller => {
    const caller = identify(world, request.credentials);
    return "status" in caller ? anonymous : caller;
  };
  return {
    routes: [...cloudRoutes, ...moreRoutes],
    oracle,
    store: world.store,
    toApiPath: (path) => (path.startsWith("/2.0/") ? path.slice("/2.0".length) : null),
    answer({ route, params, request }) {
      const group = route.path.startsWith("/repositories") ? "repositories" : "others";
      const reply = limited(callerOf(request), group, () => {
        const caller = identify(world, request.credentials);
        if ("status" in caller) return caller;
        return admit(route, caller) ?? route.answer({ world, caller, params, request });
      });
      const { kind, scopes } = callerOf(request);
      return withHeaders(reply, {
        "x-accepted-oauth-scopes": route.scopes.oauth.join(", "),
        ...(kind === "access-token" && { "x-oauth-scopes": scopes.join(", ") }),
      });
    },
    shorten: (json, { query }) => pickFields(json as object, query.get("fields")),
    answerUnrouted(request) {
      const gone = removed.find(({ path }) => path.test(request.path));
      if (gone) return limited(callerOf(request), "repositories", () => functionalityGone(gone.change));
      return request.path.startsWith("/2.0/") ? null : outsideApi(request.path);
    },
    openGit(request) {
      const opened = openGit(world, request);
      if (opened === null || "status" in opened) return opened;
      const caller = request.credentials.kind === "none" ? anonymous : gitCaller;
      const reply = limited(caller, "git", () => ({ status: 200, headers: {} }));
      return reply.status === 200 ? opened : reply;
    },
  };
}

/** One account does all the git of a test. */
const gitCaller: Caller = { kind: "api-token", user: null, scopes: [], on: null };

function admit(route: CloudRoute, caller: Caller): Reply | null {
  if (caller.kind === "anonymous") return route.needsLogin ? loginNeeded : null;
  if (missingScopes(caller, route.scopes).length === 0) return null;
  const required = caller.kind === "api-token" ? route.scopes.token : route.scopes.oauth;
  return scopesMissing(required, caller.scopes);
}

/** Removed for everybody, before any look at the login. */
const removed = [
  {
    path: /^\/2\.0\/repositories\/[^/]+\/[^/]+\/(issues|milestones|components|versions)(\/.*)?$/,
    change: "CHANGE-3071",
  },
  { path: /^\/2\.0\/repositories\/?$/, change: "CHANGE-2770" },
  { path: /^\/2\.0\/workspaces\/?$/, change: "CHANGE-3022" },
];

/** The roots of Server and of the first API are asked for by clients that look what they talk to. */
function outsideApi(path: string): Reply | null {
  return path.startsWith("/rest/") || path.startsWith("/1.0/") ? apiMissing : null;
}

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}
