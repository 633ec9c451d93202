import { createHash, type Hash, hash } from "node:crypto";
import { SpectrynError } from "../errors.ts";

export const zeroOid = "0".repeat(40);

/** git's own name for the tree without entries; every repository knows it. */
export const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** The id git gives a blob of this content (SHA-1). */
export function blobId(content: string | Uint8Array): string {
  if (typeof content === "string") return hash("sha1", `blob ${Buffer.byteLength(content)}\0${content}`);
  return startBlobId(content.length).update(content).digest("hex");
}

/** For content that comes in pieces: update it with `size` bytes, then ask for its digest in hex. */
export function startBlobId(size: number): Hash {
  return createHash("sha1").update(`blob ${size}\0`);
}

export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** Guards every id that becomes an argument or a line of a git protocol. */
export function checkOid(text: string): string {
  if (!isOid(text)) throw new SpectrynError("internal", `not a git object id: ${JSON.stringify(text)}`);
  return text;
}
