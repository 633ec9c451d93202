/** A blob far too large to be read, made in moments: what deflates well takes no room and no time. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createDeflate } from "node:zlib";

/** Writes `bytes` bytes (whole MiB) as an object of a repository; gives its id. */
export async function writeHugeBlob(gitDir: string, bytes: number): Promise<string> {
  const hash = createHash("sha1");
  const deflate = createDeflate({ level: 1 });
  const temporary = join(gitDir, "huge-blob");
  const written = pipeline(deflate, createWriteStream(temporary));
  const add = async (piece: Buffer) => {
    hash.update(piece);
    if (!deflate.write(piece)) await once(deflate, "drain");
  };
  await add(Buffer.from(`blob ${bytes}\0`));
  const piece = Buffer.alloc(1 << 20, "0123456789abcde\n");
  for (let done = 0; done < bytes; done += piece.length) await add(piece);
  deflate.end();
  await written;
  const oid = hash.digest("hex");
  const path = join(gitDir, "objects", oid.slice(0, 2), oid.slice(2));
  mkdirSync(dirname(path), { recursive: true });
  renameSync(temporary, path);
  return oid;
}
