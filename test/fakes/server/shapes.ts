/** How Server writes what the world holds: dates in epoch milliseconds, `links` with lists. */
import {
  isAtLeast,
  type ServerComment,
  type ServerProject,
  type ServerPullRequest,
  type ServerRepository,
  type ServerUser,
  type ServerWorld,
  storePath,
} from "./world.ts";

export function userShape({ url }: ServerWorld, user: ServerUser) {
  return {
    name: user.name,
    ...(user.emailAddress !== null && { emailAddress: user.emailAddress }),
    active: true,
    displayName: user.displayName,
    id: user.id,
    slug: user.slug,
    type: "NORMAL",
    links: { self: [{ href: `${url}/users/${user.slug}` }] },
  };
}

export function projectShape({ url }: ServerWorld, project: ServerProject) {
  return {
    key: project.key,
    id: project.id,
    name: project.name,
    public: false,
    type: "NORMAL",
    links: { self: [{ href: `${url}/projects/${project.key}` }] },
  };
}

export function repositoryShape(world: ServerWorld, repository: ServerRepository) {
  const { project, slug } = repository;
  const { hostname } = new URL(world.url);
  const clone = [
    { href: `${world.url}/${storePath(repository)}.git`, name: "http" },
    { href: `ssh://git@${hostname}:7999/${project.key.toLowerCase()}/${slug}.git`, name: "ssh" },
  ];
  const archived = isAtLeast(world.settings.version, "8.0") ? { archived: repository.isArchived } : {};
  return {
    slug,
    id: repository.id,
    name: slug,
    scmId: "git",
    state: "AVAILABLE",
    statusMessage: "Available",
    forkable: true,
    ...archived,
    project: projectShape(world, project),
    public: repository.isPublic,
    links: { clone, self: [{ href: `${world.url}/projects/${project.key}/repos/${slug}/browse` }] },
  };
}

export function pullRequestShape(world: ServerWorld, repository: ServerRepository, pull: ServerPullRequest) {
  const { project, slug } = repository;
  const isOpen = pull.state === "OPEN";
  const tasks = pull.comments.filter(({ severity }) => severity === "BLOCKER");
  return {
    id: pull.id,
    version: pull.version,
    title: pull.title,
    // Absent, not empty, when there is none.
    ...(pull.description !== "" && { description: pull.description }),
    state: pull.state,
    open: isOpen,
    closed: !isOpen,
    ...(isAtLeast(world.settings.version, "8.18") && { draft: false }),
    createdDate: pull.createdMs,
    updatedDate: pull.updatedMs,
    ...(!isOpen && { closedDate: pull.updatedMs }),
    fromRef: refShape(world, repository, pull.source),
    toRef: refShape(world, repository, pull.destination),
    locked: false,
    author: participantShape(world, pull.author, "AUTHOR"),
    reviewers: pull.reviewers.map((user) => participantShape(world, user, "REVIEWER")),
    participants: [],
    properties: {
      openTaskCount: tasks.filter(({ state }) => state === "OPEN").length,
      resolvedTaskCount: tasks.filter(({ state }) => state === "RESOLVED").length,
    },
    links: {
      self: [{ href: `${world.url}/projects/${project.key}/repos/${slug}/pull-requests/${pull.id}` }],
    },
  };
}

function participantShape(world: ServerWorld, user: ServerUser, role: "AUTHOR" | "REVIEWER") {
  return { user: userShape(world, user), role, approved: false, status: "UNAPPROVED" };
}

function refShape(world: ServerWorld, repository: ServerRepository, branch: string) {
  const id = `refs/heads/${branch}`;
  const latestCommit = world.store.tip(storePath(repository), branch);
  return {
    id,
    displayId: branch,
    latestCommit: latestCommit ?? "0".repeat(40),
    repository: repositoryShape(world, repository),
  };
}

/** Replies stand inside of what they answer. */
export function commentShape(world: ServerWorld, pull: ServerPullRequest, comment: ServerComment): object {
  return {
    properties: { repositoryId: 1 },
    id: comment.id,
    version: comment.version,
    text: comment.text,
    author: userShape(world, comment.author),
    createdDate: comment.createdMs,
    updatedDate: comment.updatedMs,
    comments: pull.comments
      .filter(({ parentId }) => parentId === comment.id)
      .map((reply) => commentShape(world, pull, reply)),
    severity: comment.severity,
    state: comment.state,
    threadResolved: false,
  };
}
