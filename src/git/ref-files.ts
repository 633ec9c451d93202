/**
 * Refs as they lie in files, so that the many reads of refs cost no process: a loose one, which every git writes whole
 * and reads first, else the packed one. Whatever is unusual there is left to git.
 */
import { join } from "node:path";
import { fileSize } from "../fs/content.ts";
import { isLink, readText, statKind } from "../fs/files.ts";
import type { Repository } from "./git.ts";
import { checkRef } from "./names.ts";
import { isOid } from "./oid.ts";

/** Where a ref stands; `symref`: the ref that it stands for. */
export interface StoredRef {
  readonly oid: string;
  readonly symref: string | null;
}

/** `null`: there is no such ref; `undefined`: only git can tell. */
export async function readStoredRef(repo: Repository, ref: string): Promise<StoredRef | null | undefined> {
  const stored = await readStored(repo, ref);
  if (stored === null || stored === undefined) return stored;
  if (isOid(stored)) return { oid: stored, symref: null };
  const oid = (await readStored(repo, stored)) ?? "";
  return isOid(oid) ? { oid, symref: stored } : undefined;
}

/** An object id, or the name of the ref that this one stands for. */
async function readStored(repo: Repository, ref: string): Promise<string | null | undefined> {
  try {
    const path = join(repo.commonDir, checkRef(ref));
    const loose = await readText(path);
    if (loose === null) {
      const isKnown = repo.refFolder === repo.commonDir && !(await isLink(path));
      return isKnown ? await readPacked(repo, ref) : undefined;
    }
    const symref = /^ref: (refs\/\S+)\n$/.exec(loose)?.[1];
    if (symref !== undefined) return checkRef(symref);
    return isOid(loose.trimEnd()) ? loose.trimEnd() : undefined;
  } catch {
    return undefined;
  }
}

/** About ten thousand refs; to search more of them takes longer than to ask git. */
const mostPackedBytes = 1_000_000;

/** Looked for after the loose one: git removes that when the packed one is there. */
async function readPacked(repo: Repository, ref: string): Promise<string | null | undefined> {
  const path = join(repo.commonDir, "packed-refs");
  if ((await statKind(path)) === "missing") return null;
  if ((await fileSize(path)) > mostPackedBytes) return undefined;
  const packed = (await readText(path)) ?? "";
  // Cut off, or never written by a machine that stopped: git says so.
  if (!packed.endsWith("\n") || packed.includes("\0")) return undefined;
  const end = packed.indexOf(` ${ref}\n`);
  if (end < 0) return null;
  const oid = packed.slice(packed.lastIndexOf("\n", end) + 1, end);
  return isOid(oid) ? oid : undefined;
}
