/** Git over HTTP on Server: below `/scm`, with passwords, user tokens as passwords, and every token as Bearer. */
import type { GitAdmission } from "../app/app.ts";
import { type Reply, textReply } from "../app/reply.ts";
import type { FakeRequest } from "../app/request.ts";
import { type Caller, hasRight, rightIn } from "./access.ts";
import { findRepository, type ServerRepository, type ServerWorld, storePath } from "./world.ts";

const gitPath = /^\/scm\/([^/]+)\/([^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export interface GitTarget {
  readonly repository: ServerRepository | undefined;
  readonly isPush: boolean;
  readonly action: string;
}

/** `null`: no git URL of this instance. */
export function parseGitUrl(world: ServerWorld, request: FakeRequest): GitTarget | null {
  const { contextPath } = world.settings;
  if (!request.path.startsWith(`${contextPath}/`)) return null;
  const [, key = "", slug = "", action] = gitPath.exec(request.path.slice(contextPath.length)) ?? [];
  if (action === undefined) return null;
  const isPush = action === "git-receive-pack" || request.query.get("service") === "git-receive-pack";
  return { repository: findRepository(world, key, slug), isPush, action };
}

export function admitGit(
  caller: Caller,
  { repository, isPush, action }: GitTarget,
  request: FakeRequest,
): Reply | GitAdmission {
  const isAnonymous = caller.user === null && caller.token === null;
  if (repository === undefined || rightIn(caller, repository) === null) {
    return isAnonymous ? gitLogin : gitMissing;
  }
  if (isPush && !hasRight(caller, repository, "REPO_WRITE")) return isAnonymous ? gitLogin : gitReadOnly;
  if (isPush && repository.isArchived) return gitArchived;
  const query = request.query.size > 0 ? `?${request.query}` : "";
  return { url: `/${storePath(repository)}.git/${action}${query}`, env: pusherEnv(caller) };
}

/** A project's or repository's token has no user, and its pushes pass Verify Committer. */
function pusherEnv({ user }: Caller): Record<string, string> {
  if (user === null) return {};
  return { FAKE_PUSHER_NAME: user.displayName, FAKE_PUSHER_EMAIL: user.emailAddress ?? "" };
}

export const gitLogin = textReply(401, "", { "www-authenticate": 'Basic realm="Atlassian Bitbucket"' });

const gitMissing = textReply(
  404,
  "Repository not found\nThe requested repository does not exist, or you do not have permission to access it.\n",
);

/** The status is known, the words are not. */
const gitReadOnly = textReply(403, "You are not permitted to push to this repository.\n");
const gitArchived = textReply(403, "Repository archived\nThis repository is read-only.\n");

export function gitCaptcha(url: string): Reply {
  return textReply(
    403,
    "CAPTCHA required\nYour Bitbucket account has been marked as requiring a CAPTCHA to be solved before you may login again.\n",
    { "x-authentication-denied-reason": `CAPTCHA_CHALLENGE; login-url=${url}/login` },
  );
}
