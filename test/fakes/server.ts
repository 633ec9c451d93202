/** A fake Bitbucket Server (Data Center): REST 1.0 and git behind one host and port, no issues. */
import { type FakeApp, type ListenOptions, startApp } from "./app/app.ts";
import { type FakeClock, realClock } from "./app/clock.ts";
import { makeGitStore } from "./app/git-store.ts";
import { loadOracle } from "./app/oracle.ts";
import { toHook, type Veto } from "./app/veto.ts";
import { makeServerHost } from "./server/host.ts";
import type { ServerLimits } from "./server/limits.ts";
import {
  findProject,
  findRepository,
  makeServerWorld,
  type ServerPullRequest,
  type ServerRepository,
  type ServerRight,
  type ServerSettings,
  type ServerUser,
  type ServerWorld,
  storePath,
} from "./server/world.ts";

export interface ServerOptions extends ListenOptions, Partial<ServerSettings> {
  /** Of rate limits and dates; default: real time. */
  readonly clock?: FakeClock;
  /** `null` (default): rate limiting is off. */
  readonly limits?: ServerLimits | null;
}

export interface FakeServer extends FakeApp {
  /** The instance: host and context path. */
  readonly baseUrl: string;
  readonly world: ServerWorld;
  /** `SHOP/web`, as it is called by all that follows. */
  gitUrl(fullName: string): string;
  addUser(name: string, more?: Partial<ServerUser>): ServerUser;
  addRepository(fullName: string, options?: RepositoryOptions): ServerRepository;
  /** An HTTP access token of a person. Gives the secret. */
  addUserToken(user: ServerUser, right?: ServerRight): string;
  /** An HTTP access token of a project (`SHOP`) or repository (`SHOP/web`). Gives the secret. */
  addToken(on: string, right?: ServerRight): string;
  expire(secret: string): void;
  addPullRequest(fullName: string, more?: PullRequestInput): ServerPullRequest;
  /** Replaces the checks of this repository's pushes. */
  setVetoes(fullName: string, vetoes: readonly Veto[]): void;
  /** Puts files on a branch without a clone; gives the commit. */
  commit(fullName: string, branch: string, files: Readonly<Record<string, string>>, message?: string): string;
  /** Runs git in a repository of the host. */
  git(fullName: string, args: readonly string[]): string;
}

export interface RepositoryOptions {
  readonly isPublic?: boolean;
  readonly isArchived?: boolean;
  readonly rights?: readonly (readonly [ServerUser, ServerRight])[];
}

export type PullRequestInput = Partial<
  Pick<
    ServerPullRequest,
    "title" | "description" | "state" | "source" | "destination" | "author" | "reviewers"
  >
>;

const usualSettings: ServerSettings = {
  version: "10.4.1",
  contextPath: "",
  isBasicAllowed: true,
  isBearerAllowed: true,
  captchaAfter: 5,
};

export async function startServer(options: ServerOptions = {}): Promise<FakeServer> {
  const { clock = realClock, limits = null, port, tls, ...settings } = options;
  const store = makeGitStore();
  const oracle = loadOracle("bitbucket-server-10.4.json");
  let world!: ServerWorld;
  const app = await startApp(
    (url) => {
      world = makeServerWorld(url, { ...usualSettings, ...settings }, clock, store);
      return makeServerHost(world, limits, oracle);
    },
    { ...(port !== undefined && { port }), ...(tls !== undefined && { tls }) },
  );
  const pathOf = (fullName: string) => storePath(repositoryNamed(world, fullName));
  return {
    ...app,
    baseUrl: world.url,
    world,
    gitUrl: (fullName) => `${world.url}/${pathOf(fullName)}.git`,
    addUser: (name, more = {}) => addUser(world, name, more),
    addRepository: (fullName, more = {}) => addRepository(world, fullName, more),
    addUserToken: (user, right = "REPO_WRITE") => addToken(world, { user, on: null, right }),
    addToken: (on, right = "REPO_WRITE") => addToken(world, { user: null, on, right }),
    expire(secret) {
      world.tokens.get(secret)!.isExpired = true;
    },
    addPullRequest: (fullName, more = {}) => addPullRequest(world, fullName, more),
    setVetoes: (fullName, vetoes) => store.setHook(pathOf(fullName), toHook(vetoes)),
    commit: (fullName, ...rest) => store.commit(pathOf(fullName), ...rest),
    git: (fullName, args) => store.git(pathOf(fullName), args),
  };
}

function repositoryNamed(world: ServerWorld, fullName: string): ServerRepository {
  const [key = "", slug = ""] = fullName.split("/");
  const repository = findRepository(world, key, slug);
  if (!repository) throw new Error(`no repository ${fullName}`);
  return repository;
}

function addUser(world: ServerWorld, name: string, more: Partial<ServerUser>): ServerUser {
  const user = {
    id: world.nextId(),
    name,
    slug: name.toLowerCase().replace(/[^a-z0-9._-]/g, "_"),
    displayName: `${name[0]?.toUpperCase()}${name.slice(1)} Example`,
    emailAddress: `${name}@example.com`,
    password: `password-of-${name}`,
    needsCaptcha: false,
    isLicensed: true,
    failures: 0,
    ...more,
  };
  world.users.push(user);
  return user;
}

function addRepository(
  world: ServerWorld,
  fullName: string,
  { isPublic = false, isArchived = false, rights = [] }: RepositoryOptions,
): ServerRepository {
  const [key = "", slug = ""] = fullName.split("/");
  let project = findProject(world, key);
  if (!project) {
    project = { id: world.nextId(), key, name: `Project ${key}` };
    world.projects.push(project);
  }
  const repository = {
    id: world.nextId(),
    project,
    slug,
    isPublic,
    isArchived,
    rights: new Map(rights),
    pullRequests: [],
  };
  world.repositories.push(repository);
  world.store.create(storePath(repository));
  return repository;
}

/** Server's tokens have no prefix that tells what they are. */
function addToken(
  world: ServerWorld,
  token: { readonly user: ServerUser | null; readonly on: string | null; readonly right: ServerRight },
): string {
  const secret = Buffer.from(`token-${world.nextId()}-of-the-fake-server`).toString("base64");
  world.tokens.set(secret, { ...token, isExpired: false });
  return secret;
}

function addPullRequest(world: ServerWorld, fullName: string, more: PullRequestInput): ServerPullRequest {
  const repository = repositoryNamed(world, fullName);
  const now = world.clock.nowMs();
  const pull: ServerPullRequest = {
    id: repository.pullRequests.length + 1,
    version: 0,
    title: "A change",
    description: "",
    state: "OPEN",
    source: "feature",
    destination: "main",
    author: world.users[0] ?? addUser(world, "author", {}),
    reviewers: [],
    ...more,
    createdMs: now,
    updatedMs: now,
    comments: [],
  };
  repository.pullRequests.push(pull);
  return pull;
}
