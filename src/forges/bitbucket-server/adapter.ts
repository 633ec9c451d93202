/** Bitbucket Server and Data Center behind the port. */
import { type HttpClient, makeHttpClient } from "../../http/client.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { Forge, ForgeAbilities, ForgeLinks, ForgeUser, PullRequest } from "../../ports/forge.ts";
import type { ForgeOptions } from "../options.ts";
import { putOwnComment } from "../own-comment.ts";
import { hasWord } from "../words.ts";
import { getRepository, listUsers, makeRepositoryCalls } from "./client.ts";
import { listComments, removeComment, updateComment } from "./comments.ts";
import { makeServerLimiter, parseServerUrl, serverAuthorizations } from "./config.ts";
import { stateQuery, toComment, toPullRequest, toUser } from "./mapping.ts";
import { exceptionOf, serverRules } from "./rules.ts";
import type { ServerPullRequest } from "./schema.ts";
import { lostWith, readUser, readVersion, type ServerPlace, verifyServer } from "./verify.ts";

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
  const { workspace: project, repo } = options;
  return bindServer({ http: openServerClient(options), webUrl, project, repo, note });
}

/** Asked without a login. Throws `server-too-old`, and `not-bitbucket` where there is none. */
export function readServerVersion(options: ForgeOptions): Promise<string> {
  const { webUrl } = parseServerUrl(options.baseUrl);
  return readVersion({ http: openServerClient(options), webUrl });
}

export function lostWithServer(version: string, baseUrl: string): string | null {
  return lostWith(version, parseServerUrl(baseUrl).webUrl);
}

function bindServer(place: ServerPlace): Forge {
  const { http, project, repo } = place;
  const calls = makeRepositoryCalls(project, repo);
  const links = serverLinks(place);
  const toPull = (pull: ServerPullRequest): PullRequest => toPullRequest(pull, links.pullRequest(pull.id));
  return {
    name: `Bitbucket Server ${new URL(place.webUrl).host}, ${project}/${repo}`,
    abilities: serverAbilities,
    links,
    verify: () => verifyServer(place),
    findUsers: (name) => findUsers(http, name),
    async getPullRequest(number) {
      const tried = await http.trySend(calls.getPullRequest(number));
      if (tried.ok) return toPull(tried.answer.value);
      if (exceptionOf(tried.failure) === "NoSuchPullRequestException") return null;
      throw http.toError(tried.failure);
    },
    async *listPullRequests({ state, since }) {
      const query = { state: stateQuery[state] };
      for await (const found of readPages(http.send, calls.listPullRequests(query))) {
        const pull = toPull(found);
        // Newest change first, so what follows is older still.
        if (since !== undefined && pull.updated < since) return;
        yield pull;
      }
    },
    async searchPullRequests(text) {
      const listing = calls.listPullRequests({ state: "ALL", filterText: text });
      const found = (await collect(readPages(http.send, listing))).map(toPull);
      return found.filter((pull) => hasWord(`${pull.title}\n${pull.description}`, text));
    },
    listComments: (pull) => listComments(http, calls, pull),
    putComment: (pull, marker, text) =>
      putOwnComment(
        {
          longestComment: serverAbilities.longestComment,
          list: () => listComments(http, calls, pull),
          create: async (body) => toComment((await http.send(calls.createComment(pull, body))).value),
          update: ({ id }, body) => updateComment(http, calls, pull, id, body),
          remove: ({ id }) => removeComment(http, calls, pull, id),
          whoAmI: async () => readUser(http, (await http.send(getRepository(project, repo))).headers),
          isSameUser: (a, b) => a.name.toLowerCase() === b.name.toLowerCase(),
        },
        marker,
        text,
      ),
  };
}

/** The host finds parts of names; people mean whole ones. */
async function findUsers(http: HttpClient, name: string): Promise<ForgeUser[]> {
  const found = await collect(readPages(http.send, listUsers(name)));
  const users = found.map(toUser).filter((user) => user !== null);
  const wanted = name.toLowerCase();
  const sameAs = (part: (user: ForgeUser) => string | null) =>
    users.filter((user) => part(user)?.toLowerCase() === wanted);
  const rows = [sameAs((user) => user.name), sameAs((user) => user.id), sameAs((user) => user.email)];
  return rows.find((row) => row.length > 0) ?? sameAs((user) => user.displayName);
}

function serverLinks({ webUrl, project, repo }: ServerPlace): ForgeLinks {
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
