/** Writes one commit, as objects only: no index, no work tree, and no ref moves but the scratch ref. */
import { join } from "node:path";
import { SpectrynError } from "../errors.ts";
import { removeFile } from "../fs/files.ts";
import { gitFailure } from "./failures.ts";
import { git, gitText, type Repository } from "./git.ts";
import { checkRef, checkTreePath } from "./names.ts";
import { checkOid } from "./oid.ts";
import { rememberAncestor } from "./refs.ts";

export interface Identity {
  readonly name: string;
  readonly email: string;
  readonly date: Date;
}

export interface FileChange {
  readonly path: string;
  /** `null` removes the file. */
  readonly content: string | Uint8Array | FileStream | StoredBlob | null;
}

/** Bytes that git has already. */
export interface StoredBlob {
  readonly oid: string;
}

/** Content that is never in memory as a whole. Whoever gives it sees to it that the pieces add up to `size`. */
export interface FileStream {
  readonly size: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

export interface CommitRequest {
  /** `null`: a first commit, on an empty tree. */
  readonly parent: string | null;
  /** A second parent, with or without changes; the tree is the first one's with these. */
  readonly merged?: string;
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: Identity;
  readonly committer: Identity;
  readonly sign: boolean;
  /**
   * A ref that is ours alone and is left on the new commit. It is not deleted: deleting a ref locks
   * `packed-refs`, and a kill at that moment would leave the user's repository locked.
   */
  readonly scratchRef: string;
}

/** Makes the commit and gives its id; `null`, with nothing written, when there are no changes. */
export async function commitFiles(repo: Repository, request: CommitRequest): Promise<string | null> {
  if (request.changes.length === 0 && request.merged === undefined) return null;
  const imported = await importCommit(repo, request);
  const commit = request.sign ? await signCommit(repo, request, imported) : imported;
  if (request.parent !== null) rememberAncestor(repo, request.parent, commit);
  return commit;
}

async function importCommit(repo: Repository, request: CommitRequest): Promise<string> {
  // --force: the scratch ref may stand on any commit of an earlier run.
  const isLarge = request.changes.some(({ content }) => isStream(content));
  const args = [
    ...(isLarge ? largeFiles : []),
    "fast-import",
    "--quiet",
    "--done",
    "--force",
    "--date-format=raw",
  ];
  const ended = await git(repo, args, { input: importStream(request), accept: [1, 128] });
  const commit = ended.stdout.toString("utf8").trim();
  if (ended.code !== 0) {
    await removeFile(join(repo.gitDir, `fast_import_crash_${ended.pid}`));
    throw gitFailure(args, ended);
  }
  return checkOid(commit);
}

/** Files pass through git in pieces, uncompared with each other and hardly compressed, into one pack. */
const largeFiles = ["core.bigFileThreshold=64k", "fastimport.unpackLimit=0", "pack.compression=1"].flatMap(
  (setting) => ["-c", setting],
);

function isStream(content: FileChange["content"]): content is FileStream {
  return content !== null && typeof content === "object" && "pieces" in content;
}

function isStored(content: NonNullable<FileChange["content"]>): content is StoredBlob {
  return typeof content === "object" && "oid" in content;
}

async function* importStream(request: CommitRequest): AsyncGenerator<string | Uint8Array> {
  const { parent, merged, author, committer } = request;
  const ref = checkRef(request.scratchRef);
  // Without the reset a first commit would continue the history that the scratch ref stands on.
  yield `reset ${ref}\n\ncommit ${ref}\nmark :1\n`;
  yield `author ${identityLine(author)}\ncommitter ${identityLine(committer)}\n`;
  yield* dataBlock(request.message);
  if (parent !== null) yield `from ${checkOid(parent)}\n`;
  if (merged !== undefined) yield `merge ${checkOid(merged)}\n`;
  for (const { path, content } of request.changes) {
    const name = quotePath(checkTreePath(path));
    if (content === null) yield `D ${name}\n`;
    else if (isStored(content)) yield `M 100644 ${checkOid(content.oid)} ${name}\n`;
    else {
      yield `M 100644 inline ${name}\n`;
      yield* isStream(content) ? streamBlock(content) : dataBlock(content);
    }
  }
  yield "\nget-mark :1\ndone\n";
}

function* dataBlock(content: string | Uint8Array): Generator<string | Uint8Array> {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  yield `data ${bytes.length}\n`;
  yield bytes;
  yield "\n";
}

async function* streamBlock({ size, pieces }: FileStream): AsyncGenerator<string | Uint8Array> {
  yield `data ${size}\n`;
  yield* pieces;
  yield "\n";
}

/** Always quoted, C style: then no name is special. */
function quotePath(path: string): string {
  const escaped = path.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n");
  return `"${escaped}"`;
}

function identityLine({ name, email, date }: Identity): string {
  return `${plain(name)} <${plain(email)}> ${seconds(date)} +0000`;
}

/** git knows no time before 1970, where a clock without a battery may stand. */
function seconds(date: Date): number {
  return Math.max(0, Math.floor(date.getTime() / 1000));
}

/** What git itself removes from names and addresses. */
function plain(text: string): string {
  return text.replace(/[<>\p{Cc}]/gu, "").trim();
}

/** The same commit again with a signature, by the user's own signing settings. */
async function signCommit(repo: Repository, request: CommitRequest, unsigned: string): Promise<string> {
  const tree = await gitText(repo, ["rev-parse", "--verify", "--end-of-options", `${unsigned}^{tree}`]);
  const parents = [request.parent ?? [], request.merged ?? []].flat().flatMap((oid) => ["-p", checkOid(oid)]);
  const args = ["commit-tree", "-S", ...parents, checkOid(tree)];
  const ended = await git(repo, args, {
    input: request.message,
    accept: [1, 128],
    keepsTerminal: true,
    variables: {
      ...identityVariables("AUTHOR", request.author),
      ...identityVariables("COMMITTER", request.committer),
    },
  });
  if (ended.code === 0) return checkOid(ended.stdout.toString("utf8").trim());
  throw new SpectrynError("git-failed", `the commit cannot be signed: ${lastLine(ended.stderr)}`, {
    hint: "commit.gpgsign is on: check `git config user.signingkey` and that `git commit -S` works here.",
  });
}

function identityVariables(
  role: "AUTHOR" | "COMMITTER",
  { name, email, date }: Identity,
): Record<string, string> {
  return {
    [`GIT_${role}_NAME`]: plain(name),
    [`GIT_${role}_EMAIL`]: plain(email),
    [`GIT_${role}_DATE`]: `${seconds(date)} +0000`,
  };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
