/** How the Issues API wrote what a tracker holds, as recorded. */
import { userShape } from "../cloud/shapes.ts";
import { type CloudRepository, type CloudWorld, fullNameOf } from "../cloud/world.ts";
import { type FakeChange, type FakeIssue, type FakeIssueComment, type FakeName, webOf } from "./world.ts";

export interface Place {
  readonly world: CloudWorld;
  readonly repository: CloudRepository;
}

function repositoryUrl({ world, repository }: Place): string {
  return `${world.url}/2.0/repositories/${fullNameOf(repository)}`;
}

function renderedShape(raw: string) {
  return { type: "rendered", raw, markup: "markdown", html: `<p>${raw.replaceAll("<", "&lt;")}</p>` };
}

export function nameShape(place: Place, type: "milestone" | "component" | "version", name: FakeName) {
  const href = `${repositoryUrl(place)}/${type}s/${name.id}`;
  return { type, id: name.id, name: name.name, links: { self: { href } } };
}

/** As in listings and single reads. */
export function issueShape(place: Place, issue: FakeIssue) {
  const { world, repository } = place;
  const self = `${repositoryUrl(place)}/issues/${issue.id}`;
  const link = (path: string) => ({ href: `${self}${path}` });
  return {
    ...issueCore(place, issue),
    votes: 0,
    watches: 1,
    repository: {
      type: "repository",
      full_name: fullNameOf(repository),
      name: repository.slug,
      uuid: repository.uuid,
      links: { self: { href: `${world.url}/2.0/repositories/${fullNameOf(repository)}` } },
    },
    links: {
      self: link(""),
      html: { href: webOf(repository, issue.id) },
      comments: link("/comments"),
      attachments: link("/attachments"),
      watch: link("/watch"),
      vote: link("/vote"),
    },
  };
}

/** Answers to POST and PUT have only one link and no count of watchers. */
export function condensedShape(place: Place, issue: FakeIssue) {
  const href = `${repositoryUrl(place)}/issues/${issue.id}`;
  return { ...issueCore(place, issue), votes: 0, watches: null, links: { self: { href } } };
}

function issueCore(place: Place, issue: FakeIssue) {
  const { world } = place;
  const name = (type: "milestone" | "component" | "version") =>
    issue[type] === null ? null : nameShape(place, type, issue[type]);
  return {
    type: "issue",
    id: issue.id,
    title: issue.title,
    state: issue.state,
    kind: issue.kind,
    priority: issue.priority,
    content: renderedShape(issue.raw),
    reporter: userShape(world, issue.reporter),
    assignee: issue.assignee === null ? null : userShape(world, issue.assignee),
    component: name("component"),
    milestone: name("milestone"),
    version: name("version"),
    created_on: issue.createdOn,
    updated_on: issue.updatedOn,
    edited_on: null,
  };
}

function shortIssue(place: Place, { id, title }: FakeIssue) {
  return { type: "issue", id, title, links: { self: { href: `${repositoryUrl(place)}/issues/${id}` } } };
}

/** A comment that only carries a change has no text. */
export function commentShape(place: Place, issue: FakeIssue, comment: FakeIssueComment) {
  const self = `${repositoryUrl(place)}/issues/${issue.id}/comments/${comment.id}`;
  const content =
    comment.raw === ""
      ? { type: "rendered", raw: null, markup: "markdown", html: "" }
      : renderedShape(comment.raw);
  return {
    type: "issue_comment",
    id: comment.id,
    content,
    user: userShape(place.world, comment.user),
    created_on: comment.createdOn,
    updated_on: comment.updatedOn === comment.createdOn ? null : comment.updatedOn,
    issue: shortIssue(place, issue),
    links: { self: { href: self } },
  };
}

export function changeShape(place: Place, issue: FakeIssue, change: FakeChange) {
  const self = `${repositoryUrl(place)}/issues/${issue.id}/changes/${change.id}`;
  return {
    type: "issue_change",
    id: change.id,
    changes: change.changes,
    message: { type: "rendered", raw: "", markup: "markdown", html: "" },
    user: userShape(place.world, change.user),
    created_on: change.createdOn,
    issue: shortIssue(place, issue),
    links: { self: { href: self } },
  };
}

export function attachmentShape(place: Place, issue: FakeIssue, name: string) {
  const href = `${repositoryUrl(place)}/issues/${issue.id}/attachments/${encodeURIComponent(name)}`;
  return { type: "issue_attachment", name, links: { self: { href } } };
}
