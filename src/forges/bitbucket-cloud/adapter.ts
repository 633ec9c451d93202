/** Bitbucket Cloud behind the port: how it is reached, and its addresses. What asks it is loaded with the first question. */
import { type HttpClient, makeHttpClient } from "../../http/client.ts";
import type { Forge, ForgeAbilities, ForgeLinks } from "../../ports/forge.ts";
import { type KnownForge, lateForge } from "../late-forge.ts";
import type { ForgeOptions } from "../options.ts";
import { cloudAuthorizations, makeCloudLimiter, toApiUrl, toWebUrl } from "./config.ts";
import { cloudRules } from "./rules.ts";

export const cloudAbilities: ForgeAbilities = {
  pullRequestText: ["title", "source branch"],
  userNames: ["account id", "nickname", "e-mail", "display name"],
  hasCommentVersions: false,
  longestComment: 32_000,
};

/** The client that the forge and the Issues API of the same host share. */
export function openCloudClient(options: ForgeOptions): HttpClient {
  const { credential } = options;
  const baseUrl = toApiUrl(options.baseUrl);
  return makeHttpClient({
    ...options,
    baseUrl,
    authorizations: cloudAuthorizations(credential, baseUrl),
    secrets: credential.secret === null ? [] : [credential.secret],
    rules: cloudRules(credential),
    limiter: options.limiter ?? makeCloudLimiter(options.clock, options.budget ?? null),
  });
}

export function openBitbucketCloud(options: ForgeOptions): Forge {
  const http = openCloudClient(options);
  const { workspace, repo } = options;
  const known: KnownForge = {
    name: `Bitbucket Cloud, ${workspace}/${repo}`,
    abilities: cloudAbilities,
    links: cloudLinks(toWebUrl(http.baseUrl.href), workspace, repo),
  };
  return lateForge(known, async () => (await import("./forge.ts")).bindCloud(http, known, workspace, repo));
}

function cloudLinks(web: string, workspace: string, repo: string): ForgeLinks {
  const repository = `${web}/${encodeURIComponent(workspace)}/${encodeURIComponent(repo)}`;
  const segments = (path: string) => path.split("/").map(encodeURIComponent).join("/");
  return {
    repository: () => repository,
    file: (branch, path) => `${repository}/src/${encodeURIComponent(branch)}/${segments(path)}`,
    pullRequest: (number) => `${repository}/pull-requests/${number}`,
    git: () => `${repository}.git`,
  };
}
