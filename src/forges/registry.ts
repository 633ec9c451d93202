/** The hosts: one line per adapter. */
import type { HttpClient } from "../http/client.ts";
import type { Clock } from "../http/clock.ts";
import type { Budget } from "../http/limiter.ts";
import type { Forge } from "../ports/forge.ts";
import { cloudAbilities, openBitbucketCloud, openCloudClient } from "./bitbucket-cloud/adapter.ts";
import { makeCloudGitLimiter, makeCloudLimiter } from "./bitbucket-cloud/config.ts";
import {
  lostWithServer,
  openBitbucketServer,
  openServerIssuesClient,
  readServerVersion,
  serverAbilities,
} from "./bitbucket-server/adapter.ts";
import { makeServerLimiter } from "./bitbucket-server/config.ts";
import type { ForgeKind } from "./detect.ts";
import type { ForgeOptions, Limits } from "./options.ts";

interface ForgeRow {
  readonly open: (options: ForgeOptions) => Forge;
  /** Where the Issues API 2.0 is, if this host or something in front of it has one. */
  readonly openIssues: (options: ForgeOptions) => HttpClient;
  readonly abilities: Forge["abilities"];
  /** `budget`: what a person configured; `null`: the host's usual one. */
  readonly makeLimits: (clock: Clock, budget: Budget | null) => Limits;
  /** `null`: there is one version of it, today's. */
  readonly versions: Versions | null;
}

interface Versions {
  /** Asked without a login. Throws for one that is too old. */
  readonly read: (options: ForgeOptions) => Promise<string>;
  /** What is lost with a version, in a sentence. */
  readonly lostWith: (version: string, baseUrl: string) => string | null;
}

export const forges = {
  cloud: {
    open: openBitbucketCloud,
    openIssues: openCloudClient,
    abilities: cloudAbilities,
    makeLimits: (clock, budget) => ({
      rest: makeCloudLimiter(clock, budget),
      git: makeCloudGitLimiter(clock),
    }),
    versions: null,
  },
  server: {
    open: openBitbucketServer,
    openIssues: openServerIssuesClient,
    abilities: serverAbilities,
    makeLimits: (clock, budget) => {
      const both = makeServerLimiter(clock, budget);
      return { rest: both, git: both };
    },
    versions: { read: readServerVersion, lostWith: lostWithServer },
  },
} as const satisfies Record<ForgeKind, ForgeRow>;
