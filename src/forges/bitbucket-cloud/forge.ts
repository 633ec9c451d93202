/** Bitbucket Cloud's answers to the port's questions. */
import type { HttpClient } from "../../http/client.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { Forge, PullRequest } from "../../ports/forge.ts";
import type { KnownForge } from "../late-forge.ts";
import { putOwnComment } from "../own-comment.ts";
import { hasWord } from "../words.ts";
import { makeRepositoryCalls } from "./client.ts";
import { everyState, quote, stateQuery, toComment, toPullRequest } from "./mapping.ts";
import { makeFindUsers } from "./people.ts";
import type { CloudPullRequest } from "./schema.ts";
import { verifyCloud, whoAmI } from "./verify.ts";

/** The forge on a client that is already there. */
export function bindCloud(http: HttpClient, known: KnownForge, workspace: string, repo: string): Forge {
  const calls = makeRepositoryCalls(workspace, repo);
  const toPull = (pull: CloudPullRequest): PullRequest =>
    toPullRequest(pull, known.links.pullRequest(pull.id));
  const listComments = async (pull: number) => {
    const found = await collect(readPages(http.send, calls.listComments(pull)));
    const standing = found.filter((comment) => comment.deleted !== true);
    return standing.map(toComment).sort((a, b) => a.created.getTime() - b.created.getTime() || a.id - b.id);
  };
  return {
    ...known,
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
          longestComment: known.abilities.longestComment,
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
