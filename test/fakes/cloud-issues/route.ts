/** What the routes of issues share: the tracker of the path, and its two ways not to be there. */
import type { Reply } from "../app/reply.ts";
import { cloudError, functionalityGone } from "../cloud/errors.ts";
import { type CloudCall, withRepository } from "../cloud/route.ts";
import type { CloudRepository } from "../cloud/world.ts";
import type { Place } from "./shapes.ts";
import { type FakeIssue, type FakeTracker, type IssueWorld, stamp } from "./world.ts";

export const repositoryPath = "/repositories/{workspace}/{repo_slug}";
export const issuesPath = `${repositoryPath}/issues`;
export const issuePath = `${issuesPath}/{issue_id}`;

export const readScopes = { oauth: ["issue"], token: ["read:issue:bitbucket"] };
export const writeScopes = {
  oauth: ["issue:write"],
  token: ["read:issue:bitbucket", "write:issue:bitbucket"],
};
/** Comments are removed and files attached with less. */
export const writeOnly = { oauth: ["issue:write"], token: ["write:issue:bitbucket"] };
export const deleteScopes = { oauth: ["issue:write"], token: ["delete:issue:bitbucket"] };

export interface IssueCall extends CloudCall, Place {
  readonly tracker: FakeTracker;
  readonly issues: IssueWorld;
}

export type Answer = (call: IssueCall) => Reply;
export type IssueAnswer = (call: IssueCall, issue: FakeIssue) => Reply;

export function withTracker(issues: IssueWorld, answer: Answer) {
  return withRepository((call, repository: CloudRepository) => {
    const tracker = issues.of(repository);
    if (tracker.is === "removed") return functionalityGone("CHANGE-3071");
    if (tracker.is === "none") return cloudError(404, "Repository has no issue tracker.");
    return answer({ ...call, issues, repository, tracker });
  });
}

export function withIssue(issues: IssueWorld, answer: IssueAnswer) {
  return withTracker(issues, (call) => {
    const id = Number(call.params["issue_id"]);
    const issue = call.tracker.issues.find((known) => known.id === id);
    if (issue === undefined) return cloudError(404, `No Issue matches the given query.`);
    return answer(call, issue);
  });
}

/** `fields`: what is wrong with which member. */
export function badRequest(fields: Readonly<Record<string, string>>): Reply {
  const [message = "Bad request"] = Object.entries(fields).map(([name, text]) => `${name}: ${text}`);
  return cloudError(400, message, { fields });
}

export function touch({ world }: IssueCall, issue: FakeIssue): void {
  issue.updatedOn = stamp(world, issue);
}
