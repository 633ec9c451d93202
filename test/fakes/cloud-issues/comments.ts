/** Comments of issues: oldest first, changed and removed by their authors. */
import { emptyReply, jsonReply, type Reply } from "../app/reply.ts";
import { cloudError } from "../cloud/errors.ts";
import { pageOf } from "../cloud/pages.ts";
import { selectBy } from "../cloud/query.ts";
import { bodyText, type CloudRoute, cloudRoute, listNames } from "../cloud/route.ts";
import {
  badRequest,
  type IssueCall,
  issuePath,
  readScopes,
  touch,
  withIssue,
  writeOnly,
  writeScopes,
} from "./route.ts";
import { commentShape } from "./shapes.ts";
import { type FakeIssue, type FakeIssueComment, type IssueWorld, stamp } from "./world.ts";

const listPath = `${issuePath}/comments`;
const commentPath = `${listPath}/{comment_id}`;
const fields = ["type", "content"];

export function issueCommentRoutes(issues: IssueWorld): CloudRoute[] {
  const write = { fields, scopes: writeScopes, needsLogin: true };
  return [
    cloudRoute({
      method: "GET",
      path: listPath,
      query: listNames,
      scopes: readScopes,
      answer: withIssue(issues, listComments),
    }),
    cloudRoute({ method: "POST", path: listPath, ...write, answer: withIssue(issues, addComment) }),
    cloudRoute({
      method: "GET",
      path: commentPath,
      scopes: readScopes,
      answer: withComment(issues, (call, issue, comment) =>
        jsonReply(200, commentShape(call, issue, comment)),
      ),
    }),
    cloudRoute({ method: "PUT", path: commentPath, ...write, answer: withComment(issues, changeComment) }),
    cloudRoute({
      method: "DELETE",
      path: commentPath,
      scopes: writeOnly,
      needsLogin: true,
      answer: withComment(issues, removeComment),
    }),
  ];
}

type CommentAnswer = (call: IssueCall, issue: FakeIssue, comment: FakeIssueComment) => Reply;

function withComment(issues: IssueWorld, answer: CommentAnswer) {
  return withIssue(issues, (call, issue) => {
    const id = Number(call.params["comment_id"]);
    const comment = issue.comments.find((known) => known.id === id);
    return comment
      ? answer(call, issue, comment)
      : cloudError(404, "No IssueComment matches the given query.");
  });
}

function listComments(call: IssueCall, issue: FakeIssue): Reply {
  const shapes = issue.comments.map((comment) => commentShape(call, issue, comment));
  const { query } = call.request;
  const selected = selectBy(shapes, query.get("q"), query.get("sort") ?? "created_on", []);
  return "status" in selected ? selected : pageOf(call, selected.values, { pagelen: 20 });
}

function addComment(call: IssueCall, issue: FakeIssue): Reply {
  const raw = bodyText(call, "content", "raw");
  if (raw === undefined || raw.trim() === "") return badRequest({ content: "required key not provided" });
  const now = stamp(call.world, issue);
  const user = call.caller.user!;
  const comment = { id: call.world.nextId(), raw, user, createdOn: now, updatedOn: now };
  issue.comments.push(comment);
  issue.updatedOn = now;
  const shape = commentShape(call, issue, comment);
  return jsonReply(201, shape, { location: shape.links.self.href });
}

/** Other people's comments cannot be changed. */
function changeComment(call: IssueCall, issue: FakeIssue, comment: FakeIssueComment): Reply {
  if (comment.user !== call.caller.user) return cloudError(403, "You cannot change this comment.");
  const raw = bodyText(call, "content", "raw");
  if (raw === undefined || raw.trim() === "") return badRequest({ content: "required key not provided" });
  touch(call, issue);
  comment.raw = raw;
  comment.updatedOn = issue.updatedOn;
  return jsonReply(200, commentShape(call, issue, comment));
}

function removeComment(call: IssueCall, issue: FakeIssue, comment: FakeIssueComment): Reply {
  if (comment.user !== call.caller.user) return cloudError(403, "You cannot remove this comment.");
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  touch(call, issue);
  return emptyReply(204);
}
