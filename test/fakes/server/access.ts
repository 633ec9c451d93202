/** Who may do what on Server: passwords and user tokens as Basic, every token as Bearer. */
import type { Reply } from "../app/reply.ts";
import type { Credentials } from "../app/request.ts";
import {
  authenticationRequired,
  basicDisabled,
  captchaRequired,
  noLicence,
  notAuthorised,
  wrongPassword,
} from "./errors.ts";
import type {
  ServerProject,
  ServerRepository,
  ServerRight,
  ServerToken,
  ServerUser,
  ServerWorld,
} from "./world.ts";

export interface Caller {
  /** `null`: anonymous, or the token of a project or repository. */
  readonly user: ServerUser | null;
  readonly token: ServerToken | null;
}

export const anonymous: Caller = { user: null, token: null };

/** `isRest` false: git, where Basic stays allowed. */
export function identify(world: ServerWorld, credentials: Credentials, isRest: boolean): Caller | Reply {
  const { settings } = world;
  if (credentials.kind === "none") return anonymous;
  if (credentials.kind === "bearer") {
    const token = settings.isBearerAllowed ? world.tokens.get(credentials.secret) : undefined;
    return token && !token.isExpired ? { user: token.user, token } : wrongPassword;
  }
  if (credentials.kind === "other") return wrongPassword;
  if (isRest && !settings.isBasicAllowed) return basicDisabled;
  return identifyBasic(world, credentials.user, credentials.secret);
}

function identifyBasic(world: ServerWorld, name: string, secret: string): Caller | Reply {
  const user = world.users.find((known) => known.name === name);
  if (user?.needsCaptcha) return captchaRequired(world.url);
  if (user !== undefined && user.password === secret)
    return user.isLicensed ? { user, token: null } : noLicence;
  const token = world.tokens.get(secret);
  // A project's or repository's token never goes with a user name.
  if (user !== undefined && token?.user === user && !token.isExpired) return { user, token };
  if (user !== undefined) countFailure(world, user);
  return wrongPassword;
}

function countFailure({ settings }: ServerWorld, user: ServerUser): void {
  user.failures += 1;
  if (user.failures >= settings.captchaAfter) user.needsCaptcha = true;
}

const order: readonly ServerRight[] = ["REPO_READ", "REPO_WRITE", "REPO_ADMIN"];

/** What the caller may do in a repository; `null`: nothing. A token never gives more than it was made with. */
export function rightIn(caller: Caller, repository: ServerRepository): ServerRight | null {
  const { user, token } = caller;
  const own = user === null ? tokenRight(token, repository) : (repository.rights.get(user) ?? null);
  const right = own !== null && token !== null ? smaller(own, token.right) : own;
  return right ?? (repository.isPublic ? "REPO_READ" : null);
}

function tokenRight(token: ServerToken | null, { project, slug }: ServerRepository): ServerRight | null {
  if (token?.on == null) return null;
  return token.on === project.key || token.on === `${project.key}/${slug}` ? token.right : null;
}

function smaller(a: ServerRight, b: ServerRight): ServerRight {
  return order.indexOf(a) < order.indexOf(b) ? a : b;
}

export function hasRight(caller: Caller, repository: ServerRepository, needed: ServerRight): boolean {
  const right = rightIn(caller, repository);
  return right !== null && order.indexOf(right) >= order.indexOf(needed);
}

export function canSeeProject(caller: Caller, world: ServerWorld, project: ServerProject): boolean {
  return world.repositories.some((known) => known.project === project && rightIn(caller, known) !== null);
}

/** 401 for both "who are you" and "you may not". */
export function refusal(caller: Caller): Reply {
  return caller === anonymous ? authenticationRequired : notAuthorised;
}
