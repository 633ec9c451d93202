/** Reads many blobs through one `cat-file --batch`. */
import { SpectrynError } from "../errors.ts";
import { gitFailure } from "./failures.ts";
import { type Repository, startGit } from "./git.ts";
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
 * A blob that is missing here is an error; one larger than `maxBytes` is a value without bytes.
 */
export async function* readBlobs(
  repo: Repository,
  oids: readonly string[],
  { maxBytes = Number.POSITIVE_INFINITY }: { readonly maxBytes?: number } = {},
): AsyncGenerator<ReadBlob> {
  if (oids.length === 0) return;
  const args = ["cat-file", "--batch", "--buffer"];
  const input = `${oids.map(checkOid).join("\n")}\n`;
  const { stdout, ended } = startGit(repo, args, { input });
  let count = 0;
  for await (const blob of splitBatch(stdout, maxBytes)) {
    count += 1;
    yield blob;
  }
  const end = await ended;
  if (end.code !== 0) throw gitFailure(args, end);
  if (count !== oids.length) {
    throw new SpectrynError("git-failed", `git delivered ${count} of ${oids.length} objects`, {
      hint: "Check the repository with: git fsck",
    });
  }
}

/** The blob at a path of a commit, or `null` where there is none. */
export async function readBlobAt(repo: Repository, commit: string, path: string): Promise<Buffer | null> {
  const entry = (await listTree(repo, commit, [path])).find((found) => found.path === path);
  if (entry?.type !== "blob") return null;
  for await (const blob of readBlobs(repo, [entry.oid])) return blob.bytes;
  return null;
}

interface Pending {
  readonly oid: string;
  readonly size: number;
  /** Pieces collected so far; `null` for a blob that is skipped. */
  readonly pieces: Buffer[] | null;
  /** Bytes still to come, with the newline that follows the content. */
  missing: number;
}

/** Splits `<oid> SP blob SP <size> LF <content> LF` as it arrives in pieces of any size. */
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
        header = Buffer.alloc(0);
        rest = rest.subarray(lineEnd + 1);
      }
      const piece: Buffer = rest.subarray(0, pending.missing);
      pending.pieces?.push(piece);
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
  return { oid, size, bytes: pieces && joinPieces(pieces).subarray(0, size) };
}

function joinPieces(pieces: Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
