/**
 * Bitbucket Server and Data Center behind the port: how it is reached, and its addresses. What asks it is loaded with
 * the first question.
 */
import { type HttpClient, makeHttpClient } from "../../http/client.ts";
import type { Forge, ForgeAbilities, ForgeLinks } from "../../ports/forge.ts";
import { type KnownForge, lateForge } from "../late-forge.ts";
import type { ForgeOptions } from "../options.ts";
import { lostWith, makeServerLimiter, parseServerUrl, serverAuthorizations } from "./config.ts";
import { serverRules } from "./rules.ts";
import type { ServerPlace } from "./verify.ts";

export const serverAbilities: ForgeAbilities = {
  pullRequestText: ["title", "description"],
  userNames: ["user name", "e-mail", "display name"],
  hasCommentVersions: true,
  longestComment: 32_767,
};

export function openServerClient(options: ForgeOptions): HttpClient {
  return openClientAt(parseServerUrl(options.baseUrl).restUrl, options);
}

/** No Server had issues; what answers under this root in front of one has those of Cloud's API. */
export function openServerIssuesClient(options: ForgeOptions): HttpClient {
  return openClientAt(`${parseServerUrl(options.baseUrl).webUrl}/rest/api/2.0`, options);
}

function openClientAt(baseUrl: string, options: ForgeOptions): HttpClient {
  const { credential } = options;
  return makeHttpClient({
    ...options,
    baseUrl,
    authorizations: serverAuthorizations(credential),
    secrets: credential.secret === null ? [] : [credential.secret],
    rules: serverRules,
    limiter: options.limiter ?? makeServerLimiter(options.clock, options.budget ?? null),
    writeHeaders: { "x-atlassian-token": "no-check" },
  });
}

export function openBitbucketServer(options: ForgeOptions): Forge {
  const { webUrl, note } = parseServerUrl(options.baseUrl);
  const place = {
    http: openServerClient(options),
    webUrl,
    project: options.workspace,
    repo: options.repo,
    note,
  };
  const known: KnownForge = {
    name: `Bitbucket Server ${new URL(webUrl).host}, ${place.project}/${place.repo}`,
    abilities: serverAbilities,
    links: serverLinks(place),
  };
  return lateForge(known, async () => (await import("./forge.ts")).bindServer(place, known));
}

export function lostWithServer(version: string, baseUrl: string): string | null {
  return lostWith(version, parseServerUrl(baseUrl).webUrl);
}

/** Asked without a login. Throws `server-too-old`, and `not-bitbucket` where there is none. */
export async function readServerVersion(options: ForgeOptions): Promise<string> {
  const { readVersion } = await import("./verify.ts");
  const { webUrl } = parseServerUrl(options.baseUrl);
  return readVersion({ http: openServerClient(options), webUrl });
}

function serverLinks({ webUrl, project, repo }: Omit<ServerPlace, "http">): ForgeLinks {
  const owner = project.startsWith("~")
    ? `users/${encodeURIComponent(project.slice(1))}`
    : `projects/${encodeURIComponent(project)}`;
  const repository = `${webUrl}/${owner}/repos/${encodeURIComponent(repo)}`;
  const segments = (path: string) => path.split("/").map(encodeURIComponent).join("/");
  return {
    repository: () => repository,
    file: (branch, path) =>
      `${repository}/browse/${segments(path)}?at=${encodeURIComponent(`refs/heads/${branch}`)}`,
    pullRequest: (number) => `${repository}/pull-requests/${number}`,
    git: () =>
      `${webUrl}/scm/${encodeURIComponent(project.toLowerCase())}/${encodeURIComponent(repo.toLowerCase())}.git`,
  };
}
