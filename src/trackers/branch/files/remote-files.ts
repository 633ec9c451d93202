/**
 * Files on a branch of a remote. Nobody's content is downloaded to add some: only the branch's tip is, which holds
 * the index (files-index.ts). A lost race is tried again on the new tip; nothing can contradict what is only added.
 *
 * What this clone attached without the network, or while its tracker was a local one, waits on its own files
 * branch and is published before the commit that speaks of it.
 */
import { SpectrynError } from "../../../errors.ts";
import { streamBlob } from "../../../git/blobs.ts";
import type { Repository } from "../../../git/git.ts";
import { branchRef, checkRef } from "../../../git/names.ts";
import { fetchObjects } from "../../../git/partial.ts";
import { readRef, updateRef } from "../../../git/refs.ts";
import { fetchBranch, pushCommit } from "../../../git/remote.ts";
import type { FileSource, PutFiles } from "../../../ports/tracker.ts";
import type { BranchOptions } from "../home.ts";
import { addFiles } from "./add-files.ts";
import { findEntry, type IndexEntry, readShards } from "./files-index.ts";
import { makeLocalFiles } from "./local-files.ts";
import {
  batchesOf,
  type FileStore,
  filesBranch,
  filesScratchRef,
  publishedRef,
  sizeOf,
  storedContent,
} from "./store.ts";
import { withThrowaway, withTimeFor } from "./throwaway.ts";

export interface RemoteFiles extends FileStore {
  /** Keeps files in this clone until they are published. */
  keep(files: readonly FileSource[]): Promise<PutFiles>;
  publishKept(): Promise<void>;
}

interface Shared {
  readonly repo: Repository;
  readonly remote: string;
  readonly branch: string;
  readonly options: BranchOptions;
}

const tipRef = "refs/spectryn/files";

export function makeRemoteFiles(repo: Repository, remote: string, options: BranchOptions): RemoteFiles {
  const branch = filesBranch(options.branch);
  const shared: Shared = { repo, remote, branch, options };
  const own = makeLocalFiles(repo, options);
  const put = (files: readonly FileSource[]) =>
    withThrowaway(repo, async (store) => {
      let [count, bytes] = [0, 0];
      for (const batch of batchesOf(files)) {
        const sent = await putBatch(shared, store, batch);
        count += sent.length;
        bytes += sizeOf(sent);
        if (sent.length > 0) options.log(`${sent.length} files (${sizeOf(sent)} bytes) are on ${branch}`);
      }
      return { count, bytes };
    });
  return {
    put,
    keep: own.put,
    publishKept: () => publishKept(shared, put),
    read: async (hashes, take) => {
      const left = await readFrom(
        repo,
        checkRef(`refs/remotes/${remote}/${branch}`),
        await own.read(hashes, take),
        take,
      );
      if (left.length === 0 || options.network === "never") return left;
      return withThrowaway(repo, (store) => readShared(shared, store, left, take));
    },
  };
}

const mostTries = 12;

/** Publishes what of a batch is not there yet, and gives it. */
async function putBatch(
  { repo, remote, branch, options }: Shared,
  store: Repository,
  batch: readonly FileSource[],
): Promise<readonly FileSource[]> {
  const hashes = batch.map(({ sha256 }) => sha256);
  const large = withTimeFor(store, sizeOf(batch));
  let unknown: unknown = null;
  let sent: readonly FileSource[] = [];
  for (let tries = 1; ; tries += 1) {
    const started = performance.now();
    const tip = await fetchBranch(store, remote, branch, tipRef, { depth: 1 });
    const shards = await readShards(store, tip, hashes);
    const missing = batch.filter(({ sha256 }) => findEntry(shards, sha256) === null);
    if (missing.length === 0) return sent;
    if (unknown !== null) throw unknown;
    const commit = await addFiles(
      { repo: store, person: repo, options, scratchRef: filesScratchRef },
      tip,
      shards,
      missing,
    );
    sent = missing;
    try {
      const pushed = await pushCommit(large, remote, branch, commit, tip, { isLarge: true });
      if (pushed === "done") return sent;
    } catch (error) {
      // Only the remote knows whether it counts.
      if (!isUnknown(error)) throw error;
      unknown = error;
      continue;
    }
    if (tries === mostTries) throw raceLost(branch, remote, tries);
    options.log(`somebody else added files first (try ${tries})`);
    await options.clock.sleep(Math.min(15_000, Math.random() * (performance.now() - started) * 2 ** tries));
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof SpectrynError && (error.code === "network" || error.code === "timeout");
}

function raceLost(branch: string, remote: string, tries: number): SpectrynError {
  return new SpectrynError("race-lost", `others added to ${branch} of ${remote} first ${tries} times`, {
    hint: "Run the same command again when it is quieter.",
    data: { branch, remote, tries },
  });
}

async function readFrom(
  repo: Repository,
  ref: string,
  hashes: readonly string[],
  take: Parameters<FileStore["read"]>[1],
): Promise<string[]> {
  if (hashes.length === 0) return [];
  const shards = await readShards(repo, await readRef(repo, ref), hashes);
  const missing: string[] = [];
  for (const sha256 of hashes) {
    const entry = findEntry(shards, sha256);
    if (entry === null) missing.push(sha256);
    else await take(sha256, storedContent(repo, entry));
  }
  return missing;
}

async function readShared(
  { remote, branch }: Shared,
  store: Repository,
  hashes: readonly string[],
  take: Parameters<FileStore["read"]>[1],
): Promise<string[]> {
  const tip = await fetchBranch(store, remote, branch, tipRef, { depth: 1 });
  const shards = await readShards(store, tip, hashes);
  const entries = hashes.flatMap((sha256) => findEntry(shards, sha256) ?? []);
  if (entries.length > 0) await fetchContents(store, remote, branch, entries);
  for (const entry of entries) await take(entry.sha256, storedContent(store, entry));
  return hashes.filter((sha256) => findEntry(shards, sha256) === null);
}

/** The objects alone; from a remote that gives away only branches, the whole branch. */
async function fetchContents(
  store: Repository,
  remote: string,
  branch: string,
  entries: readonly IndexEntry[],
): Promise<void> {
  const large = withTimeFor(store, sizeOf(entries));
  const isDone = await fetchObjects(large, remote, [...new Set(entries.map(({ blob }) => blob))]);
  if (!isDone) await fetchBranch(withTimeFor(store, 2_000_000_000), remote, branch, tipRef, { depth: "all" });
}

async function publishKept({ repo, remote, branch, options }: Shared, put: FileStore["put"]): Promise<void> {
  const ref = publishedRef(options.branch, remote);
  const tip = await readRef(repo, branchRef(branch));
  if (tip === null) return;
  const published = await readRef(repo, ref);
  if (published === tip) return;
  const shards = await readShards(repo, tip, null);
  const entries = [...shards.values()].flatMap(({ entries: own }) => [...own.values()]);
  await put(
    entries.map(({ sha256, size, slug, blob }) => ({
      name: slug,
      sha256,
      size,
      open: () => streamBlob(repo, blob),
    })),
  );
  await updateRef(repo, ref, tip, published);
}
