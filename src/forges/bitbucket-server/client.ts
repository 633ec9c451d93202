/** A Server's endpoints below `/rest/api/latest`: verb, path, query, schema. */
import * as z from "zod";
import { path } from "../../http/address.ts";
import type { HttpCall, Query } from "../../http/call.ts";
import type { Listing } from "../../http/pages.ts";
import * as schema from "./schema.ts";

/** The host may give less; its administrator sets the most. */
const perPage = 100;

/** Needs no login, so it proves the host and is asked before any credential is sent. */
export const getProperties = {
  verb: "GET",
  path: "/application-properties",
  schema: schema.properties,
  isAnonymous: true,
} as const;

export function getUser(slug: string): HttpCall<schema.ServerUser> {
  return { verb: "GET", path: path`/users/${slug}`, schema: schema.user };
}

/** Users whose name, display name or e-mail address holds `filter`. */
export function listUsers(filter: string) {
  return pages("/users", { filter }, schema.user);
}

export function getRepository(project: string, repo: string) {
  return { verb: "GET", path: path`/projects/${project}/repos/${repo}`, schema: schema.repository } as const;
}

export function getDefaultBranch(project: string, repo: string) {
  return {
    verb: "GET",
    path: path`/projects/${project}/repos/${repo}/default-branch`,
    schema: schema.branch.optional(),
  } as const;
}

export function makeRepositoryCalls(project: string, repo: string) {
  const root = path`/projects/${project}/repos/${repo}/pull-requests`;
  const comments = (pull: number) => root + path`/${pull}/comments`;
  return {
    getPullRequest(number: number): HttpCall<schema.ServerPullRequest> {
      return { verb: "GET", path: root + path`/${number}`, schema: schema.pullRequest };
    },
    listPullRequests(query: Query) {
      return pages(root, { ...query, order: "NEWEST" }, schema.pullRequest);
    },
    /** The only listing of comments that wants no file path. */
    listActivities(pull: number) {
      return pages(root + path`/${pull}/activities`, {}, schema.activity);
    },
    getComment(pull: number, id: number): HttpCall<schema.ServerComment> {
      return { verb: "GET", path: comments(pull) + path`/${id}`, schema: schema.comment };
    },
    createComment(pull: number, text: string): HttpCall<schema.ServerComment> {
      return { verb: "POST", path: comments(pull), json: { text }, schema: schema.comment };
    },
    updateComment(pull: number, id: number, version: number, text: string): HttpCall<schema.ServerComment> {
      const url = comments(pull) + path`/${id}`;
      return { verb: "PUT", path: url, json: { text, version }, schema: schema.comment };
    },
    removeComment(pull: number, id: number, version: number): HttpCall<undefined> {
      const url = comments(pull) + path`/${id}`;
      return { verb: "DELETE", path: url, query: { version }, schema: z.undefined() };
    },
  };
}

function pages<T extends z.ZodType>(url: string, query: Query, value: T) {
  const page = schema.page(value);
  type Page = z.infer<typeof page>;
  const callFrom = (start: number): HttpCall<Page> => ({
    verb: "GET",
    path: url,
    query: { ...query, limit: perPage, start },
    schema: page,
  });
  const listing: Listing<Page, z.infer<T>> = {
    first: callFrom(0),
    entries: ({ values }) => values as z.infer<T>[],
    next: ({ isLastPage, nextPageStart }) =>
      isLastPage === true || nextPageStart === null || nextPageStart === undefined
        ? null
        : callFrom(nextPageStart),
  };
  return listing;
}
