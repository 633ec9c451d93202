/** The instance, its users, projects and repositories. */
import { jsonReply } from "../app/reply.ts";
import { anonymous, canSeeProject, rightIn } from "./access.ts";
import { authenticationRequired, noDefaultBranch, noSuchProject, noSuchUser } from "./errors.ts";
import { pageNames, pageOf, type ServerCall, serverRoute, withRepository } from "./route.ts";
import { projectShape, repositoryShape, userShape } from "./shapes.ts";
import { findProject, type ServerRepository, storePath } from "./world.ts";

const projectPath = "/api/latest/projects/{projectKey}";
const repositoryPath = `${projectPath}/repos/{repositorySlug}`;

export const placeRoutes = [
  // Public: it proves the host, never a login.
  serverRoute({
    method: "GET",
    path: "/api/latest/application-properties",
    answer: ({ world }) => jsonReply(200, applicationProperties(world.settings.version)),
  }),
  serverRoute({
    method: "GET",
    path: "/capabilities",
    isSpecified: false,
    answer: () =>
      jsonReply(200, { application: "stash", capabilities: { webhooks: "/rest/webhooks/latest" } }),
  }),
  serverRoute({
    method: "GET",
    path: "/api/latest/users",
    query: [...pageNames, "filter"],
    answer(call) {
      if (call.caller === anonymous) return authenticationRequired;
      const filter = (call.request.query.get("filter") ?? "").toLowerCase();
      const users = call.world.users.filter(({ name, displayName, emailAddress }) =>
        [name, displayName, emailAddress].some((text) => text?.toLowerCase().includes(filter)),
      );
      return pageOf(
        call,
        users.map((user) => userShape(call.world, user)),
      );
    },
    // The file types this page as one user.
    isSpecified: false,
  }),
  serverRoute({
    method: "GET",
    path: "/api/latest/users/{userSlug}",
    answer({ world, caller, params }) {
      if (caller === anonymous) return authenticationRequired;
      const user = world.users.find(({ slug }) => slug === params["userSlug"]);
      return user ? jsonReply(200, userShape(world, user)) : noSuchUser(params["userSlug"] ?? "");
    },
  }),
  serverRoute({
    method: "GET",
    path: "/api/latest/projects",
    query: [...pageNames, "name", "permission"],
    answer: (call) =>
      pageOf(
        call,
        call.world.projects
          .filter((project) => canSeeProject(call.caller, call.world, project))
          .map((project) => projectShape(call.world, project)),
      ),
  }),
  serverRoute({ method: "GET", path: projectPath, answer: getProject }),
  serverRoute({
    method: "GET",
    path: `${projectPath}/repos`,
    query: pageNames,
    answer(call) {
      const project = findProject(call.world, call.params["projectKey"] ?? "");
      if (!project) return noSuchProject(call.params["projectKey"] ?? "");
      const visible = call.world.repositories.filter(
        (repository) => repository.project === project && rightIn(call.caller, repository) !== null,
      );
      return pageOf(
        call,
        visible.map((repository) => repositoryShape(call.world, repository)),
      );
    },
  }),
  serverRoute({
    method: "GET",
    path: repositoryPath,
    answer: withRepository("REPO_READ", ({ world }, repository) =>
      jsonReply(200, repositoryShape(world, repository)),
    ),
  }),
  serverRoute({
    method: "GET",
    path: `${repositoryPath}/default-branch`,
    answer: withRepository("REPO_READ", (call, repository) => {
      const main = branchesOf(call, repository).find(({ displayId }) => displayId === "main");
      return main
        ? jsonReply(200, { id: main.id, displayId: main.displayId, type: "BRANCH" })
        : noDefaultBranch;
    }),
  }),
  serverRoute({
    method: "GET",
    path: `${repositoryPath}/branches`,
    query: [...pageNames, "filterText", "orderBy"],
    answer: withRepository("REPO_READ", (call, repository) => {
      const filter = call.request.query.get("filterText") ?? "";
      return pageOf(
        call,
        branchesOf(call, repository).filter(({ displayId }) => displayId.includes(filter)),
      );
    }),
  }),
];

/** All four are strings; the build number is the version in digits. */
function applicationProperties(version: string) {
  const [major = "0", minor = "0", patch = "0"] = version.split(".");
  const buildNumber = `${major}${minor.padStart(3, "0")}${patch.padStart(3, "0")}`;
  return { version, buildNumber, buildDate: "1767225600000", displayName: "Bitbucket" };
}

function getProject({ world, caller, params }: ServerCall) {
  const key = params["projectKey"] ?? "";
  const project = findProject(world, key);
  if (!project) return noSuchProject(key);
  if (canSeeProject(caller, world, project)) return jsonReply(200, projectShape(world, project));
  return caller === anonymous ? authenticationRequired : noSuchProject(key);
}

function branchesOf({ world }: ServerCall, repository: ServerRepository) {
  const lines = world.store.git(storePath(repository), [
    "for-each-ref",
    "--format=%(refname)%00%(refname:short)%00%(objectname)",
    "refs/heads",
  ]);
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [id = "", displayId = "", latestCommit = ""] = line.split("\0");
      return {
        id,
        displayId,
        type: "BRANCH",
        latestCommit,
        latestChangeset: latestCommit,
        isDefault: displayId === "main",
      };
    });
}
