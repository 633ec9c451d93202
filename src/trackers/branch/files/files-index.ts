/**
 * The index of the files branch: which content is stored, and under which blob git has it. Its tip holds
 * nothing else, so whoever adds or reads a file fetches the tip alone and no other file's content.
 *
 *   README.md
 *   index/3b         lines `<sha256> <blob> <size> <name>`, sorted, for all content that starts with 3b
 *   3b/<sha256>-<name>    a file, in the one commit that brought it
 */
import { readBlobs } from "../../../git/blobs.ts";
import type { Repository } from "../../../git/git.ts";
import { listTree } from "../../../git/tree.ts";

export interface IndexEntry {
  readonly sha256: string;
  /** Id of git's object. */
  readonly blob: string;
  /** In bytes. */
  readonly size: number;
  /** ASCII, in lower case. */
  readonly slug: string;
}

/** Entries by sha256. Lines that are not understood are nobody's, and are kept. */
export interface Shard {
  readonly entries: ReadonlyMap<string, IndexEntry>;
  readonly others: readonly string[];
}

export function shardOf(sha256: string): string {
  return `index/${sha256.slice(0, 2)}`;
}

export function filePath({ sha256, slug }: Pick<IndexEntry, "sha256" | "slug">): string {
  return `${sha256.slice(0, 2)}/${sha256}-${slug}`;
}

const longestSlug = 60;

/** What is left of a name on every file system and in every address; its ending stays. */
export function toSlug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/-*\.[-.]*/g, ".")
    .replace(/^[-.]+|[-.]+$/g, "");
  const ending = /\.[a-z0-9]{1,10}$/.exec(plain)?.[0] ?? "";
  const stem = plain.slice(0, plain.length - ending.length).slice(0, longestSlug - ending.length);
  return `${stem}${ending}`.replace(/^[-.]+/, "") || "file";
}

const line = /^([0-9a-f]{64}) ([0-9a-f]{40}) (\d{1,15}) ([a-z0-9.-]{1,80})$/;

export function parseShard(text: string): Shard {
  const entries = new Map<string, IndexEntry>();
  const others: string[] = [];
  for (const source of text.split("\n")) {
    const match = line.exec(source.trimEnd());
    if (match === null) {
      if (source.trim() !== "") others.push(source);
      continue;
    }
    const [, sha256 = "", blob = "", size = "", slug = ""] = match;
    entries.set(sha256, { sha256, blob, size: Number(size), slug });
  }
  return { entries, others };
}

export function renderShard({ entries, others }: Shard): string {
  const lines = [...entries.values()].map((entry) => Object.values(pick(entry)).join(" "));
  return `${[...others, ...lines.sort()].join("\n")}\n`;
}

function pick({ sha256, blob, size, slug }: IndexEntry) {
  return { sha256, blob, size, slug };
}

/** The shards of a commit that may hold these contents; `null` hashes: all of them. */
export async function readShards(
  repo: Repository,
  commit: string | null,
  hashes: readonly string[] | null,
): Promise<Map<string, Shard>> {
  const shards = new Map<string, Shard>();
  if (commit === null) return shards;
  const paths = hashes === null ? ["index"] : [...new Set(hashes.map(shardOf))];
  const files = (await listTree(repo, commit, paths)).filter(({ type }) => type === "blob");
  const oids = [...new Set(files.map(({ oid }) => oid))];
  const texts = new Map<string, string>();
  for await (const { oid, bytes } of readBlobs(repo, oids)) texts.set(oid, bytes?.toString("utf8") ?? "");
  for (const { path, oid } of files) shards.set(path, parseShard(texts.get(oid) ?? ""));
  return shards;
}

export function findEntry(shards: ReadonlyMap<string, Shard>, sha256: string): IndexEntry | null {
  return shards.get(shardOf(sha256))?.entries.get(sha256) ?? null;
}
