/** The repository and its pull requests. */
import { jsonReply, type Reply } from "../app/reply.ts";
import { cloudError } from "./errors.ts";
import { pageOf } from "./pages.ts";
import { selectBy } from "./query.ts";
import { bodyText, type CloudCall, cloudRoute, listNames, pageNames, withRepository } from "./route.ts";
import { pullRequestShape, repositoryShape } from "./shapes.ts";
import {
  type CloudPullRequest,
  type CloudRepository,
  dateOf,
  fullNameOf,
  type PullRequestState,
} from "./world.ts";

const repositoryPath = "/repositories/{workspace}/{repo_slug}";
const pullPath = `${repositoryPath}/pullrequests/{pull_request_id}`;
const readRepository = { oauth: ["repository"], token: ["read:repository:bitbucket"] };
const readPulls = { oauth: ["pullrequest"], token: ["read:pullrequest:bitbucket"] };
const states: readonly string[] = ["OPEN", "MERGED", "DECLINED", "SUPERSEDED"] satisfies PullRequestState[];

export const pullRequestRoutes = [
  cloudRoute({
    method: "GET",
    path: repositoryPath,
    scopes: readRepository,
    answer: withRepository((call, repository) => jsonReply(200, repositoryShape(call.world, repository))),
  }),
  cloudRoute({
    method: "GET",
    path: `${repositoryPath}/refs/branches`,
    query: listNames,
    scopes: readRepository,
    answer: withRepository(listBranches),
  }),
  cloudRoute({
    method: "GET",
    path: `${repositoryPath}/pullrequests`,
    query: [...listNames, "state"],
    scopes: readPulls,
    answer: withRepository(listPullRequests),
  }),
  cloudRoute({
    method: "GET",
    path: pullPath,
    scopes: readPulls,
    answer: withPullRequest((call, repository, pull) =>
      jsonReply(200, pullRequestShape(call.world, repository, pull)),
    ),
  }),
  cloudRoute({
    method: "PUT",
    path: pullPath,
    fields: ["type", "title", "description"],
    scopes: {
      oauth: ["pullrequest:write"],
      token: ["read:pullrequest:bitbucket", "write:pullrequest:bitbucket"],
    },
    needsLogin: true,
    answer: withPullRequest(updatePullRequest),
  }),
  cloudRoute({
    method: "GET",
    path: `${pullPath}/commits`,
    query: pageNames,
    scopes: readPulls,
    answer: withPullRequest((call, repository, pull) =>
      pageOf(call, commitsOf(call, repository, pull), { isIterator: true }),
    ),
  }),
];

export function withPullRequest(
  answer: (call: CloudCall, repository: CloudRepository, pull: CloudPullRequest) => Reply,
) {
  return withRepository((call, repository) => {
    const id = Number(call.params["pull_request_id"]);
    const pull = repository.pullRequests.find((known) => known.id === id);
    return pull ? answer(call, repository, pull) : cloudError(404, `Pull request ${id} not found`);
  });
}

function listPullRequests(call: CloudCall, repository: CloudRepository) {
  const { query } = call.request;
  const wanted = query.getAll("state");
  const unknown = wanted.find((state) => !states.includes(state));
  if (unknown !== undefined) return cloudError(400, `Invalid state: ${unknown}`);
  const shown = new Set(wanted.length === 0 && query.get("q") === null ? ["OPEN"] : wanted);
  const shapes = repository.pullRequests
    .filter(({ state }) => shown.size === 0 || shown.has(state))
    .map((pull) => pullRequestShape(call.world, repository, pull));
  const selected = selectBy(shapes, query.get("q"), query.get("sort") ?? "-updated_on", unfilterable);
  return "status" in selected ? selected : pageOf(call, selected.values, { maximum: 50 });
}

/** `summary.raw` cannot be searched, as recorded. */
const unfilterable = ["summary.raw", "summary.html"];

/** Only open ones can be changed. */
function updatePullRequest(call: CloudCall, repository: CloudRepository, pull: CloudPullRequest) {
  if (pull.state !== "OPEN") return cloudError(400, "This pull request is already closed.");
  pull.title = bodyText(call, "title") ?? pull.title;
  pull.description = bodyText(call, "description") ?? pull.description;
  pull.updatedOn = dateOf(call.world.clock);
  return jsonReply(200, pullRequestShape(call.world, repository, pull));
}

/** From the real repository: what the source has and the destination lacks. */
function commitsOf({ world }: CloudCall, repository: CloudRepository, pull: CloudPullRequest) {
  const name = fullNameOf(repository);
  const ends = [pull.source, pull.destination].map((branch) => world.store.tip(name, branch));
  if (ends.includes(null)) return [];
  const range = `refs/heads/${pull.destination}..refs/heads/${pull.source}`;
  const log = world.store.git(name, ["log", "--format=%H%x00%an <%ae>%x00%aI%x00%B%x1e", range]);
  return log
    .split("\x1e")
    .filter((entry) => entry.trim() !== "")
    .map((entry) => {
      const [hash = "", author = "", date = "", message = ""] = entry.trim().split("\0");
      return { type: "commit", hash, date, message, author: { type: "author", raw: author } };
    });
}

function listBranches(call: CloudCall, repository: CloudRepository) {
  const format = "--format=%(refname:short)%00%(objectname)";
  const lines = call.world.store.git(fullNameOf(repository), ["for-each-ref", format, "refs/heads"]);
  const branches = lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", hash = ""] = line.split("\0");
      return { type: "branch", name, target: { type: "commit", hash } };
    });
  const { query } = call.request;
  const selected = selectBy(branches, query.get("q"), query.get("sort") ?? "name", []);
  return "status" in selected ? selected : pageOf(call, selected.values);
}
