/** The texts of the branch's files. */
import { readBlobs } from "../../git/blobs.ts";
import type { Repository } from "../../git/git.ts";
import { textOfBytes } from "./front-matter.ts";
import { maxRecordBytes } from "./state.ts";

/** Texts by blob id; one that is too large is left out. */
export async function readTexts(
  repo: Repository,
  oids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const [oid, text] of streamTexts(repo, oids)) texts.set(oid, text);
  return texts;
}

export async function* streamTexts(
  repo: Repository,
  oids: readonly string[],
): AsyncGenerator<readonly [oid: string, text: string]> {
  for await (const { oid, bytes } of readBlobs(repo, oids, { maxBytes: maxRecordBytes })) {
    if (bytes !== null) yield [oid, textOfBytes(bytes)];
  }
}
