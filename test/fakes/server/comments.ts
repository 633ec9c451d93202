/** Comments and tasks of Server's pull requests: single ones by id, never as a list without a file path. */
import { emptyReply, jsonReply, type Reply } from "../app/reply.ts";
import { refusal } from "./access.ts";
import { commentHasReplies, commentOutOfDate, fieldError, noSuchComment, notAuthorised } from "./errors.ts";
import { pullPath, textLimit, tooLong, withPullRequest } from "./pull-requests.ts";
import { bodyMember, pageNames, pageOf, type ServerCall, serverRoute } from "./route.ts";
import { commentShape } from "./shapes.ts";
import { isAtLeast, type ServerComment, type ServerPullRequest, type ServerWorld } from "./world.ts";

const listPath = `${pullPath}/comments`;
const commentPath = `${listPath}/{commentId}`;

export const commentRoutes = [
  serverRoute({
    method: "GET",
    path: listPath,
    query: [...pageNames, "path"],
    answer: withPullRequest((call) =>
      call.request.query.get("path") === null
        ? fieldError("path", "A path query parameter is required when retrieving comments.")
        : pageOf(call, []),
    ),
  }),
  serverRoute({
    method: "POST",
    path: listPath,
    fields: ["text", "parent", "severity", "state"],
    answer: withPullRequest((call, _repository, pull) => addComment(call, pull)),
  }),
  serverRoute({
    method: "GET",
    path: commentPath,
    answer: withComment((call, pull, comment) => jsonReply(200, commentShape(call.world, pull, comment))),
  }),
  serverRoute({
    method: "PUT",
    path: commentPath,
    fields: ["text", "version", "severity", "state"],
    answer: withComment(updateComment),
  }),
  serverRoute({
    method: "DELETE",
    path: commentPath,
    query: ["version"],
    answer: withComment(deleteComment),
  }),
  serverRoute({
    method: "GET",
    path: `${pullPath}/blocker-comments`,
    since: "7.2",
    query: [...pageNames, "state", "count"],
    answer: withPullRequest((call, _repository, pull) => {
      const state = call.request.query.get("state");
      const tasks = pull.comments.filter(
        (comment) => comment.severity === "BLOCKER" && (state === null || comment.state === state),
      );
      return pageOf(
        call,
        tasks.map((task) => commentShape(call.world, pull, task)),
      );
    }),
  }),
];

function withComment(answer: (call: ServerCall, pull: ServerPullRequest, comment: ServerComment) => Reply) {
  return withPullRequest((call, _repository, pull) => {
    const id = call.params["commentId"] ?? "";
    const comment = pull.comments.find((known) => String(known.id) === id);
    return comment ? answer(call, pull, comment) : noSuchComment(id);
  });
}

function addComment(call: ServerCall, pull: ServerPullRequest): Reply {
  const { world, caller } = call;
  if (caller.user === null) return refusal(caller);
  const text = bodyMember(call, "text");
  if (typeof text !== "string" || text === "" || text.length >= textLimit) return tooLong("text");
  const parent = bodyMember(call, "parent") as { readonly id?: number } | undefined;
  if (parent && !pull.comments.some(({ id }) => id === parent.id)) return noSuchComment(String(parent.id));
  const now = world.clock.nowMs();
  const comment: ServerComment = {
    id: world.nextId(),
    version: 0,
    text,
    author: caller.user,
    parentId: parent?.id ?? null,
    severity: severityOf(world, bodyMember(call, "severity")) ?? "NORMAL",
    state: "OPEN",
    createdMs: now,
    updatedMs: now,
  };
  pull.comments.push(comment);
  return jsonReply(201, commentShape(world, pull, comment));
}

/** Tasks are comments from 7.2 on; older releases ignore the member, as they ignore every unknown one. */
function severityOf({ settings }: ServerWorld, value: unknown): ServerComment["severity"] | undefined {
  if (!isAtLeast(settings.version, "7.2")) return undefined;
  return value === "BLOCKER" || value === "NORMAL" ? value : undefined;
}

function updateComment(call: ServerCall, pull: ServerPullRequest, comment: ServerComment): Reply {
  const { world, caller } = call;
  const version = bodyMember(call, "version");
  if (typeof version !== "number") return fieldError("version", "A valid version number must be provided.");
  if (version !== comment.version) return commentOutOfDate(comment.version, version);
  const text = bodyMember(call, "text");
  if (text !== undefined && comment.author !== caller.user) return notAuthorised;
  if (typeof text === "string" && (text === "" || text.length >= textLimit)) return tooLong("text");
  comment.text = typeof text === "string" ? text : comment.text;
  comment.severity = severityOf(world, bodyMember(call, "severity")) ?? comment.severity;
  const state = bodyMember(call, "state");
  if (state === "OPEN" || state === "RESOLVED") comment.state = state;
  comment.version += 1;
  comment.updatedMs = world.clock.nowMs();
  return jsonReply(200, commentShape(world, pull, comment));
}

function deleteComment(call: ServerCall, pull: ServerPullRequest, comment: ServerComment): Reply {
  if (comment.author !== call.caller.user) return notAuthorised;
  const version = Number(call.request.query.get("version") ?? -1);
  if (version !== comment.version) return commentOutOfDate(comment.version, version);
  if (pull.comments.some(({ parentId }) => parentId === comment.id)) return commentHasReplies;
  pull.comments.splice(pull.comments.indexOf(comment), 1);
  return emptyReply(204);
}
