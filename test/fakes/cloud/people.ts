/** Who am I, workspaces and their members, users. */
import { jsonReply, type Reply } from "../app/reply.ts";
import { canRead } from "./access.ts";
import { cloudError } from "./errors.ts";
import { pageOf } from "./pages.ts";
import { selectBy } from "./query.ts";
import { type CloudCall, cloudRoute, listNames } from "./route.ts";
import { repositoryShape, userShape, workspaceShape } from "./shapes.ts";
import type { CloudUser, CloudWorkspace } from "./world.ts";

export const peopleRoutes = [
  cloudRoute({
    method: "GET",
    path: "/user",
    scopes: { oauth: ["account"], token: ["read:user:bitbucket"] },
    needsLogin: true,
    answer: (call) => jsonReply(200, userShape(call.world, call.caller.user!)),
  }),
  cloudRoute({
    method: "GET",
    path: "/users/{selected_user}",
    scopes: { oauth: [], token: ["read:user:bitbucket"] },
    answer(call) {
      const user = findUser(call.world.users, call.params["selected_user"]);
      return user ? jsonReply(200, userShape(call.world, user)) : cloudError(404, "No such user");
    },
  }),
  cloudRoute({
    method: "GET",
    path: "/workspaces/{workspace}",
    scopes: { oauth: [], token: ["read:workspace:bitbucket"] },
    answer: withWorkspace((call, workspace) => jsonReply(200, workspaceShape(call.world, workspace))),
  }),
  cloudRoute({
    method: "GET",
    path: "/workspaces/{workspace}/members",
    query: listNames,
    scopes: { oauth: ["account"], token: ["read:workspace:bitbucket"] },
    needsLogin: true,
    answer: withWorkspace(listMembers),
  }),
  cloudRoute({
    method: "GET",
    path: "/workspaces/{workspace}/members/{member}",
    scopes: { oauth: ["account"], token: ["read:workspace:bitbucket"] },
    needsLogin: true,
    answer: withWorkspace((call, workspace) => {
      const user = findUser(workspace.members, call.params["member"]);
      return user
        ? jsonReply(200, membershipShape(call, workspace, user))
        : cloudError(404, "No such member");
    }),
  }),
  cloudRoute({
    method: "GET",
    path: "/repositories/{workspace}",
    query: listNames,
    scopes: { oauth: ["repository"], token: ["read:repository:bitbucket"] },
    answer: withWorkspace(listRepositories),
  }),
];

function listMembers(call: CloudCall, workspace: CloudWorkspace): Reply {
  const { query } = call.request;
  const q = query.get("q");
  const { user, on } = call.caller;
  const isAdmin = on === workspace.slug || (user !== null && workspace.admins.includes(user));
  if (q?.includes("email") && !isAdmin) return cloudError(403, "Only administrators can filter by email.");
  // The address is searched, and never shown.
  const found = workspace.members.map((member) => {
    const shape = membershipShape(call, workspace, member);
    return { shape, user: { ...shape.user, email: member.email } };
  });
  const selected = selectBy(found, q, query.get("sort"), []);
  return "status" in selected
    ? selected
    : pageOf(
        call,
        selected.values.map(({ shape }) => shape),
      );
}

function listRepositories(call: CloudCall, workspace: CloudWorkspace): Reply {
  const { query } = call.request;
  const shapes = call.world.repositories
    .filter((repository) => repository.workspace === workspace && canRead(call.caller, repository))
    .map((repository) => repositoryShape(call.world, repository));
  const selected = selectBy(shapes, query.get("q"), query.get("sort"), []);
  return "status" in selected ? selected : pageOf(call, selected.values);
}

/** By account id or uuid; names are no longer accepted. */
function findUser(users: readonly CloudUser[], wanted: string | undefined): CloudUser | undefined {
  return users.find(({ uuid, accountId }) => wanted === uuid || wanted === accountId);
}

/** A workspace is there only for its members and the tokens made in it. */
function withWorkspace(answer: (call: CloudCall, workspace: CloudWorkspace) => Reply) {
  return (call: CloudCall) => {
    const { user, on } = call.caller;
    const slug = (call.params["workspace"] ?? "").toLowerCase();
    const workspace = call.world.workspaces.find((known) => known.slug === slug || known.uuid === slug);
    const isMember =
      workspace !== undefined &&
      (on === null ? user !== null && workspace.members.includes(user) : on.split("/")[0] === workspace.slug);
    if (!isMember) return cloudError(404, `No workspace with identifier '${slug}'.`);
    return answer(call, workspace);
  };
}

function membershipShape({ world }: CloudCall, workspace: CloudWorkspace, user: CloudUser) {
  const self = `${world.url}/2.0/workspaces/${workspace.slug}/members/${encodeURIComponent(user.uuid)}`;
  return {
    type: "workspace_membership",
    user: userShape(world, user),
    workspace: workspaceShape(world, workspace),
    links: { self: { href: self } },
  };
}
