/** Who may do what on Cloud since app passwords ended: one credential in, a caller or a recorded refusal out. */
import type { Reply } from "../app/reply.ts";
import type { Credentials } from "../app/request.ts";
import { loginNeeded, tokenInvalid } from "./errors.ts";
import {
  type CloudCredential,
  type CloudRepository,
  type CloudUser,
  type CloudWorld,
  fullNameOf,
} from "./world.ts";

export interface Caller {
  readonly kind: "anonymous" | "api-token" | "access-token";
  readonly user: CloudUser | null;
  readonly scopes: readonly string[];
  /** What an access token was made for; `null`: everything its user may see. */
  readonly on: string | null;
}

export const anonymous: Caller = { kind: "anonymous", user: null, scopes: [], on: null };

/** An API token is a Basic password beside the e-mail address, an access token a Bearer; nothing else is left. */
export function identify(world: CloudWorld, credentials: Credentials): Caller | Reply {
  if (credentials.kind === "none") return anonymous;
  if (credentials.kind === "other") return loginNeeded;
  const found = world.credentials.get(credentials.secret);
  if (credentials.kind === "bearer") return found?.kind === "access-token" ? toCaller(found) : tokenInvalid;
  if (found?.kind !== "api-token") return loginNeeded;
  return found.user.email === credentials.user ? toCaller(found) : tokenInvalid;
}

export function toCaller(credential: Exclude<CloudCredential, { kind: "app-password" }>): Caller | Reply {
  if (credential.isExpired) return tokenInvalid;
  const { kind, user, scopes } = credential;
  return { kind, user, scopes, on: credential.kind === "access-token" ? credential.on : null };
}

/** What a route asks for, in the words of both kinds of tokens; as in the OpenAPI file. */
export interface ScopeNeed {
  readonly oauth: readonly string[];
  readonly token: readonly string[];
}

/** OAuth scopes of access tokens include the smaller ones; API token scopes never do. */
export function missingScopes(caller: Caller, need: ScopeNeed): readonly string[] {
  if (caller.kind === "anonymous") return [];
  if (caller.kind === "api-token") return need.token.filter((scope) => !caller.scopes.includes(scope));
  const granted = new Set(caller.scopes.flatMap((scope) => [scope, ...(implied[scope] ?? [])]));
  return need.oauth.filter((scope) => !granted.has(scope));
}

const implied: Readonly<Record<string, readonly string[]>> = {
  "repository:write": ["repository"],
  "repository:admin": ["repository"],
  pullrequest: ["repository"],
  "pullrequest:write": ["pullrequest", "repository", "repository:write"],
  "issue:write": ["issue"],
};

export function canRead(caller: Caller, repository: CloudRepository): boolean {
  return !repository.isPrivate || isInside(caller, repository);
}

export function canWrite(caller: Caller, repository: CloudRepository): boolean {
  if (!isInside(caller, repository)) return false;
  return caller.on !== null || repository.rights.get(caller.user!) !== "read";
}

/** A token sees the repository or workspace it was made for; a person what was given to them. */
function isInside({ on, user }: Caller, repository: CloudRepository): boolean {
  if (on !== null) return on === fullNameOf(repository) || on === repository.workspace.slug;
  return user !== null && repository.rights.has(user);
}
