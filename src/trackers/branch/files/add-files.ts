/**
 * Adds files to a commit of the files branch: one commit that brings them, and one on top that puts them into
 * the index and takes them out of the tree again, so that the tip stays small.
 */
import { createHash } from "node:crypto";
import { SpectrynError } from "../../../errors.ts";
import { commitFiles, type FileStream } from "../../../git/commit.ts";
import type { Repository } from "../../../git/git.ts";
import { readGitFlag, readIdentity } from "../../../git/identity.ts";
import { startBlobId } from "../../../git/oid.ts";
import type { FileSource } from "../../../ports/tracker.ts";
import type { BranchOptions } from "../home.ts";
import { nobody } from "../write-batch.ts";
import { filePath, type IndexEntry, renderShard, type Shard, shardOf, toSlug } from "./files-index.ts";

export interface Addition {
  /** Where the commits are made. */
  readonly repo: Repository;
  /** Whose settings say who commits, and whether it is signed. */
  readonly person: Repository;
  readonly options: Pick<BranchOptions, "clock" | "message">;
  readonly scratchRef: string;
}

/** The new tip. Throws, with nothing published, for a file whose content is not what its hash says. */
export async function addFiles(
  { repo, person, options, scratchRef }: Addition,
  tip: string | null,
  shards: ReadonlyMap<string, Shard>,
  files: readonly FileSource[],
): Promise<string> {
  const [known, sign] = await Promise.all([readIdentity(person), readGitFlag(person, "commit.gpgsign")]);
  const identity = { ...(known ?? nobody), date: options.clock.now() };
  const common = { author: identity, committer: identity, sign, scratchRef };
  const entries: IndexEntry[] = [];
  const slugs = files.map(({ name, sha256 }) => ({ sha256, slug: toSlug(name) }));
  const brought = await commitFiles(repo, {
    ...common,
    parent: tip,
    changes: files.map((file, at) => ({
      path: filePath(slugs[at]!),
      content: withBlobId(file, (blob) => entries.push({ ...file, ...slugs[at]!, blob })),
    })),
    message: messageOf(files.length, options),
  });
  const index = [...withEntries(shards, entries)].map(([path, shard]) => ({
    path,
    content: renderShard(shard),
  }));
  const taken = slugs.map((slug) => ({ path: filePath(slug), content: null }));
  const readme = tip === null ? [{ path: "README.md", content: readmeText }] : [];
  const commit = await commitFiles(repo, {
    ...common,
    parent: brought,
    changes: [...readme, ...taken, ...index],
    message: options.message.replace("{message}", () => "spectryn: index updated [skip ci]\n"),
  });
  return commit!;
}

/** Counts only, as on the tracker's branch. */
function messageOf(count: number, { message }: Pick<BranchOptions, "message">): string {
  return message.replace(
    "{message}",
    () => `spectryn: ${count} ${count === 1 ? "file" : "files"} [skip ci]\n`,
  );
}

function withEntries(shards: ReadonlyMap<string, Shard>, added: readonly IndexEntry[]): Map<string, Shard> {
  const touched = new Map<string, Shard>();
  for (const entry of added) {
    const path = shardOf(entry.sha256);
    const { entries, others } = touched.get(path) ?? shards.get(path) ?? { entries: new Map(), others: [] };
    touched.set(path, { entries: new Map([...entries, [entry.sha256, entry]]), others });
  }
  return touched;
}

/** A file as its hash says it is, or an error at its end; a file that changes while it is read is never stored. */
export async function* checkedPieces(file: FileSource): AsyncGenerator<Uint8Array> {
  const sha256 = createHash("sha256");
  let size = 0;
  for await (const piece of file.open()) {
    size += piece.length;
    if (size > file.size) throw changed(file);
    sha256.update(piece);
    yield piece;
  }
  if (size !== file.size || sha256.digest("hex") !== file.sha256) throw changed(file);
}

/** Says git's id of the content once it was read. */
function withBlobId(file: FileSource, take: (blob: string) => void): FileStream {
  async function* pieces() {
    const blob = startBlobId(file.size);
    for await (const piece of checkedPieces(file)) {
      blob.update(piece);
      yield piece;
    }
    take(blob.digest("hex"));
  }
  return { size: file.size, pieces: pieces() };
}

function changed({ name }: Pick<FileSource, "name">): SpectrynError {
  return new SpectrynError("plan-stale", `${name} changed while it was read; it was not attached`, {
    hint: "Wait until nothing writes to it, then run the same command again.",
    data: { name },
  });
}

const readmeText = `# Files of the issues

The attachments of the issue tracker on the other branch: [spectryn](https://www.npmjs.com/package/spectryn) keeps
them here by their content. Nothing is ever changed or removed: **do not merge, rebase or force-push** this branch.

\`index/\` says which content is stored: SHA-256, the id of git's object, size, name. Each file stands in the commit that
brought it, and is not in the latest one, so that adding a file downloads none. To get one by hand:

    git fetch origin THIS-BRANCH
    git cat-file blob OBJECT > FILE
`;
