/** The issues of a repository behind the host's Issues API: asked once whether they are there, then opened. */
import type { ForgeOptions } from "../../forges/options.ts";
import { forges } from "../../forges/registry.ts";
import type { HttpCall } from "../../http/call.ts";
import type { HttpClient, Tried } from "../../http/client.ts";
import type { Runtime } from "../../ports/runtime.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { makeIssueCalls } from "../../trackers/bitbucket-api/calls.ts";
import { absence } from "../../trackers/bitbucket-api/session.ts";
import { trackers } from "../../trackers/registry.ts";
import type { Access } from "../place/access.ts";
import type { Place } from "../place/place.ts";
import { makeLocalFolder } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import type { IssuesAnswer } from "./choose-store.ts";

export interface IssuesApi {
  /** One GET of the issues; its answer is the first page of the first read. */
  ask(): Promise<IssuesAnswer>;
  open(): Promise<Tracker>;
}

export function reachIssuesApi(
  workspace: Workspace,
  { kind }: Pick<Place, "kind">,
  { forge, links }: Pick<Access, "forge" | "links">,
  options: ForgeOptions,
  { shown, signal, tell }: { readonly shown: string } & Pick<Runtime, "signal" | "tell">,
): IssuesApi {
  const { first } = makeIssueCalls(options.workspace, options.repo).listIssues();
  const http = withFirst(forges[kind].openIssues(options));
  return {
    async ask() {
      const tried = await http.ask(first);
      if (tried.ok) return "listed";
      const { status, message, text } = tried.failure;
      if (status === 410) return "removed";
      if (status !== 404) throw http.toError(tried.failure);
      if (/no issue tracker/i.test(message ?? "")) return "no tracker";
      // A Server answers an unknown root with 404 whoever asks; its repositories are looked for by git.
      if (kind === "server" || /no API hosted/i.test(text)) return "no such root";
      throw absence(http, tried.failure, shown);
    },
    async open() {
      return trackers.api({
        ...{ http, workspace: options.workspace, repo: options.repo, signal, tell },
        name: `${shown}, Issues API`,
        repository: links?.repository() ?? null,
        folder: await makeLocalFolder(workspace),
        findUsers: async (name) => (await forge?.findUsers(name)) ?? [],
      });
    },
  };
}

interface AskingClient extends HttpClient {
  ask<T>(call: HttpCall<T>): Promise<Tried<T>>;
}

/** What was asked is not asked again by whoever reads first. */
function withFirst(http: HttpClient): AskingClient {
  const keyOf = ({ verb, path, query }: HttpCall<unknown>) => JSON.stringify([verb, path, query]);
  let asked: { readonly key: string; readonly tried: Tried<unknown> } | null = null;
  return {
    ...http,
    async ask(call) {
      const tried = await http.trySend(call);
      asked = { key: keyOf(call), tried };
      return tried;
    },
    async trySend<T>(call: HttpCall<T>) {
      if (asked?.key !== keyOf(call)) return http.trySend(call);
      const { tried } = asked;
      asked = null;
      return tried as Tried<T>;
    },
  };
}
