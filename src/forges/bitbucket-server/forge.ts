/** Bitbucket Server's answers to the port's questions. */
import type { HttpClient } from "../../http/client.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { Forge, ForgeUser, PullRequest } from "../../ports/forge.ts";
import type { KnownForge } from "../late-forge.ts";
import { putOwnComment } from "../own-comment.ts";
import { hasWord } from "../words.ts";
import { getRepository, listUsers, makeRepositoryCalls } from "./client.ts";
import { listComments, removeComment, updateComment } from "./comments.ts";
import { stateQuery, toComment, toPullRequest, toUser } from "./mapping.ts";
import { exceptionOf } from "./rules.ts";
import type { ServerPullRequest } from "./schema.ts";
import { readUser, type ServerPlace, verifyServer } from "./verify.ts";

/** The forge on a client that is already there. */
export function bindServer(place: ServerPlace, known: KnownForge): Forge {
  const { http, project, repo } = place;
  const calls = makeRepositoryCalls(project, repo);
  const toPull = (pull: ServerPullRequest): PullRequest =>
    toPullRequest(pull, known.links.pullRequest(pull.id));
  return {
    ...known,
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
          longestComment: known.abilities.longestComment,
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
