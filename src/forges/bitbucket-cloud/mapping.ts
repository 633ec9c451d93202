/** Cloud's shapes to ours. */
import type { ForgeComment, ForgeUser, PullRequest, PullRequestState } from "../../ports/forge.ts";
import type { CloudComment, CloudPullRequest, CloudUser } from "./schema.ts";

const states: Readonly<Record<CloudPullRequest["state"], PullRequestState>> = {
  OPEN: "open",
  MERGED: "merged",
  DECLINED: "declined",
  SUPERSEDED: "superseded",
};

export const everyState = Object.keys(states);

/** The words of a filter as Cloud's. */
export const stateQuery: Readonly<Record<"open" | "merged" | "all", readonly string[]>> = {
  open: ["OPEN"],
  merged: ["MERGED"],
  all: everyState,
};

/** `null` for an account that is gone. Teams and token users have no account id. */
export function toUser(user: CloudUser | null | undefined): ForgeUser | null {
  const id = user?.account_id ?? user?.uuid;
  if (user === null || user === undefined || id === undefined) return null;
  const name = user.nickname ?? user.display_name ?? id;
  return { id, name, displayName: user.display_name ?? name, email: user.email ?? null };
}

export function toPullRequest(pull: CloudPullRequest, webUrl: string): PullRequest {
  const updated = new Date(pull.updated_on);
  return {
    number: pull.id,
    title: pull.title,
    description: pull.description ?? "",
    state: states[pull.state],
    author: toUser(pull.author),
    sourceBranch: pull.source?.branch?.name ?? "",
    targetBranch: pull.destination?.branch?.name ?? "",
    url: pull.links?.html?.href ?? webUrl,
    created: new Date(pull.created_on),
    updated,
    // Cloud does not say when; after its end a pull request only gets comments.
    closed: null,
  };
}

export function toComment(comment: CloudComment): ForgeComment {
  return {
    id: comment.id,
    author: toUser(comment.user),
    text: comment.content?.raw ?? "",
    created: new Date(comment.created_on),
    updated: new Date(comment.updated_on ?? comment.created_on),
  };
}

/** A text inside the query language. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
