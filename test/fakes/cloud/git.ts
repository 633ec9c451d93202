/** Git over HTTPS on Cloud: which user names go with which token, and how each refusal reads. */
import type { GitAdmission } from "../app/app.ts";
import { type Reply, textReply } from "../app/reply.ts";
import type { FakeRequest } from "../app/request.ts";
import type { Veto } from "../app/veto.ts";
import { anonymous, type Caller, canRead, canWrite, missingScopes, toCaller } from "./access.ts";
import { gitRefusal } from "./errors.ts";
import { type CloudRepository, type CloudWorld, findRepository } from "./world.ts";

const gitPath = /^\/([^/]+\/[^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** `null`: no git URL. */
export function openGit(world: CloudWorld, request: FakeRequest): Reply | GitAdmission | null {
  const [, fullName = "", action] = gitPath.exec(request.path) ?? [];
  if (action === undefined) return null;
  const isPush = action === "git-receive-pack" || request.query.get("service") === "git-receive-pack";
  const caller = identifyGit(world, request);
  if ("status" in caller) return caller;
  const repository = findRepository(world, fullName);
  const refusal = refuse(caller, repository, isPush);
  if (refusal) return refusal;
  const query = request.query.size > 0 ? `?${request.query}` : "";
  return { url: `/${fullName.toLowerCase()}.git/${action}${query}`, env: {} };
}

function refuse(caller: Caller, repository: CloudRepository | undefined, isPush: boolean): Reply | null {
  if (caller.kind === "anonymous") {
    return repository === undefined || repository.isPrivate || isPush ? gitRefusal.login : null;
  }
  if (repository === undefined || !canRead(caller, repository)) return gitRefusal.missing;
  if (missingScopes(caller, isPush ? writing : reading).length > 0) return gitRefusal.scopes;
  return isPush && !canWrite(caller, repository) ? noWriteAccess : null;
}

const reading = { oauth: ["repository"], token: ["read:repository:bitbucket"] };
const writing = { oauth: ["repository:write"], token: ["write:repository:bitbucket"] };
/** The status is known, the words are not. */
const noWriteAccess = textReply(403, "You do not have write access to this repository.\n");

/** The wrong pairing of name and token is an unknown login, even for a good token. */
function identifyGit(world: CloudWorld, { credentials }: FakeRequest): Caller | Reply {
  if (credentials.kind === "none") return anonymous;
  if (credentials.kind !== "basic") return gitRefusal.login;
  const { user, secret } = credentials;
  const found = world.credentials.get(secret);
  if (found?.kind === "app-password" || secret.startsWith("ATBB")) return gitRefusal.appPassword;
  if (found === undefined) return gitRefusal.login;
  const names =
    found.kind === "access-token" ? ["x-token-auth"] : [found.user.username, "x-bitbucket-api-token-auth"];
  const caller = names.includes(user) ? toCaller(found) : gitRefusal.login;
  return "status" in caller ? gitRefusal.login : caller;
}

export const cloudVetoes = {
  /** A branch restriction: nobody of this repository may push there. */
  protectedBranch: (branch: string): Veto => ({
    perRef: `[ "$ref" != "refs/heads/${branch}" ] || veto`,
    lines: [`Permission denied to update branch ${branch}.`],
  }),
} as const;
