/** What is common to files kept in this repository and on a remote. */
import { createHash } from "node:crypto";
import { SpectrynError } from "../../../errors.ts";
import { streamBlob } from "../../../git/blobs.ts";
import type { Repository } from "../../../git/git.ts";
import { branchRef, checkRef } from "../../../git/names.ts";
import type { FileSource, PutFiles, TakeFile } from "../../../ports/tracker.ts";
import type { IndexEntry } from "./files-index.ts";

export interface FileStore {
  /** Stores what is not there yet. */
  put(files: readonly FileSource[]): Promise<PutFiles>;
  /** Gives each content that is there to `take`; the answer are the hashes of the others. */
  read(hashes: readonly string[], take: TakeFile): Promise<string[]>;
}

/** The files branch of a tracker's branch. */
export function filesBranch(branch: string): string {
  return `${branch}-files`;
}

/** Refs of ours in a clone: the branch, what of it is published, and what commits pass through. */
export function fileRefs(branch: string, remote?: string): string[] {
  const own = branchRef(filesBranch(branch));
  return [own, filesScratchRef, ...(remote === undefined ? [] : [publishedRef(branch, remote)])];
}

/** Stands on what of this clone's own files branch the remote is known to have. */
export function publishedRef(branch: string, remote: string): string {
  return checkRef(`refs/spectryn/published/${remote}/${filesBranch(branch)}`);
}

export const filesScratchRef = "refs/spectryn/scratch-files";

const mostBytes = 64_000_000;
const mostFiles = 1000;

/** Each content once, in parts that are published one after the other: what was sent stays sent. */
export function batchesOf(files: readonly FileSource[]): FileSource[][] {
  const batches: FileSource[][] = [];
  let bytes = 0;
  for (const file of new Map(files.map((one) => [one.sha256, one])).values()) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= mostFiles || bytes + file.size > mostBytes) {
      batches.push([file]);
      bytes = file.size;
    } else {
      last.push(file);
      bytes += file.size;
    }
  }
  return batches;
}

export function sizeOf(files: readonly Pick<FileSource, "size">[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** A stored file; throws at its end if it is not what its hash says. */
export async function* storedContent(repo: Repository, { sha256, blob }: IndexEntry) {
  const hash = createHash("sha256");
  for await (const piece of streamBlob(repo, blob)) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest("hex") === sha256) return;
  throw new SpectrynError(
    "tracker-corrupt",
    `git's object ${blob} does not hold the file ${sha256.slice(0, 12)}`,
    {
      hint: "Somebody changed the index of the files branch by hand; set it back to an earlier commit.",
      data: { sha256, blob },
    },
  );
}
