/** Issues behind the Issues API 2.0, as mirrors, proxies and test servers still offer it. */
import { type FieldName, normalText } from "../../core/field.ts";
import type { IssueComments } from "../../core/issue.ts";
import { indexOf } from "../../core/issue-index.ts";
import type { Batch } from "../../core/write.ts";
import { withLock } from "../../fs/lock.ts";
import { blobId } from "../../git/oid.ts";
import type { HttpClient } from "../../http/client.ts";
import type { ForgeUser } from "../../ports/forge.ts";
import type { Log } from "../../ports/runtime.ts";
import type { FileSource, Outcome, Tracker } from "../../ports/tracker.ts";
import { apiAbilities } from "./abilities.ts";
import { makeIssueCalls } from "./calls.ts";
import { readRaw, refuseUnknownComments, toComments } from "./comments.ts";
import { checkSources, fileWrites, readFiles } from "./files.ts";
import { readHistory } from "./history.ts";
import { openJournal } from "./journal.ts";
import { makeLists, type Send } from "./listing.ts";
import { type LocalState, readLocalState, writeLocalState } from "./local-state.ts";
import { refuseImpossible, refuseUnknown } from "./refuse.ts";
import { absence, type Session } from "./session.ts";
import { type ApiView, type Double, makeView, tipOf, toTrackerNames } from "./snapshot.ts";
import { mostAtOnce, progressError } from "./steps.ts";
import { isRaceLost } from "./twins.ts";
import { writeBatch } from "./write-batch.ts";

export interface ApiOptions {
  /** Its requests are those of the host's other calls: one login, one budget. */
  readonly http: HttpClient;
  readonly workspace: string;
  readonly repo: string;
  /** For people: `bitbucket.example.com/acme/shop`. */
  readonly name: string;
  readonly repository: string | null;
  /** Of this clone: for bases, the journal and the lock. */
  readonly folder: string;
  readonly findUsers: (name: string) => Promise<readonly ForgeUser[]>;
  /** Takes a line for the person. */
  readonly tell: Log;
  readonly signal?: AbortSignal | undefined;
}

type Parts = Pick<Session, "http" | "calls" | "lists" | "findUsers" | "sources" | "tell">;

/** What was read last, with what this clone knows of it. */
interface Known {
  readonly state: LocalState;
  readonly view: ApiView;
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
  let current: Known | null = null;
  const told = new Set<number>();
  const tellDouble = ({ number, first, owner }: Double) => {
    if (told.has(number)) return;
    told.add(number);
    tell(
      `warning: #${number} says that it is ${owner.key} of ${owner.spec}, which #${first} is already; delete #${number}, or take its last line away`,
    );
  };
  const read = async (needs: "all" | "used" = "all") => {
    const issues = await lists.readIssues();
    const names = needs === "all" ? await lists.readNames() : null;
    const state = await readLocalState(folder, id);
    const view = makeView({ issues, names }, state);
    for (const double of view.doubles) tellDouble(double);
    current = { state, view };
    return current;
  };
  const latest = async () => current ?? (await read("used"));
  const readComments = async (numbers: readonly number[]) =>
    readCommentsOf(await latest(), numbers, parts, folder);
  return {
    name,
    abilities: apiAbilities,
    repository: options.repository,
    fileOf: () => null,
    read: async (scope) => (await read(scope?.names)).view.snapshot,
    readNames: async () => toTrackerNames(await lists.readNames()),
    readIndex: async () => indexWith(await read("used")),
    async readIssue(number) {
      const found = (await latest()).view.issues.get(number);
      if (found === undefined) return null;
      const own = (await readComments([number])).get(number);
      return { issue: found.issue, ...(own ?? { comments: [], unreadable: [] }) };
    },
    readText: async (number, field, blob) => {
      const { state, view } = await latest();
      const text = view.issues.get(number)?.issue.fields[field as FieldName];
      const isPresent = typeof text === "string" && blobId(normalText(text)) === blob;
      return state.texts[blob] ?? (isPresent ? text : null);
    },
    readHistory: async (scope) => {
      const { state, view } = await latest();
      const comments = async (number: number) => (await readComments([number])).get(number)?.comments ?? [];
      return readHistory(parts, view.snapshot.issues, comments, scope, state.people);
    },
    readComments,
    findSync: async () => null,
    exclusive: (work) => withLock(`${folder}/issues.lock`, { signal: options.signal }, work),
    async putFiles(files) {
      // Files belong to issues: they are sent with the batch that attaches them.
      const fresh = await checkSources(files, (await latest()).view.issues.values());
      for (const file of fresh) sources.set(file.sha256, file);
      return { count: fresh.length, bytes: fresh.reduce((sum, { size }) => sum + size, 0) };
    },
    readFiles: async (hashes, take) => readFiles(parts, (await latest()).view.issues.values(), hashes, take),
    async commit(batch) {
      const known = await latest();
      const outcome = await commit(batch, known, parts, options).finally(() => {
        current = null;
      });
      return outcome;
    },
  };
}

async function readCommentsOf(
  { state, view }: Known,
  numbers: readonly number[],
  { http, calls }: Parts,
  folder: string,
): Promise<ReadonlyMap<number, IssueComments>> {
  const found = new Map<number, IssueComments>();
  const before = { ...state.read };
  const queue = numbers.values();
  const work = async () => {
    for (const number of queue) {
      const issue = view.issues.get(number);
      if (issue === undefined) continue;
      const comments = toComments(await readRaw({ http, calls, state }, issue.api), state.comments[number]);
      if (comments.comments.length > 0) found.set(number, comments);
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  if (numbers.some((number) => state.read[number] !== before[number])) await writeLocalState(folder, state);
  return found;
}

/** Comments that were never read are not asked for: that would be a request for each issue. */
function indexWith({ state, view }: Known) {
  return indexOf(view.snapshot, async (numbers) => {
    const known = numbers.flatMap((number) => {
      const comments = state.read[number];
      return comments === undefined ? [] : [[number, toComments(comments)] as const];
    });
    return new Map(known);
  });
}

/** Asking again at once would only spend the hour's requests while somebody writes. */
const moved = { status: "moved", triedMs: 500 } as const;

async function commit(batch: Batch, known: Known, parts: Parts, options: ApiOptions): Promise<Outcome> {
  const { folder, name } = options;
  const { state, view } = known;
  const { lists } = parts;
  const done = { status: "done", renamed: [], isUnpublished: false } as const;
  const marks = Object.keys(batch.specs).length + Object.keys(batch.scanned ?? {}).length;
  if (view.snapshot.tip !== batch.tip) return moved;
  if (batch.writes.length + marks === 0) return { ...done, tip: batch.tip, numbers: [] };
  refuseImpossible(
    batch.writes.map(({ op }) => op),
    name,
  );
  refuseUnknown(batch.writes, (number) => view.issues.has(number));
  if (!(await lists.isUnchanged())) return moved;
  const journal = await openJournal(folder);
  const session: Session = {
    ...parts,
    journal,
    state,
    issues: view.issues,
    numbers: new Map(view.numbers),
    files: fileWrites(batch.writes),
  };
  await refuseUnknownComments(session, batch.writes);
  try {
    const { progress, numbers } = await writeBatch(session, batch);
    if (isRaceLost(progress.stopped)) return moved;
    const error = progressError(name, progress);
    if (error !== null) throw error;
    for (const [path, blob] of Object.entries(batch.specs)) {
      if (blob === null) delete state.specs[path];
      else state.specs[path] = blob;
    }
    Object.assign(state.scanned, batch.scanned);
    await journal.clear();
    return { ...done, tip: tipOf(lists.latest().values()), numbers };
  } finally {
    await writeLocalState(folder, pruned(state));
  }
}

/** Without texts that no base names any more. */
function pruned(state: LocalState): LocalState {
  const named = new Set(Object.values(state.issues).flatMap(({ base }) => Object.values(base ?? {})));
  const texts = Object.fromEntries(Object.entries(state.texts).filter(([blob]) => named.has(blob)));
  return { ...state, texts };
}
