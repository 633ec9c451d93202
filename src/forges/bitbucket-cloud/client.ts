/** Cloud's endpoints: verb, path, query, schema. Everything below `/repositories/{workspace}/{repo}` but users. */
import * as z from "zod";
import { path } from "../../http/address.ts";
import type { HttpCall, Query } from "../../http/call.ts";
import { linkedPage, linkedPages } from "../../http/pages.ts";
import * as schema from "./schema.ts";

/** Pull requests come 50 at a time at most: more is `400 Invalid pagelen`. */
const pullsPerPage = 50;
const perPage = 100;

export function getUser(): HttpCall<schema.CloudUser> {
  return { verb: "GET", path: "/user", schema: schema.user };
}

/** By account id or uuid; names are no longer accepted. */
export function getUserById(id: string): HttpCall<schema.CloudUser> {
  return { verb: "GET", path: path`/users/${id}`, schema: schema.user };
}

export function listMembers(workspace: string, query: Query = {}) {
  const url = path`/workspaces/${workspace}/members`;
  return linkedPages(url, { pagelen: perPage, ...query }, schema.membership);
}

export function getRepository(workspace: string, repo: string) {
  return { verb: "GET", path: path`/repositories/${workspace}/${repo}`, schema: schema.repository } as const;
}

/** One repository at most: it is asked only whether the workspace is there. */
export function getRepositories(workspace: string) {
  const oneIsEnough = { pagelen: 1 };
  return {
    verb: "GET",
    path: path`/repositories/${workspace}`,
    query: oneIsEnough,
    schema: linkedPage(z.unknown()),
  } as const;
}

export function makeRepositoryCalls(workspace: string, repo: string) {
  const root = path`/repositories/${workspace}/${repo}`;
  const comments = (pull: number) => root + path`/pullrequests/${pull}/comments`;
  return {
    getPullRequest(number: number): HttpCall<schema.CloudPullRequest> {
      return { verb: "GET", path: root + path`/pullrequests/${number}`, schema: schema.pullRequest };
    },
    listPullRequests(query: Query) {
      return linkedPages(`${root}/pullrequests`, { ...query, pagelen: pullsPerPage }, schema.pullRequest);
    },
    listComments(pull: number) {
      return linkedPages(comments(pull), { pagelen: perPage }, schema.comment);
    },
    createComment(pull: number, raw: string): HttpCall<schema.CloudComment> {
      return { verb: "POST", path: comments(pull), json: { content: { raw } }, schema: schema.comment };
    },
    updateComment(pull: number, id: number, raw: string): HttpCall<schema.CloudComment> {
      const url = comments(pull) + path`/${id}`;
      return { verb: "PUT", path: url, json: { content: { raw } }, schema: schema.comment };
    },
    removeComment(pull: number, id: number): HttpCall<undefined> {
      return { verb: "DELETE", path: comments(pull) + path`/${id}`, schema: z.undefined() };
    },
  };
}
