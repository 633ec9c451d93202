/** Milestones, components and versions: they can only be read. */
import { jsonReply } from "../app/reply.ts";
import { cloudError } from "../cloud/errors.ts";
import { pageOf } from "../cloud/pages.ts";
import { selectBy } from "../cloud/query.ts";
import { type CloudRoute, cloudRoute, listNames } from "../cloud/route.ts";
import { readScopes, repositoryPath, withTracker } from "./route.ts";
import { nameShape } from "./shapes.ts";
import type { IssueWorld } from "./world.ts";

const kinds = ["milestone", "component", "version"] as const;

export function nameRoutes(issues: IssueWorld): CloudRoute[] {
  return kinds.flatMap((kind) => [
    cloudRoute({
      method: "GET",
      path: `${repositoryPath}/${kind}s`,
      query: listNames,
      scopes: readScopes,
      answer: withTracker(issues, (call) => {
        const shapes = call.tracker[`${kind}s`].map((name) => nameShape(call, kind, name));
        const { query } = call.request;
        const selected = selectBy(shapes, query.get("q"), query.get("sort") ?? "id", []);
        return "status" in selected ? selected : pageOf(call, selected.values);
      }),
    }),
    cloudRoute({
      method: "GET",
      path: `${repositoryPath}/${kind}s/{${kind}_id}`,
      scopes: readScopes,
      answer: withTracker(issues, (call) => {
        const id = Number(call.params[`${kind}_id`]);
        const found = call.tracker[`${kind}s`].find((name) => name.id === id);
        if (found === undefined) return cloudError(404, `No ${kind} matches the given query.`);
        return jsonReply(200, nameShape(call, kind, found));
      }),
    }),
  ]);
}
