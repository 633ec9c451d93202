/** A blob that says how large it is and has next to nothing of that: whoever reads it to its end fails. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";

/** Writes it as a loose object of a repository; gives its id. */
export function writeTornBlob(gitDir: string, bytes: number): string {
  const oid = randomBytes(20).toString("hex");
  const path = join(gitDir, "objects", oid.slice(0, 2), oid.slice(2));
  const content = Buffer.concat([Buffer.from(`blob ${bytes}\0`), randomBytes(100_000)]);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, deflateSync(content).subarray(0, -1000));
  return oid;
}
