/**
 * A fake Bitbucket Cloud of today: REST 2.0 without issues, and git, behind one host and port.
 *
 *     const cloud = await startCloud();
 *     const dana = cloud.addUser("dana");
 *     cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
 *     const token = cloud.addApiToken(dana);
 *     cloud.faults.add({ on: "GET *pullrequests*", times: 2, trouble: rateLimited.json });
 *     // ... use cloud.apiUrl and cloud.gitUrl("acme/shop") ...
 *     cloud.assertClean();
 *     await cloud.close();
 */
import { type FakeApp, type Host, type ListenOptions, startApp } from "./app/app.ts";
import { type FakeClock, realClock } from "./app/clock.ts";
import { makeGitStore } from "./app/git-store.ts";
import { loadOracle } from "./app/oracle.ts";
import type { Reply } from "./app/reply.ts";
import type { FakeRequest } from "./app/request.ts";
import { toHook, type Veto } from "./app/veto.ts";
import { makeCloudHost } from "./cloud/host.ts";
import { type CloudLimits, usualLimits } from "./cloud/limits.ts";
import type { CloudRoute } from "./cloud/route.ts";
import {
  type CloudPullRequest,
  type CloudRepository,
  type CloudUser,
  type CloudWorkspace,
  type CloudWorld,
  dateOf,
  findRepository,
  makeCloudWorld,
  type PullRequestState,
  type Right,
  uuidOf,
} from "./cloud/world.ts";

export interface CloudOptions extends ListenOptions {
  /** Of rate limits and dates; default: real time. */
  readonly clock?: FakeClock;
  readonly limits?: Partial<CloudLimits>;
  /** Routes this Cloud has beside those of today. */
  readonly moreRoutes?: readonly CloudRoute[];
  /** Answers to paths that are no part of its API; `null`: not this one. */
  readonly answerOther?: (request: FakeRequest) => Reply | null;
  /** Also found at the paths of a Server: `/rest/api/2.0` and `/scm`, as a proxy in front of one would be. */
  readonly isBehindServer?: boolean;
}

export interface FakeCloud extends FakeApp {
  /** `base_url` of the configuration: the host with `/2.0`. */
  readonly apiUrl: string;
  readonly world: CloudWorld;
  gitUrl(fullName: string): string;
  addUser(username: string, more?: Partial<CloudUser>): CloudUser;
  addWorkspace(slug: string, members?: readonly CloudUser[]): CloudWorkspace;
  /** `acme/shop`, with its workspace if that is new; private unless told otherwise. */
  addRepository(fullName: string, options?: RepositoryOptions): CloudRepository;
  /** Gives the secret. Without `scopes`: all that spectryn needs. */
  addApiToken(user: CloudUser, options?: TokenOptions): string;
  /** For a workspace (`acme`) or one repository (`acme/shop`). Gives the secret. */
  addAccessToken(on: string, options?: TokenOptions): string;
  addAppPassword(user: CloudUser): string;
  expire(secret: string): void;
  addPullRequest(fullName: string, more?: PullRequestInput): CloudPullRequest;
  /** Replaces the checks of this repository's pushes. */
  setVetoes(fullName: string, vetoes: readonly Veto[]): void;
  /** Puts files on a branch without a clone; gives the commit. */
  commit(fullName: string, branch: string, files: Readonly<Record<string, string>>, message?: string): string;
  /** Runs git in a repository of the host. */
  git(fullName: string, args: readonly string[]): string;
}

export interface RepositoryOptions {
  readonly isPrivate?: boolean;
  readonly rights?: readonly (readonly [CloudUser, Right])[];
}

export interface TokenOptions {
  readonly scopes?: readonly string[];
  readonly secret?: string;
}

export interface PullRequestInput {
  readonly title?: string;
  readonly description?: string;
  readonly state?: PullRequestState;
  readonly source?: string;
  readonly destination?: string;
  readonly author?: CloudUser;
}

export const usualTokenScopes = [
  "read:repository:bitbucket",
  "write:repository:bitbucket",
  "read:pullrequest:bitbucket",
  "write:pullrequest:bitbucket",
  "read:user:bitbucket",
  "read:workspace:bitbucket",
];
const usualAccessScopes = ["repository", "repository:write", "pullrequest", "pullrequest:write", "account"];

export async function startCloud(options: CloudOptions = {}): Promise<FakeCloud> {
  const { clock = realClock, limits = {}, moreRoutes = [], answerOther = () => null } = options;
  const store = makeGitStore();
  const oracle = loadOracle("bitbucket-cloud.json");
  let world!: CloudWorld;
  const app = await startApp((url) => {
    world = makeCloudWorld(url, clock, store);
    const host = makeCloudHost(world, { ...usualLimits, ...limits }, oracle, moreRoutes);
    const paths = options.isBehindServer === true ? serverPaths(host) : {};
    return {
      ...host,
      ...paths,
      answerUnrouted: (request) => answerOther(request) ?? host.answerUnrouted(request),
    };
  }, options);
  const addWorkspace: FakeCloud["addWorkspace"] = (slug, members = []) => {
    const workspace = { slug, uuid: uuidOf(world.nextId()), members: [...members], admins: [] };
    world.workspaces.push(workspace);
    return workspace;
  };
  return {
    ...app,
    apiUrl: `${app.url}/2.0`,
    world,
    gitUrl: (fullName) => `${app.url}/${fullName}.git`,
    addUser: (username, more = {}) => addUser(world, username, more),
    addWorkspace,
    addRepository: (fullName, more = {}) => addRepository(world, fullName, more, addWorkspace),
    ...credentialsOf(world),
    addPullRequest: (fullName, more = {}) => addPullRequest(world, fullName, more),
    setVetoes: (fullName, vetoes) => store.setHook(fullName, toHook(vetoes)),
    commit: store.commit,
    git: (fullName, args) => store.git(fullName, args),
  };
}

function serverPaths(host: Host<CloudRoute>): Pick<Host<CloudRoute>, "toApiPath" | "openGit"> {
  return {
    toApiPath: (path) => host.toApiPath(path.replace(/^\/rest\/api\/2\.0\//, "/2.0/")),
    openGit: (request) => host.openGit({ ...request, path: request.path.replace(/^\/scm\//, "/") }),
  };
}

function addUser(world: CloudWorld, username: string, more: Partial<CloudUser>): CloudUser {
  const id = world.nextId();
  const user = {
    username,
    email: `${username}@example.com`,
    nickname: username,
    displayName: `${username[0]?.toUpperCase()}${username.slice(1)} Example`,
    accountId: `557058:00000000-0000-4000-9000-${String(id).padStart(12, "0")}`,
    uuid: uuidOf(id),
    ...more,
  };
  world.users.push(user);
  return user;
}

function addRepository(
  world: CloudWorld,
  fullName: string,
  { isPrivate = true, rights = [] }: RepositoryOptions,
  addWorkspace: FakeCloud["addWorkspace"],
): CloudRepository {
  const [owner = "", slug = ""] = fullName.split("/");
  const workspace = world.workspaces.find((known) => known.slug === owner) ?? addWorkspace(owner);
  for (const [user] of rights) if (!workspace.members.includes(user)) workspace.members.push(user);
  const repository = {
    workspace,
    slug,
    uuid: uuidOf(world.nextId()),
    isPrivate,
    rights: new Map(rights),
    pullRequests: [],
    createdOn: dateOf(world.clock),
  };
  world.store.create(fullName);
  world.repositories.push(repository);
  return repository;
}

function credentialsOf(
  world: CloudWorld,
): Pick<FakeCloud, "addApiToken" | "addAccessToken" | "addAppPassword" | "expire"> {
  return {
    addApiToken(user, { scopes = usualTokenScopes, secret = `ATATT3x-api-${world.nextId()}` } = {}) {
      world.credentials.set(secret, { kind: "api-token", user, scopes, isExpired: false });
      return secret;
    },
    addAccessToken(on, { scopes = usualAccessScopes, secret = `ATCTT3x-access-${world.nextId()}` } = {}) {
      const user = addUser(world, `token-${world.nextId()}`, { displayName: `Token of ${on}` });
      world.credentials.set(secret, { kind: "access-token", on, user, scopes, isExpired: false });
      return secret;
    },
    addAppPassword(user) {
      const secret = `ATBBapp${world.nextId()}`;
      world.credentials.set(secret, { kind: "app-password", user });
      return secret;
    },
    expire(secret) {
      const credential = world.credentials.get(secret);
      if (!credential || !("isExpired" in credential)) throw new Error("only tokens expire");
      credential.isExpired = true;
    },
  };
}

function addPullRequest(world: CloudWorld, fullName: string, more: PullRequestInput): CloudPullRequest {
  const repository = findRepository(world, fullName);
  if (!repository) throw new Error(`no repository ${fullName}`);
  const author = more.author ?? world.users[0] ?? addUser(world, "author", {});
  const now = dateOf(world.clock);
  const pull: CloudPullRequest = {
    id: repository.pullRequests.length + 1,
    title: "A change",
    description: "",
    state: "OPEN",
    source: "feature",
    destination: "main",
    ...more,
    author,
    createdOn: now,
    updatedOn: now,
    comments: [],
  };
  repository.pullRequests.push(pull);
  return pull;
}
