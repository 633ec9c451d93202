/** What a fake Bitbucket Server (Data Center) holds. Tests build it through `server.ts`. */
import type { FakeClock } from "../app/clock.ts";
import type { GitStore } from "../app/git-store.ts";

export interface ServerUser {
  readonly id: number;
  /** The login name; `X-AUSERNAME` says it. */
  readonly name: string;
  readonly slug: string;
  readonly displayName: string;
  /** Hidden by some administrators. */
  readonly emailAddress: string | null;
  readonly password: string;
  /** Too many wrong passwords: nothing is accepted until somebody logs in by browser. */
  needsCaptcha: boolean;
  /** False: known to the directory, and not allowed to use this Bitbucket. */
  readonly isLicensed: boolean;
  /** Wrong passwords so far. */
  failures: number;
}

export type ServerRight = "REPO_READ" | "REPO_WRITE" | "REPO_ADMIN";

/** `on`: `null` for a person's token, else the project (`SHOP`) or repository (`SHOP/web`) it was made for. */
export interface ServerToken {
  readonly user: ServerUser | null;
  readonly on: string | null;
  readonly right: ServerRight;
  isExpired: boolean;
}

export interface ServerProject {
  readonly id: number;
  readonly key: string;
  readonly name: string;
}

export interface ServerRepository {
  readonly id: number;
  readonly project: ServerProject;
  readonly slug: string;
  readonly isPublic: boolean;
  isArchived: boolean;
  readonly rights: Map<ServerUser, ServerRight>;
  readonly pullRequests: ServerPullRequest[];
}

export interface ServerPullRequest {
  readonly id: number;
  version: number;
  title: string;
  description: string;
  readonly state: "OPEN" | "MERGED" | "DECLINED";
  readonly source: string;
  readonly destination: string;
  readonly author: ServerUser;
  reviewers: readonly ServerUser[];
  readonly createdMs: number;
  updatedMs: number;
  readonly comments: ServerComment[];
}

export interface ServerComment {
  readonly id: number;
  version: number;
  text: string;
  readonly author: ServerUser;
  readonly parentId: number | null;
  severity: "NORMAL" | "BLOCKER";
  state: "OPEN" | "RESOLVED";
  readonly createdMs: number;
  updatedMs: number;
}

export interface ServerWorld {
  /** With the context path, without a slash at the end. */
  readonly url: string;
  readonly settings: ServerSettings;
  readonly clock: FakeClock;
  readonly store: GitStore;
  readonly users: ServerUser[];
  readonly projects: ServerProject[];
  readonly repositories: ServerRepository[];
  readonly tokens: Map<string, ServerToken>;
  nextId(): number;
}

export interface ServerSettings {
  /** Default 10.4.1. */
  readonly version: string;
  /** `/bitbucket`, or empty (the default). */
  readonly contextPath: string;
  /** False: Basic is refused for REST, as fresh installations of 10.x do. */
  readonly isBasicAllowed: boolean;
  /** False: Bearer is unknown, as where a proxy or an old version drops it; tokens are passwords then. */
  readonly isBearerAllowed: boolean;
  /** Wrong passwords of one user until a captcha is demanded; default 5. */
  readonly captchaAfter: number;
}

export function makeServerWorld(
  url: string,
  settings: ServerSettings,
  clock: FakeClock,
  store: GitStore,
): ServerWorld {
  let last = 100;
  return {
    url: `${url}${settings.contextPath}`,
    settings,
    clock,
    store,
    users: [],
    projects: [],
    repositories: [],
    tokens: new Map(),
    nextId: () => ++last,
  };
}

export function findRepository(world: ServerWorld, key: string, slug: string): ServerRepository | undefined {
  return world.repositories.find((known) => same(known.project.key, key) && same(known.slug, slug));
}

export function findProject(world: ServerWorld, key: string): ServerProject | undefined {
  return world.projects.find((known) => same(known.key, key));
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Where the repository lies in the store, which is also its clone URL without host and `.git`. */
export function storePath({ project, slug }: ServerRepository): string {
  return `scm/${project.key.toLowerCase()}/${slug}`;
}

/** Compares versions such as `7.21` and `10.4.1` by numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, need] = [version, least].map((text) => text.split(".").map(Number));
  for (const [at, wanted] of need!.entries()) {
    const found = have![at] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}
