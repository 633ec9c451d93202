/** Comments on pull requests. A deleted one stays in the list. */
import { emptyReply, jsonReply, type Reply } from "../app/reply.ts";
import { cloudError } from "./errors.ts";
import { pageOf } from "./pages.ts";
import { withPullRequest } from "./pull-requests.ts";
import { selectBy } from "./query.ts";
import { bodyText, type CloudCall, cloudRoute, listNames } from "./route.ts";
import { commentShape } from "./shapes.ts";
import { type CloudComment, type CloudPullRequest, type CloudRepository, dateOf } from "./world.ts";

const listPath = "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments";
const commentPath = `${listPath}/{comment_id}`;
/** Reading is enough for commenting. */
const scopes = { oauth: ["pullrequest"], token: ["read:pullrequest:bitbucket"] };
const fields = ["type", "content", "parent", "inline"];

export const commentRoutes = [
  cloudRoute({
    method: "GET",
    path: listPath,
    query: listNames,
    scopes,
    answer: withPullRequest((call, repository, pull) => {
      const shapes = pull.comments.map((comment) => commentShape(call.world, repository, pull, comment));
      const { query } = call.request;
      const selected = selectBy(shapes, query.get("q"), query.get("sort") ?? "created_on", []);
      return "status" in selected ? selected : pageOf(call, selected.values);
    }),
  }),
  cloudRoute({
    method: "POST",
    path: listPath,
    fields,
    scopes,
    needsLogin: true,
    answer: withPullRequest(addComment),
  }),
  cloudRoute({
    method: "GET",
    path: commentPath,
    scopes,
    answer: withComment((call, repository, pull, comment) =>
      jsonReply(200, commentShape(call.world, repository, pull, comment)),
    ),
  }),
  cloudRoute({
    method: "PUT",
    path: commentPath,
    fields,
    scopes,
    needsLogin: true,
    answer: withOwnComment((call, repository, pull, comment) => {
      comment.raw = bodyText(call, "content", "raw") ?? comment.raw;
      comment.updatedOn = dateOf(call.world.clock);
      return jsonReply(200, commentShape(call.world, repository, pull, comment));
    }),
  }),
  cloudRoute({
    method: "DELETE",
    path: commentPath,
    scopes,
    needsLogin: true,
    answer: withOwnComment((_call, _repository, _pull, comment) => {
      comment.isDeleted = true;
      return emptyReply(204);
    }),
  }),
];

type CommentAnswer = (
  call: CloudCall,
  repository: CloudRepository,
  pull: CloudPullRequest,
  comment: CloudComment,
) => Reply;

function withComment(answer: CommentAnswer) {
  return withPullRequest((call, repository, pull) => {
    const id = Number(call.params["comment_id"]);
    const comment = pull.comments.find((known) => known.id === id);
    return comment ? answer(call, repository, pull, comment) : cloudError(404, "Comment not found");
  });
}

/** Other people's comments cannot be changed. */
function withOwnComment(answer: CommentAnswer) {
  return withComment((call, repository, pull, comment) => {
    if (comment.user !== call.caller.user) return cloudError(403, "You cannot change this comment.");
    return answer(call, repository, pull, comment);
  });
}

function addComment(call: CloudCall, repository: CloudRepository, pull: CloudPullRequest): Reply {
  const raw = bodyText(call, "content", "raw");
  if (raw === undefined || raw.trim() === "") {
    return cloudError(400, "content: This field is required.", { fields: { content: ["required"] } });
  }
  const now = dateOf(call.world.clock);
  const parent = (call.request.body as { readonly parent?: { readonly id?: number } }).parent;
  const comment: CloudComment = {
    id: call.world.nextId(),
    raw,
    user: call.caller.user!,
    parentId: parent?.id ?? null,
    createdOn: now,
    updatedOn: now,
    isDeleted: false,
  };
  pull.comments.push(comment);
  const shape = commentShape(call.world, repository, pull, comment);
  return jsonReply(201, shape, { location: shape.links.self.href });
}
