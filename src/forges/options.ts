/** What a forge is opened with. */
import type { HttpOptions } from "../http/client.ts";
import type { Budget, Limiter } from "../http/limiter.ts";

/**
 * `api-token`: Cloud, with the account's e-mail address. `access-token`: of a repository, project or workspace
 * (Cloud), or a Server's HTTP access token. `server-token`: a Server's token, which may be a password.
 * `password`: Cloud with a plain user name. `git`: git has credentials of its own, REST has none.
 */
export interface ForgeCredential {
  readonly kind: "api-token" | "access-token" | "server-token" | "password" | "git";
  readonly secret: string | null;
  readonly username: string | null;
  readonly email: string | null;
}

type Surroundings = Pick<
  HttpOptions,
  "clock" | "random" | "env" | "userAgent" | "ca" | "verifiesTls" | "allowInsecureHttp" | "proxy"
> &
  Pick<HttpOptions, "deadlineMs" | "totalDeadlineMs" | "log" | "tell" | "warn" | "signal" | "fetch">;

/** What a host lets through; the same one twice where REST and git spend the same budget. */
export interface Limits {
  readonly rest: Limiter;
  readonly git: Limiter;
}

export interface ForgeOptions extends Surroundings {
  /** As a person wrote it. */
  readonly baseUrl: string;
  /** Workspace slug, or project key (`~jdoe` for a person's own). */
  readonly workspace: string;
  readonly repo: string;
  readonly credential: ForgeCredential;
  /** What a person configured; `null`: the host's usual one. */
  readonly budget?: Budget | null;
  /** Shared by all who spend the same budget; made from `budget` when absent. */
  readonly limiter?: Limiter;
}
