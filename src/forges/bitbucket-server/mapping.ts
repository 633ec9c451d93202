/** A Server's shapes to ours. */
import type { ForgeComment, ForgeUser, PullRequest, PullRequestState } from "../../ports/forge.ts";
import type { ServerComment, ServerPullRequest, ServerUser } from "./schema.ts";

const states: Readonly<Record<ServerPullRequest["state"], PullRequestState>> = {
  OPEN: "open",
  MERGED: "merged",
  DECLINED: "declined",
};

export const stateQuery: Readonly<Record<"open" | "merged" | "all", string>> = {
  open: "OPEN",
  merged: "MERGED",
  all: "ALL",
};

export function toUser(user: ServerUser | null | undefined): ForgeUser | null {
  if (user === null || user === undefined) return null;
  const { name, slug, displayName, emailAddress } = user;
  return { id: slug ?? name, name, displayName: displayName ?? name, email: emailAddress ?? null };
}

export function toPullRequest(pull: ServerPullRequest, url: string): PullRequest {
  return {
    number: pull.id,
    title: pull.title,
    description: pull.description ?? "",
    state: states[pull.state],
    author: toUser(pull.author?.user),
    sourceBranch: branchName(pull.fromRef),
    targetBranch: branchName(pull.toRef),
    url,
    created: toDate(pull.createdDate),
    updated: toDate(pull.updatedDate),
    closed: pull.closedDate === null || pull.closedDate === undefined ? null : toDate(pull.closedDate),
  };
}

/** A comment and the replies inside it. */
export function flatten(comment: ServerComment): ServerComment[] {
  return [comment, ...(comment.comments ?? []).flatMap(flatten)];
}

export function toComment(comment: ServerComment): ForgeComment {
  return {
    id: comment.id,
    author: toUser(comment.author),
    text: comment.text,
    created: toDate(comment.createdDate),
    updated: toDate(comment.updatedDate ?? comment.createdDate),
  };
}

/** `2018-09-21T14:09:51.000+0000` is a date too, with a zone that `Date` alone does not read. */
function toDate(moment: number | string): Date {
  return new Date(typeof moment === "string" ? moment.replace(/([+-]\d\d)(\d\d)$/, "$1:$2") : moment);
}

function branchName(ref: ServerPullRequest["fromRef"]): string {
  return ref.id?.replace(/^refs\/heads\//, "") ?? ref.displayId ?? "";
}
