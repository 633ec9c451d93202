/** How Cloud writes what the world holds. Shapes follow recorded answers of October 2026: no `has_issues`. */
import {
  type CloudComment,
  type CloudPullRequest,
  type CloudRepository,
  type CloudUser,
  type CloudWorkspace,
  type CloudWorld,
  fullNameOf,
} from "./world.ts";

const web = "https://bitbucket.org";

export function userShape({ url }: CloudWorld, user: CloudUser) {
  return {
    type: "user",
    uuid: user.uuid,
    account_id: user.accountId,
    nickname: user.nickname,
    display_name: user.displayName,
    links: {
      self: { href: `${url}/2.0/users/${encodeURIComponent(user.uuid)}` },
      html: { href: `${web}/${encodeURIComponent(user.uuid)}/` },
      avatar: { href: `${web}/account/avatar.png` },
    },
  };
}

export function workspaceShape({ url }: CloudWorld, { slug, uuid }: CloudWorkspace) {
  return {
    type: "workspace",
    uuid,
    name: slug,
    slug,
    is_private: true,
    links: { self: { href: `${url}/2.0/workspaces/${slug}` }, html: { href: `${web}/${slug}/` } },
  };
}

export function repositoryShape(world: CloudWorld, repository: CloudRepository) {
  const name = fullNameOf(repository);
  const self = `${world.url}/2.0/repositories/${name}`;
  const clone = [
    { name: "https", href: `${world.url}/${name}.git` },
    { name: "ssh", href: `ssh://git@bitbucket.org/${name}.git` },
  ];
  return {
    type: "repository",
    uuid: repository.uuid,
    name: repository.slug,
    slug: repository.slug,
    full_name: name,
    scm: "git",
    is_private: repository.isPrivate,
    description: "",
    created_on: repository.createdOn,
    updated_on: repository.createdOn,
    size: 4096,
    language: "",
    mainbranch: mainBranch(world, name),
    workspace: workspaceShape(world, repository.workspace),
    links: {
      self: { href: self },
      html: { href: `${web}/${name}` },
      pullrequests: { href: `${self}/pullrequests` },
      downloads: { href: `${self}/downloads` },
      clone,
    },
  };
}

/** Absent in an empty repository. */
function mainBranch({ store }: CloudWorld, name: string) {
  return store.tip(name, "main") === null ? null : { type: "branch", name: "main" };
}

export function pullRequestShape(world: CloudWorld, repository: CloudRepository, pull: CloudPullRequest) {
  const self = `${world.url}/2.0/repositories/${fullNameOf(repository)}/pullrequests/${pull.id}`;
  return {
    type: "pullrequest",
    id: pull.id,
    title: pull.title,
    description: pull.description,
    summary: renderedShape(pull.description),
    state: pull.state,
    draft: false,
    queued: false,
    author: userShape(world, pull.author),
    source: endShape(world, repository, pull.source),
    destination: endShape(world, repository, pull.destination),
    comment_count: pull.comments.filter(({ isDeleted }) => !isDeleted).length,
    task_count: 0,
    close_source_branch: false,
    reason: "",
    created_on: pull.createdOn,
    updated_on: pull.updatedOn,
    links: {
      self: { href: self },
      html: { href: `${web}/${fullNameOf(repository)}/pull-requests/${pull.id}` },
      comments: { href: `${self}/comments` },
      commits: { href: `${self}/commits` },
    },
  };
}

/** Hashes inside pull requests have 12 digits. */
function endShape({ store }: CloudWorld, repository: CloudRepository, branch: string) {
  const name = fullNameOf(repository);
  const hash = store.tip(name, branch);
  return {
    branch: { name: branch },
    commit: hash === null ? null : { type: "commit", hash: hash.slice(0, 12) },
    repository: { type: "repository", uuid: repository.uuid, full_name: name, name: repository.slug },
  };
}

export function commentShape(
  world: CloudWorld,
  repository: CloudRepository,
  pull: CloudPullRequest,
  comment: CloudComment,
) {
  const self = `${world.url}/2.0/repositories/${fullNameOf(repository)}/pullrequests/${pull.id}`;
  return {
    type: "pullrequest_comment",
    id: comment.id,
    content: renderedShape(comment.isDeleted ? "" : comment.raw),
    user: userShape(world, comment.user),
    deleted: comment.isDeleted,
    pending: false,
    ...(comment.parentId !== null && { parent: { type: "pullrequest_comment", id: comment.parentId } }),
    pullrequest: { type: "pullrequest", id: pull.id, title: pull.title },
    created_on: comment.createdOn,
    updated_on: comment.updatedOn,
    links: { self: { href: `${self}/comments/${comment.id}` } },
  };
}

function renderedShape(raw: string) {
  return { type: "rendered", raw, markup: "markdown", html: `<p>${raw.replaceAll("<", "&lt;")}</p>` };
}
