/** What a fake Bitbucket Cloud holds. Tests build it through `cloud.ts`; routes read and change it. */
import type { FakeClock } from "../app/clock.ts";
import type { GitStore } from "../app/git-store.ts";

export interface CloudUser {
  /** What git calls the user; REST no longer accepts it. */
  readonly username: string;
  readonly email: string;
  readonly nickname: string;
  readonly displayName: string;
  readonly accountId: string;
  /** With braces. */
  readonly uuid: string;
}

export type Right = "read" | "write" | "admin";

/** A credential as Bitbucket issues it; its secret is the key under which the world knows it. */
export type CloudCredential =
  | {
      readonly kind: "api-token";
      readonly user: CloudUser;
      readonly scopes: readonly string[];
      isExpired: boolean;
    }
  | {
      readonly kind: "access-token";
      /** `acme` or `acme/shop`: what the token was made for. */
      readonly on: string;
      readonly user: CloudUser;
      readonly scopes: readonly string[];
      isExpired: boolean;
    }
  | { readonly kind: "app-password"; readonly user: CloudUser };

export interface CloudWorkspace {
  readonly slug: string;
  readonly uuid: string;
  readonly members: CloudUser[];
  /** May look for members by e-mail address. */
  readonly admins: CloudUser[];
}

export interface CloudRepository {
  readonly workspace: CloudWorkspace;
  readonly slug: string;
  readonly uuid: string;
  readonly isPrivate: boolean;
  readonly rights: Map<CloudUser, Right>;
  readonly pullRequests: CloudPullRequest[];
  readonly createdOn: string;
}

export type PullRequestState = "OPEN" | "MERGED" | "DECLINED" | "SUPERSEDED";

export interface CloudPullRequest {
  readonly id: number;
  title: string;
  description: string;
  readonly state: PullRequestState;
  readonly source: string;
  readonly destination: string;
  readonly author: CloudUser;
  readonly createdOn: string;
  updatedOn: string;
  readonly comments: CloudComment[];
}

export interface CloudComment {
  readonly id: number;
  raw: string;
  readonly user: CloudUser;
  readonly parentId: number | null;
  readonly createdOn: string;
  updatedOn: string;
  isDeleted: boolean;
}

export interface CloudWorld {
  readonly url: string;
  readonly clock: FakeClock;
  readonly store: GitStore;
  readonly users: CloudUser[];
  readonly workspaces: CloudWorkspace[];
  readonly repositories: CloudRepository[];
  readonly credentials: Map<string, CloudCredential>;
  /** Unique in this world: ids of comments, parts of uuids. */
  nextId(): number;
}

export function makeCloudWorld(url: string, clock: FakeClock, store: GitStore): CloudWorld {
  let last = 100;
  return {
    url,
    clock,
    store,
    users: [],
    workspaces: [],
    repositories: [],
    credentials: new Map(),
    nextId: () => ++last,
  };
}

/** Slugs are compared without case, as the host does. */
export function findRepository(world: CloudWorld, fullName: string): CloudRepository | undefined {
  const wanted = fullName.toLowerCase();
  return world.repositories.find((repository) => fullNameOf(repository) === wanted);
}

export function fullNameOf({ workspace, slug }: CloudRepository): string {
  return `${workspace.slug}/${slug}`;
}

/** Six digits and `+00:00`, as recorded. */
export function dateOf(clock: FakeClock): string {
  return new Date(clock.nowMs()).toISOString().replace(/(\.\d{3})Z$/, "$1000+00:00");
}

export function uuidOf(id: number): string {
  return `{00000000-0000-4000-8000-${String(id).padStart(12, "0")}}`;
}
