/** A route of the fake Server: beside the data, what it answers. */
import { jsonReply, type Reply } from "../app/reply.ts";
import type { FakeRequest } from "../app/request.ts";
import type { Params, Route } from "../app/route.ts";
import { type Caller, hasRight, refusal } from "./access.ts";
import { fieldError, noSuchProject, noSuchRepository, repositoryArchived } from "./errors.ts";
import {
  findProject,
  findRepository,
  type ServerRepository,
  type ServerRight,
  type ServerWorld,
} from "./world.ts";

export interface ServerRoute extends Route {
  /** The first release that has it; before, it is no route. */
  readonly since: string;
  answer(call: ServerCall): Reply;
}

export interface ServerCall {
  readonly world: ServerWorld;
  readonly caller: Caller;
  readonly params: Params;
  readonly request: FakeRequest;
}

export const pageNames = ["start", "limit"] as const;

type RouteInput = Pick<ServerRoute, "method" | "path" | "answer"> & Partial<ServerRoute>;

export function serverRoute(input: RouteInput): ServerRoute {
  return { query: [], fields: null, isSpecified: true, since: "4.0", ...input };
}

/** The repository of the path if this caller has the right; else the answer. */
export function withRepository(
  needed: ServerRight,
  answer: (call: ServerCall, repository: ServerRepository) => Reply,
) {
  return (call: ServerCall): Reply => {
    const { projectKey = "", repositorySlug = "" } = call.params;
    if (!findProject(call.world, projectKey)) return noSuchProject(projectKey);
    const repository = findRepository(call.world, projectKey, repositorySlug);
    if (!repository) return noSuchRepository(projectKey, repositorySlug);
    if (!hasRight(call.caller, repository, needed)) return refusal(call.caller);
    if (call.request.method !== "GET" && repository.isArchived) return repositoryArchived;
    return answer(call, repository);
  };
}

/** Pages of Server: `nextPageStart` is to be used as given, the limit is cut to the host's maximum. */
export function pageOf({ request }: ServerCall, values: readonly object[], maximum = 1000): Reply {
  const start = Number(request.query.get("start") ?? 0);
  const limit = Math.min(Number(request.query.get("limit") ?? 25), maximum);
  if (!Number.isInteger(start) || !Number.isInteger(limit) || limit < 1) {
    return fieldError("limit", "start and limit must be numbers");
  }
  const shown = values.slice(start, start + limit);
  const isLastPage = start + limit >= values.length;
  return jsonReply(200, {
    size: shown.length,
    limit,
    isLastPage,
    values: shown,
    start,
    ...(!isLastPage && { nextPageStart: start + limit }),
  });
}

/** A member of the body; `undefined` when it is absent. */
export function bodyMember({ request }: ServerCall, name: string): unknown {
  return (request.body as Record<string, unknown> | null)?.[name];
}
