/** Reads files piece by piece, so that none is ever in memory as a whole. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { unreadable } from "./files.ts";

const pieceBytes = 128 * 1024;

/** The bytes of a file; `file-unreadable` where it cannot be opened or read. */
export async function* streamFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) yield piece as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** SHA-256 in hex, and how many bytes were read for it. */
export async function hashFile(path: string): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of streamFile(path)) {
    hash.update(piece);
    size += piece.length;
  }
  return { sha256: hash.digest("hex"), size };
}

/** In bytes, through symbolic links. */
export async function fileSize(path: string): Promise<number> {
  return (await stat(path)).size;
}

export async function canRead(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
