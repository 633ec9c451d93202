/** A route of the fake Cloud: beside the data, the scope it asks for and what it answers. */
import type { Reply } from "../app/reply.ts";
import type { FakeRequest } from "../app/request.ts";
import type { Params, Route } from "../app/route.ts";
import { type Caller, canRead, type ScopeNeed } from "./access.ts";
import { repositoryMissing } from "./errors.ts";
import { type CloudRepository, type CloudWorld, findRepository } from "./world.ts";

export interface CloudRoute extends Route {
  readonly scopes: ScopeNeed;
  /** Refuses anonymous callers with 401 before anything else. */
  readonly needsLogin: boolean;
  answer(call: CloudCall): Reply;
}

export interface CloudCall {
  readonly world: CloudWorld;
  readonly caller: Caller;
  readonly params: Params;
  readonly request: FakeRequest;
}

export const pageNames = ["page", "pagelen", "fields"] as const;
export const listNames = [...pageNames, "q", "sort"] as const;

type RouteInput = Pick<CloudRoute, "method" | "path" | "answer"> & Partial<CloudRoute>;

/** Fills in what most routes have in common. */
export function cloudRoute(input: RouteInput): CloudRoute {
  const scopes = { oauth: [], token: [] };
  return { query: ["fields"], fields: null, isSpecified: true, scopes, needsLogin: false, ...input };
}

/** The repository of the path if this caller may see it; else the answer. */
export function withRepository(answer: (call: CloudCall, repository: CloudRepository) => Reply) {
  return (call: CloudCall): Reply => {
    const { workspace = "", repo_slug = "" } = call.params;
    const repository = findRepository(call.world, `${workspace}/${repo_slug}`);
    if (repository === undefined || !canRead(call.caller, repository)) return repositoryMissing;
    return answer(call, repository);
  };
}

/** A member of the body, read by a path such as `content.raw`. */
export function bodyText({ request }: CloudCall, ...path: readonly string[]): string | undefined {
  let value: unknown = request.body;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === "string" ? value : undefined;
}
