/** Issues behind the Issues API 2.0, as mirrors, proxies and test servers still offer it. */
import { type FieldName, normalText } from "../../core/issue/field.ts";
import { withLock } from "../../fs/lock.ts";
import { blobId } from "../../git/oid.ts";
import type { HttpClient } from "../../http/client.ts";
import type { ForgeUser } from "../../ports/forge.ts";
import type { Log } from "../../ports/runtime.ts";
import type { FileSource, Tracker } from "../../ports/tracker.ts";
import { apiAbilities } from "./abilities.ts";
import { makeIssueCalls } from "./calls.ts";
import { commitBatch } from "./commit-batch.ts";
import { checkSources, listOtherFiles, readFiles } from "./files.ts";
import { readHistory } from "./history.ts";
import type { Parts, TrackerPlace } from "./known.ts";
import { makeLists, type Send } from "./listing.ts";
import { indexWith, readCommentsOf } from "./read-comments.ts";
import { makeReading } from "./reading.ts";
import { absence } from "./session.ts";
import { toTrackerNames } from "./snapshot.ts";

export interface ApiOptions extends TrackerPlace {
  /** Its requests are those of the host's other calls: one login, one budget. */
  readonly http: HttpClient;
  readonly workspace: string;
  readonly repo: string;
  readonly repository: string | null;
  readonly findUsers: (name: string) => Promise<readonly ForgeUser[]>;
  /** Takes a line for the person. */
  readonly tell: Log;
  readonly signal?: AbortSignal | undefined;
}

export function openApiTracker(options: ApiOptions): Tracker {
  const { http, folder, name, workspace, repo, findUsers, tell } = options;
  const calls = makeIssueCalls(workspace, repo);
  const send: Send = async (call) => {
    const tried = await http.trySend(call);
    if (tried.ok) return tried.answer;
    throw absence(http, tried.failure, name);
  };
  const lists = makeLists(send, calls);
  const sources = new Map<string, FileSource>();
  const parts: Parts = { http, calls, lists, findUsers, sources, tell };
  const id = `${http.baseUrl.host}${http.baseUrl.pathname}/${workspace}/${repo}`;
  const { read, latest, forget } = makeReading(parts, options, id);
  const readComments = async (numbers: readonly number[]) =>
    readCommentsOf(await latest(), numbers, parts, folder);
  return {
    name,
    abilities: apiAbilities,
    repository: options.repository,
    fileOf: () => null,
    read: async (scope) => (await read(scope?.names)).view.snapshot,
    readVersion: async () => null,
    startReading: () => () => {},
    readNames: async () => toTrackerNames(await lists.readNames()),
    readIndex: async () => indexWith(await read("used"), parts, folder),
    async readIssue(number) {
      const known = await latest();
      const found = known.view.issues.get(number);
      if (found === undefined) return null;
      const own = (await readCommentsOf(known, [number], parts, folder, "always")).get(number);
      return { issue: found.issue, ...(own ?? { comments: [], unreadable: [] }) };
    },
    readText: async (number, field, blob) => {
      const { state, view } = await latest();
      const text = view.issues.get(number)?.issue.fields[field as FieldName];
      const isPresent = typeof text === "string" && blobId(normalText(text)) === blob;
      return state.texts[blob] ?? (isPresent ? text : null);
    },
    readHistory: async (scope) => readHistory(parts, await latest(), readComments, scope),
    readComments,
    findSync: async () => null,
    exclusive: (work) => withLock(`${folder}/issues.lock`, { signal: options.signal }, work),
    async putFiles(files) {
      // Files belong to issues: they are sent with the batch that attaches them.
      const fresh = await checkSources(files, (await latest()).view.issues.values());
      // Another issue's file does not help this one: the host has no other way than to send it again.
      for (const file of files) sources.set(file.sha256, file);
      return { count: fresh.length, bytes: fresh.reduce((sum, { size }) => sum + size, 0) };
    },
    readFiles: async (hashes, take) => readFiles(parts, (await latest()).view.issues.values(), hashes, take),
    async otherFiles(number) {
      const issue = (await latest()).view.issues.get(number);
      return issue === undefined ? [] : listOtherFiles(parts, issue);
    },
    async commit(batch) {
      return commitBatch(batch, await latest(), parts, options).finally(forget);
    },
  };
}
