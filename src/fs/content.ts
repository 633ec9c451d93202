/** Reads and writes files piece by piece, so that none is ever in memory as a whole. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, link, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { SpectrynError } from "../errors.ts";
import { unreadable, unwritable } from "./files.ts";
import { temporaryPath } from "./temporary.ts";

const pieceBytes = 128 * 1024;

/** The bytes of a file; `file-unreadable` where it cannot be opened or read. */
export async function* streamFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) yield piece as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The lines of a text file, without their ends; the last one whether or not it has any. */
export async function* streamLines(path: string): AsyncGenerator<string> {
  let started: Uint8Array[] = [];
  for await (const piece of streamFile(path)) {
    let from = 0;
    for (let end = piece.indexOf(lineEnd); end >= 0; end = piece.indexOf(lineEnd, from)) {
      yield Buffer.concat([...started, piece.subarray(from, end)]).toString("utf8");
      started = [];
      from = end + 1;
    }
    if (from < piece.length) started.push(piece.subarray(from));
  }
  if (started.length > 0) yield Buffer.concat(started).toString("utf8");
}

const lineEnd = 0x0a;

/** SHA-256 in hex, and how many bytes were read for it; one buffer for all pieces. */
export async function hashFile(path: string): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(pieceBytes);
  let size = 0;
  try {
    const file = await open(path);
    try {
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, size);
        if (bytesRead === 0) return { sha256: hash.digest("hex"), size };
        hash.update(buffer.subarray(0, bytesRead));
        size += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
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

/**
 * Writes a file piece by piece; nobody sees it before it is whole, and nothing stays of it when `pieces` fails.
 * `false`, with nothing written: something is there already, and `overwrites` is off.
 */
export async function saveStream(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  { overwrites }: { readonly overwrites: boolean },
): Promise<boolean> {
  const temporary = await temporaryPath(dirname(path));
  try {
    await writePieces(temporary, pieces);
    if (overwrites) await rename(temporary, path);
    // Unlike a rename it fails where a file is there, even one that came a moment ago.
    else await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error instanceof SpectrynError ? error : unwritable(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writePieces(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, "wx");
  try {
    for await (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}
