/** Opens the tracker that an adapter's options name; nothing of it is asked before the first call. */
import type { Fetch } from "../../http/transport.ts";
import { configure, toSettings } from "../configure.ts";
import type { PeoplePlace } from "../issues/people.ts";
import { openTracker } from "../open/open.ts";
import { makeRuntime } from "../runtime.ts";
import { openWorkspace } from "../workspace.ts";

export interface BitbucketOptions {
  /** Workspace slug (Cloud) or project key (Server). */
  readonly workspace: string;
  readonly repo: string;
  readonly username?: string | undefined;
  /** Whatever the host takes as a password: an API token, an access token, a Server's HTTP access token. */
  readonly appPassword?: string | undefined;
  readonly email?: string | undefined;
  readonly apiToken?: string | undefined;
  readonly accessToken?: string | undefined;
  /** The REST API's address; default: the clone's remote, else Bitbucket Cloud. */
  readonly baseUrl?: string | undefined;
  /** Where the issues live; default `auto`. */
  readonly issues?: "auto" | "branch" | "api" | undefined;
  /** The working directory: its configuration and, in a clone, its objects are used. Default: the process's. */
  readonly cwd?: string | undefined;
  /** The environment; default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Takes the place of the HTTP client's own; git has its own. */
  readonly fetch?: Fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Gets verbose lines, free of secrets. */
  readonly log?: ((line: string) => void) | undefined;
}

export async function openConnection(options: BitbucketOptions) {
  const { cwd, env, log, signal, fetch } = options;
  const runtime = makeRuntime({ cwd, env, log, signal });
  const workspace = await openWorkspace(runtime);
  const { config } = await configure(workspace, runtime, { flags: toFlagValues(options) });
  const access = { trustedHosts: [], allowsPlainHttp: false, network: "required" as const, fetch };
  const opened = await openTracker(workspace, config, access, runtime);
  const { tracker } = opened;
  const settings = toSettings(config);
  const repository = tracker.repository;
  const place: PeoplePlace = { workspace, config, settings, opened, repository, isOnline: true };
  return { runtime, opened, tracker, place };
}

function toFlagValues(options: BitbucketOptions): Record<string, string | undefined> {
  return {
    tracker: "bitbucket",
    "bitbucket.workspace": options.workspace,
    "bitbucket.repo": options.repo,
    "bitbucket.username": options.username,
    "bitbucket.app_password": options.appPassword,
    "bitbucket.email": options.email,
    "bitbucket.api_token": options.apiToken,
    "bitbucket.access_token": options.accessToken,
    "bitbucket.base_url": options.baseUrl,
    "bitbucket.issues": options.issues,
  };
}
