/** Bitbucket Cloud behind the port. */
import { type HttpClient, makeHttpClient } from "../../http/client.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { Forge, ForgeAbilities, ForgeLinks, PullRequest } from "../../ports/forge.ts";
import type { ForgeOptions } from "../options.ts";
import { putOwnComment } from "../own-comment.ts";
import { hasWord } from "../words.ts";
import { makeRepositoryCalls } from "./client.ts";
import { cloudAuthorizations, makeCloudLimiter, toApiUrl, toWebUrl } from "./config.ts";
import { everyState, quote, stateQuery, toComment, toPullRequest } from "./mapping.ts";
import { makeFindUsers } from "./people.ts";
import { cloudRules } from "./rules.ts";
import type { CloudPullRequest } from "./schema.ts";
import { verifyCloud, whoAmI } from "./verify.ts";

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
  return bindCloud(openCloudClient(options), options.workspace, options.repo);
}

/** The forge on a client that is already there. */
export function bindCloud(http: HttpClient, workspace: string, repo: string): Forge {
  const calls = makeRepositoryCalls(workspace, repo);
  const links = cloudLinks(toWebUrl(http.baseUrl.href), workspace, repo);
  const toPull = (pull: CloudPullRequest): PullRequest => toPullRequest(pull, links.pullRequest(pull.id));
  const listComments = async (pull: number) => {
    const found = await collect(readPages(http.send, calls.listComments(pull)));
    const standing = found.filter((comment) => comment.deleted !== true);
    return standing.map(toComment).sort((a, b) => a.created.getTime() - b.created.getTime() || a.id - b.id);
  };
  return {
    name: `Bitbucket Cloud, ${workspace}/${repo}`,
    abilities: cloudAbilities,
    links,
    verify: () => verifyCloud(http, workspace, repo),
    findUsers: makeFindUsers(http, workspace),
    async getPullRequest(number) {
      const tried = await http.trySend(calls.getPullRequest(number));
      if (tried.ok) return toPull(tried.answer.value);
      if (tried.failure.status === 404) return await missing(http, workspace, repo);
      throw http.toError(tried.failure);
    },
    async *listPullRequests({ state, since }) {
      const q = since === undefined ? undefined : `updated_on >= ${since.toISOString()}`;
      const query = { state: stateQuery[state], q, sort: "-updated_on" };
      for await (const pull of readPages(http.send, calls.listPullRequests(query))) yield toPull(pull);
    },
    async searchPullRequests(text) {
      const q = `title ~ ${quote(text)} OR source.branch.name ~ ${quote(text)}`;
      const query = { state: everyState, q, sort: "-updated_on" };
      const found = await collect(readPages(http.send, calls.listPullRequests(query)));
      return found.map(toPull).filter((pull) => hasWord(`${pull.title}\n${pull.sourceBranch}`, text));
    },
    listComments,
    putComment: (pull, marker, text) =>
      putOwnComment(
        {
          longestComment: cloudAbilities.longestComment,
          list: () => listComments(pull),
          create: async (raw) => toComment((await http.send(calls.createComment(pull, raw))).value),
          update: async ({ id }, raw) =>
            toComment((await http.send(calls.updateComment(pull, id, raw))).value),
          remove: async ({ id }) => {
            const tried = await http.trySend(calls.removeComment(pull, id));
            if (!tried.ok && tried.failure.status !== 404) throw http.toError(tried.failure);
          },
          whoAmI: async () => (await whoAmI(http)).user,
          isSameUser: (a, b) => a.id === b.id,
        },
        marker,
        text,
      ),
  };
}

/** 404 says "no such pull request" only where the repository is visible. */
async function missing(http: HttpClient, workspace: string, repo: string): Promise<null> {
  await verifyCloud(http, workspace, repo);
  return null;
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
