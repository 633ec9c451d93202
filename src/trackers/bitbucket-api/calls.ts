/** The endpoints of the Issues API 2.0: verb, path, query, schema. */
import * as z from "zod";
import { path } from "../../http/address.ts";
import type { FormFile, HttpCall, Query } from "../../http/call.ts";
import { linkedPages } from "../../http/pages.ts";
import * as schema from "./schema.ts";

/** The most that it gives at once. */
const perPage = 100;

export type Body = Readonly<Record<string, unknown>>;
export type NameList = "milestones" | "components" | "versions";
export type IssueCalls = ReturnType<typeof makeIssueCalls>;

export function makeIssueCalls(workspace: string, repo: string) {
  const root = path`/repositories/${workspace}/${repo}`;
  const issues = `${root}/issues`;
  const one = (id: number) => issues + path`/${id}`;
  const comments = (id: number) => `${one(id)}/comments`;
  const attachments = (id: number) => `${one(id)}/attachments`;
  return {
    listIssues: (query: Query = {}) =>
      linkedPages(issues, { sort: "id", ...query, pagelen: perPage }, schema.issue),
    getIssue: (id: number): HttpCall<schema.ApiIssue> => ({
      verb: "GET",
      path: one(id),
      schema: schema.issue,
    }),
    createIssue: (json: Body): HttpCall<schema.ApiIssue> => ({
      verb: "POST",
      path: issues,
      json,
      schema: schema.issue,
    }),
    updateIssue: (id: number, json: Body): HttpCall<schema.ApiIssue> => ({
      verb: "PUT",
      path: one(id),
      json,
      schema: schema.issue,
    }),
    /** 204; some hosts send the deleted issue. */
    deleteIssue: (id: number): HttpCall<unknown> => ({
      verb: "DELETE",
      path: one(id),
      schema: z.unknown(),
    }),
    listChanges: (id: number) => linkedPages(`${one(id)}/changes`, { pagelen: perPage }, schema.change),
    listComments: (id: number) => linkedPages(comments(id), { pagelen: perPage }, schema.comment),
    createComment: (id: number, raw: string): HttpCall<schema.ApiComment> => ({
      verb: "POST",
      path: comments(id),
      json: { content: { raw } },
      schema: schema.comment,
    }),
    updateComment: (id: number, comment: number, raw: string): HttpCall<schema.ApiComment> => ({
      verb: "PUT",
      path: comments(id) + path`/${comment}`,
      json: { content: { raw } },
      schema: schema.comment,
    }),
    deleteComment: (id: number, comment: number): HttpCall<unknown> => ({
      verb: "DELETE",
      path: comments(id) + path`/${comment}`,
      schema: z.unknown(),
    }),
    listAttachments: (id: number) => linkedPages(attachments(id), { pagelen: perPage }, schema.named),
    /** 201 with an empty body; the same name replaces. */
    attach: (id: number, file: Omit<FormFile, "field">): HttpCall<unknown> => ({
      verb: "POST",
      path: attachments(id),
      form: { ...file, field: "files" },
      schema: z.unknown(),
    }),
    detach: (id: number, file: string): HttpCall<unknown> => ({
      verb: "DELETE",
      path: attachments(id) + path`/${file}`,
      schema: z.unknown(),
    }),
    attachmentPath: (id: number, file: string) => attachments(id) + path`/${file}`,
    listNames: (list: NameList) => linkedPages(`${root}/${list}`, { pagelen: perPage }, schema.listed),
  };
}

/** A text inside the query language. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
