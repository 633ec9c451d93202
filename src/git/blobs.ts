/** Reads many blobs through one `cat-file --batch`. */
import { SpectrynError } from "../errors.ts";
import { gitFailure } from "./failures.ts";
import { git, type Repository, startGit } from "./git.ts";
import { checkOid } from "./oid.ts";
import { listTree } from "./tree.ts";

export { blobId } from "./oid.ts";

export interface ReadBlob {
  readonly oid: string;
  readonly size: number;
  /** `null`: the blob is larger than `maxBytes` and was skipped. */
  readonly bytes: Buffer | null;
}

/**
 * The blobs of `oids`, in that order, one after the other as git delivers them.
 * A blob that is missing here is an error; one larger than `maxBytes` is a value without bytes, and is not read.
 */
export async function* readBlobs(
  repo: Repository,
  oids: readonly string[],
  { maxBytes = Number.POSITIVE_INFINITY }: ReadOptions = {},
): AsyncGenerator<ReadBlob> {
  let count = 0;
  for await (const blob of streamBlobs(repo, oids, maxBytes)) {
    count += 1;
    yield blob;
    // Leaving the loop stops git. Where one is too large, the sizes of the others are asked for first.
    if (blob.bytes === null) break;
  }
  yield* readSized(repo, oids.slice(count), maxBytes);
}

interface ReadOptions {
  readonly maxBytes?: number;
}

/** Ends with the first blob that is too large. */
async function* streamBlobs(
  repo: Repository,
  oids: readonly string[],
  maxBytes: number,
): AsyncGenerator<ReadBlob> {
  if (oids.length === 0) return;
  const args = ["cat-file", "--batch", "--buffer"];
  const { stdout, ended } = startGit(repo, args, { input: toLines(oids) });
  let count = 0;
  for await (const blob of splitBatch(stdout, maxBytes)) {
    count += 1;
    yield blob;
    if (blob.bytes === null) return;
  }
  const end = await ended;
  if (end.code !== 0) throw gitFailure(args, end);
  if (count === oids.length) return;
  throw new SpectrynError("git-failed", `git delivered ${count} of ${oids.length} objects`, {
    hint: "Check the repository with: git fsck",
  });
}

/** Costs one more process, and never reads what is too large. */
async function* readSized(
  repo: Repository,
  oids: readonly string[],
  maxBytes: number,
): AsyncGenerator<ReadBlob> {
  if (oids.length === 0) return;
  const asked = await git(repo, ["cat-file", "--batch-check", "--buffer"], { input: toLines(oids) });
  const heads = asked.stdout
    .toString("utf8")
    .split("\n")
    .slice(0, oids.length)
    .map((line) => parseHeader(line, maxBytes));
  const wanted = heads.filter(({ pieces }) => pieces !== null).map(({ oid }) => oid);
  const blobs = streamBlobs(repo, wanted, maxBytes);
  try {
    for (const { oid, size, pieces } of heads) {
      if (pieces === null) yield { oid, size, bytes: null };
      else yield (await blobs.next()).value as ReadBlob;
    }
    // To its end, where it says whether everything was delivered.
    await blobs.next();
  } finally {
    await blobs.return(undefined);
  }
}

function toLines(oids: readonly string[]): string {
  return `${oids.map(checkOid).join("\n")}\n`;
}

/** One blob piece by piece. */
export async function* streamBlob(repo: Repository, oid: string): AsyncGenerator<Uint8Array> {
  const args = ["cat-file", "blob", checkOid(oid)];
  const { stdout, ended } = startGit(repo, ["-c", "core.bigFileThreshold=64k", ...args]);
  yield* stdout;
  const end = await ended;
  if (end.code !== 0) throw gitFailure(args, end);
}

/** The blob at a path of a commit, or `null` where there is none, or one larger than `maxBytes`. */
export async function readBlobAt(
  repo: Repository,
  commit: string,
  path: string,
  options: ReadOptions = {},
): Promise<Buffer | null> {
  const entry = (await listTree(repo, commit, [path])).find((found) => found.path === path);
  if (entry?.type !== "blob") return null;
  for await (const blob of readBlobs(repo, [entry.oid], options)) return blob.bytes;
  return null;
}

interface Pending {
  readonly oid: string;
  readonly size: number;
  /** Pieces collected so far; `null` for a blob that is too large. */
  readonly pieces: Buffer[] | null;
  /** Bytes still to come, with the newline that follows the content. */
  missing: number;
}

/**
 * Splits `<oid> SP blob SP <size> LF <content> LF` as it arrives in pieces of any size. A blob that is too large
 * is the last: what follows is its content.
 */
async function* splitBatch(stdout: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<ReadBlob> {
  let header: Buffer = Buffer.alloc(0);
  let pending: Pending | null = null;
  for await (const chunk of stdout) {
    let rest: Buffer = chunk;
    while (rest.length > 0) {
      if (pending === null) {
        const lineEnd = rest.indexOf(0x0a);
        header = Buffer.concat([header, rest.subarray(0, lineEnd < 0 ? rest.length : lineEnd)]);
        if (lineEnd < 0) break;
        pending = parseHeader(header.toString("utf8"), maxBytes);
        if (pending.pieces === null) {
          yield { oid: pending.oid, size: pending.size, bytes: null };
          return;
        }
        header = Buffer.alloc(0);
        rest = rest.subarray(lineEnd + 1);
      }
      const piece: Buffer = rest.subarray(0, pending.missing);
      pending.pieces!.push(piece);
      pending.missing -= piece.length;
      rest = rest.subarray(piece.length);
      if (pending.missing > 0) break;
      yield finishBlob(pending);
      pending = null;
    }
  }
}

function parseHeader(line: string, maxBytes: number): Pending {
  const [oid = "", type = "", size = ""] = line.split(" ");
  if (type !== "blob" || !/^\d+$/.test(size)) {
    throw new SpectrynError("git-failed", `object ${oid} cannot be read: ${line.slice(oid.length + 1)}`, {
      hint: "Check the repository with: git fsck",
      data: { oid },
    });
  }
  const bytes = Number(size);
  return { oid, size: bytes, pieces: bytes > maxBytes ? null : [], missing: bytes + 1 };
}

function finishBlob({ oid, size, pieces }: Pending): ReadBlob {
  return { oid, size, bytes: joinPieces(pieces!).subarray(0, size) };
}

function joinPieces(pieces: Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
