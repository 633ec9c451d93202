/** A forge of which a run mostly needs the addresses alone: what asks the host is loaded with the first question. */
import type { Forge } from "../ports/forge.ts";

/** What needs no answer of the host. */
export type KnownForge = Pick<Forge, "name" | "abilities" | "links">;

export function lateForge(known: KnownForge, load: () => Promise<Forge>): Forge {
  let loading: Promise<Forge> | null = null;
  const loaded = () => {
    loading ??= load();
    return loading;
  };
  return {
    ...known,
    verify: async () => (await loaded()).verify(),
    findUsers: async (name) => (await loaded()).findUsers(name),
    getPullRequest: async (number) => (await loaded()).getPullRequest(number),
    async *listPullRequests(filter) {
      yield* (await loaded()).listPullRequests(filter);
    },
    searchPullRequests: async (text) => (await loaded()).searchPullRequests(text),
    listComments: async (pullRequest) => (await loaded()).listComments(pullRequest),
    putComment: async (...comment) => (await loaded()).putComment(...comment),
  };
}
