/**
 * A tracker in memory: the reference for the contract. It keeps the same texts as the branch store, one map
 * of files per commit, so that both give the same answers for the same writes.
 */
import { type FieldName, normalText } from "../../core/issue/field.ts";
import { indexOf } from "../../core/issue/issue-index.ts";
import { blobId } from "../../git/oid.ts";
import type { Clock, NewId } from "../../ports/runtime.ts";
import type { FileSource, PutFiles, Tracker } from "../../ports/tracker.ts";
import { branchAbilities } from "../branch/abilities.ts";
import { applyWrites } from "../branch/apply-writes.ts";
import { type CommentSource, commentSources, parseComments } from "../branch/comments.ts";
import type { TextChange } from "../branch/draft.ts";
import type { Reason } from "../branch/field-values.ts";
import { checkedPieces } from "../branch/files/add-files.ts";
import { sizeOf } from "../branch/files/store.ts";
import type { IssueFile } from "../branch/issue-file.ts";
import { agreedIn, findPast } from "../branch/past-sync.ts";
import { type BranchState, emptyState, noIds, parseRecord, parseState, toSnapshot } from "../branch/state.ts";
import { checkWritable } from "../branch/tracker-file.ts";
import { readMemoryHistory } from "./history.ts";

export interface MemoryOptions {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly name?: string;
  readonly reporter?: string | null;
  readonly repository?: string | null;
}

/** What several openers of one tracker share. */
export interface MemoryStore {
  /** Oldest first. */
  readonly versions: MemoryVersion[];
  /** Texts of all versions by their blob ids. */
  readonly texts: Map<string, string>;
  /** Records that were parsed, by path and blob id. */
  readonly records: Map<string, IssueFile | Reason>;
  /** Contents of attachments by their hash. */
  readonly contents: Map<string, Uint8Array>;
  /** The end of the last exclusive work. */
  queue: Promise<unknown>;
}

export interface MemoryVersion {
  readonly tip: string;
  readonly files: ReadonlyMap<string, string>;
  /** Blob ids of the files. */
  readonly oids: ReadonlyMap<string, string>;
}

export function makeMemoryStore(): MemoryStore {
  return {
    versions: [],
    texts: new Map(),
    records: new Map(),
    contents: new Map(),
    queue: Promise.resolve(),
  };
}

/** Puts texts on the branch as a person would; `null` removes a file. */
export function editMemoryStore(store: MemoryStore, changes: readonly TextChange[]): string {
  const latest = store.versions.at(-1);
  const files = new Map(latest?.files);
  const oids = new Map(latest?.oids);
  for (const { path, content } of changes) {
    if (content === null) {
      files.delete(path);
      oids.delete(path);
    } else {
      const oid = blobId(content);
      files.set(path, content);
      oids.set(path, oid);
      store.texts.set(oid, content);
    }
  }
  const tip = blobId(JSON.stringify([latest?.tip ?? "", ...[...oids].sort(([a], [b]) => (a < b ? -1 : 1))]));
  store.versions.push({ tip, files, oids });
  return tip;
}

export function openMemoryTracker(store: MemoryStore, options: MemoryOptions): Tracker {
  const { clock, newId, name = "memory", reporter = null, repository = null } = options;
  const latest = () => store.versions.at(-1);
  const read = async () => {
    const state = stateOf(store, latest());
    const snapshot = { unpublished: state.fresh.length, conflicts: [], offline: null, notes: [] };
    return toSnapshot(withOwners(store, state), latest()?.tip ?? null, snapshot);
  };
  const readComments = async (issues: readonly number[]) => {
    const sources = commentSources(stateOf(store, latest()), new Set(issues));
    const textOf = (source: CommentSource) => ("oid" in source ? store.texts.get(source.oid)! : source.text);
    return parseComments(sources, textOf);
  };
  return {
    name,
    abilities: branchAbilities,
    repository,
    fileOf: () => null,
    read,
    readVersion: async () => latest()?.tip ?? null,
    startReading: () => () => {},
    readNames: async () => ({ ...(await read()), ids: noIds }),
    readIndex: async () => indexOf(await read(), readComments),
    readIssue: async (number) => {
      const issue = (await read()).issues.find((candidate) => candidate.number === number);
      const own = (await readComments([number])).get(number);
      return issue === undefined ? null : { issue, ...(own ?? { comments: [], unreadable: [] }) };
    },
    readText: async (issue, field, blob) => findText(store, issue, field as FieldName, blob),
    readHistory: async (scope) => readMemoryHistory(store.versions, reporter, scope),
    readComments,
    findSync: async (spec, history) => {
      const syncs = store.versions.map((version) => ({
        version,
        blob: stateOf(store, version).tracker?.specs[spec] ?? null,
      }));
      const past = findPast(syncs, history);
      return past === null ? null : { behind: past.behind, ...agreedIn(stateOf(store, past.version)) };
    },
    exclusive: (work) => {
      const result = store.queue.then(work);
      store.queue = result.catch(() => undefined);
      return result;
    },
    putFiles: (files) => putFiles(store, files),
    otherFiles: async () => [],
    readFiles: async (hashes, take) => {
      const held = (sha256: string) => store.contents.get(sha256);
      for (const sha256 of new Set(hashes)) {
        const content = held(sha256);
        if (content !== undefined) await take(sha256, piecesOf(content));
      }
      return hashes.filter((sha256) => held(sha256) === undefined);
    },
    commit: async (batch) => {
      const tip = latest()?.tip ?? null;
      if (tip !== batch.tip) return { status: "moved", triedMs: 0 };
      const state = withOwners(store, stateOf(store, latest()));
      const { files } = latest() ?? { files: new Map<string, string>() };
      const applied = applyWrites(state, batch, {
        ...{ now: clock.now().toISOString(), newId, reporter, isOffline: false, ownPaths: new Set() },
        textOf: (path) => files.get(path) ?? null,
      });
      const { changes, numbers, renamed } = applied;
      const done = { status: "done", numbers, renamed, isUnpublished: false } as const;
      if (changes.length === 0) return { ...done, tip };
      if (state.tracker !== null) checkWritable(state.tracker);
      return { ...done, tip: editMemoryStore(store, changes) };
    },
  };
}

async function* piecesOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

async function putFiles({ contents }: MemoryStore, files: readonly FileSource[]): Promise<PutFiles> {
  const missing = new Map(files.map((file) => [file.sha256, file]));
  for (const sha256 of contents.keys()) missing.delete(sha256);
  for (const file of missing.values()) {
    const pieces: Uint8Array[] = [];
    for await (const piece of checkedPieces(file)) pieces.push(piece);
    contents.set(file.sha256, Buffer.concat(pieces));
  }
  return { count: missing.size, bytes: sizeOf([...missing.values()]) };
}

const states = new WeakMap<MemoryVersion, BranchState>();

/** A version never changes, so it is parsed once. */
function stateOf(store: MemoryStore, version: MemoryVersion | undefined): BranchState {
  if (version === undefined) return emptyState;
  const state = states.get(version) ?? parseVersion(store, version);
  states.set(version, state);
  return state;
}

function parseVersion({ texts, records }: MemoryStore, { oids }: MemoryVersion): BranchState {
  const entries = [...oids].map(([path, oid]) => ({ path, mode: "100644", oid }));
  const textOf = (oid: string) => texts.get(oid) ?? null;
  return parseState(entries, textOf, ({ path, oid }, place) => {
    const name = `${oid} ${path}`;
    const record = records.get(name) ?? parseRecord(textOf(oid), place);
    records.set(name, record);
    return record;
  });
}

/** A broken record still belongs to whom its last readable version says. */
function withOwners(store: MemoryStore, state: BranchState): BranchState {
  const owners = (number: number | null) =>
    store.versions
      .map((version) => stateOf(store, version).issues.get(number ?? 0)?.issue.owner ?? null)
      .findLast((owner) => owner !== null) ?? null;
  const unreadable = state.unreadable.map((record) => ({ ...record, owner: owners(record.number) }));
  return { ...state, unreadable };
}

function findText(store: MemoryStore, issue: number, field: FieldName, blob: string): string | null {
  for (const version of [...store.versions].reverse()) {
    const text = stateOf(store, version).issues.get(issue)?.issue.fields[field];
    if (typeof text === "string" && blobId(normalText(text)) === blob) return text;
  }
  return null;
}
