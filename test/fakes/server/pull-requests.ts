/** Pull requests of Server: every change names the version it is based on. */
import { jsonReply, type Reply } from "../app/reply.ts";
import { hasRight, refusal } from "./access.ts";
import { fieldError, illegalPullRequestState, noSuchPullRequest, pullRequestOutOfDate } from "./errors.ts";
import { bodyMember, pageNames, pageOf, type ServerCall, serverRoute, withRepository } from "./route.ts";
import { commentShape, pullRequestShape, userShape } from "./shapes.ts";
import { type ServerPullRequest, type ServerRepository, storePath } from "./world.ts";

const listPath = "/api/latest/projects/{projectKey}/repos/{repositorySlug}/pull-requests";
export const pullPath = `${listPath}/{pullRequestId}`;
const states = ["OPEN", "MERGED", "DECLINED", "ALL"];
/** Texts have one character less than this. */
export const textLimit = 32_768;

export const pullRequestRoutes = [
  serverRoute({
    method: "GET",
    path: listPath,
    query: [
      ...pageNames,
      "state",
      "filterText",
      "at",
      "direction",
      "order",
      "withProperties",
      "withAttributes",
      "draft",
    ],
    answer: withRepository("REPO_READ", listPullRequests),
  }),
  serverRoute({
    method: "GET",
    path: pullPath,
    query: ["withProperties"],
    answer: withPullRequest((call, repository, pull) =>
      jsonReply(200, pullRequestShape(call.world, repository, pull)),
    ),
  }),
  serverRoute({
    method: "PUT",
    path: pullPath,
    fields: ["version", "title", "description", "reviewers"],
    answer: withPullRequest(updatePullRequest),
  }),
  serverRoute({
    method: "GET",
    path: `${pullPath}/activities`,
    query: [...pageNames, "fromId", "fromType"],
    answer: withPullRequest((call, _repository, pull) => pageOf(call, activitiesOf(call, pull))),
  }),
  serverRoute({
    method: "GET",
    path: `${pullPath}/commits`,
    query: [...pageNames, "withCounts"],
    answer: withPullRequest((call, repository, pull) => pageOf(call, commitsOf(call, repository, pull))),
  }),
];

export type PullRequestAnswer = (
  call: ServerCall,
  repository: ServerRepository,
  pull: ServerPullRequest,
) => Reply;

export function withPullRequest(answer: PullRequestAnswer) {
  return withRepository("REPO_READ", (call, repository) => {
    const id = call.params["pullRequestId"] ?? "";
    const pull = repository.pullRequests.find((known) => String(known.id) === id);
    if (!pull) return noSuchPullRequest(id, `${repository.project.key}/${repository.slug}`);
    return answer(call, repository, pull);
  });
}

function listPullRequests(call: ServerCall, repository: ServerRepository): Reply {
  const { query } = call.request;
  const state = query.get("state") ?? "OPEN";
  if (!states.includes(state)) return fieldError("state", `${state} is not a valid pull request state.`);
  const text = (query.get("filterText") ?? "").toLowerCase();
  const at = query.get("at");
  const isOutgoing = query.get("direction") === "OUTGOING";
  const shown = repository.pullRequests
    .filter((pull) => state === "ALL" || pull.state === state)
    .filter(({ title, description }) => `${title}\n${description}`.toLowerCase().includes(text))
    .filter(
      ({ source, destination }) => at === null || at === `refs/heads/${isOutgoing ? source : destination}`,
    )
    .sort((a, b) =>
      query.get("order") === "OLDEST" ? a.updatedMs - b.updatedMs : b.updatedMs - a.updatedMs,
    );
  return pageOf(
    call,
    shown.map((pull) => pullRequestShape(call.world, repository, pull)),
  );
}

/** What is left out is cleared, except the title. */
function updatePullRequest(call: ServerCall, repository: ServerRepository, pull: ServerPullRequest): Reply {
  const { caller, world } = call;
  if (caller.user !== pull.author && !hasRight(caller, repository, "REPO_WRITE")) return refusal(caller);
  const version = bodyMember(call, "version");
  if (typeof version !== "number") return fieldError("version", "A valid version number must be provided.");
  if (version !== pull.version) return pullRequestOutOfDate(pull.version, version);
  if (pull.state !== "OPEN") return illegalPullRequestState;
  const description = String(bodyMember(call, "description") ?? "");
  if (description.length >= textLimit) return tooLong("description");
  const reviewers = (bodyMember(call, "reviewers") ?? []) as readonly {
    readonly user: { readonly name: string };
  }[];
  pull.title = String(bodyMember(call, "title") ?? pull.title);
  pull.description = description;
  pull.reviewers = world.users.filter(({ name }) => reviewers.some(({ user }) => user.name === name));
  pull.version += 1;
  pull.updatedMs = world.clock.nowMs();
  return jsonReply(200, pullRequestShape(world, repository, pull));
}

export function tooLong(context: string): Reply {
  return fieldError(context, `Please enter a non-empty value less than ${textLimit} characters`);
}

/** Newest first. The only way to read all comments; a reply shows its thread again. */
function activitiesOf({ world }: ServerCall, pull: ServerPullRequest) {
  const opened = {
    id: pull.id * 10_000,
    createdDate: pull.createdMs,
    user: userShape(world, pull.author),
    action: "OPENED",
  };
  const commented = pull.comments.map((comment) => ({
    id: pull.id * 10_000 + comment.id,
    createdDate: comment.createdMs,
    user: userShape(world, comment.author),
    action: "COMMENTED",
    commentAction: comment.parentId === null ? "ADDED" : "REPLIED",
    comment: commentShape(world, pull, rootOf(pull, comment.id)),
  }));
  return [opened, ...commented].reverse();
}

function rootOf(pull: ServerPullRequest, id: number): ServerPullRequest["comments"][number] {
  const comment = pull.comments.find((known) => known.id === id)!;
  return comment.parentId === null ? comment : rootOf(pull, comment.parentId);
}

/** From the real repository: what the source has and the destination lacks. */
function commitsOf({ world }: ServerCall, repository: ServerRepository, pull: ServerPullRequest) {
  const path = storePath(repository);
  const ends = [pull.source, pull.destination].map((branch) => world.store.tip(path, branch));
  if (ends.includes(null)) return [];
  const range = `refs/heads/${pull.destination}..refs/heads/${pull.source}`;
  const log = world.store.git(path, ["log", "--format=%H%x00%an%x00%ae%x00%at%x00%B%x1e", range]);
  return log
    .split("\x1e")
    .filter((entry) => entry.trim() !== "")
    .map((entry) => {
      const [id = "", name = "", emailAddress = "", at = "", message = ""] = entry.trim().split("\0");
      const author = { name, emailAddress };
      const authorTimestamp = Number(at) * 1000;
      return {
        id,
        displayId: id.slice(0, 11),
        author,
        authorTimestamp,
        message: message.trim(),
        parents: [],
      };
    });
}
