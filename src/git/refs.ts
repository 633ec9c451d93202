/** Reads and moves refs. A ref may be loose or packed, or kept in another form; git knows where its files do not tell. */
import { join } from "node:path";
import { SpectrynError } from "../errors.ts";
import { removeAbandoned } from "../fs/abandoned.ts";
import { readText } from "../fs/files.ts";
import { gitFailure } from "./failures.ts";
import { git, gitText, type Repository } from "./git.ts";
import { checkRef } from "./names.ts";
import { checkOid, isOid, zeroOid } from "./oid.ts";
import { readStoredRef } from "./ref-files.ts";

/** The commit a ref points to, or `null` where the ref is missing. */
export async function readRef(repo: Repository, ref: string): Promise<string | null> {
  const stored = await readStoredRef(repo, checkRef(ref));
  if (stored !== undefined) return stored?.oid ?? null;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", ref];
  const found = await git(repo, args, { accept: [1] });
  if (found.code === 1 && found.stderr.trim() !== "") throw gitFailure(args, found);
  return found.code === 0 ? checkOid(found.stdout.toString("utf8").trim()) : null;
}

/** The commit that is checked out, or `null` where there is none yet. */
export async function readHead(repo: Repository): Promise<string | null> {
  const text = await readText(join(repo.gitDir, "HEAD")).catch(() => null);
  if (isOid(text?.trimEnd() ?? "")) return text!.trimEnd();
  const branch = /^ref: (refs\/heads\/\S+)\n$/.exec(text ?? "")?.[1];
  const stored = branch === undefined ? undefined : await readStoredRef(repo, branch);
  if (stored !== undefined) return stored?.oid ?? null;
  const found = await git(repo, ["rev-parse", "--verify", "--quiet", "HEAD"], { accept: [1] });
  return found.code === 0 ? checkOid(found.stdout.toString("utf8").trim()) : null;
}

export interface Ref {
  readonly ref: string;
  readonly oid: string;
}

/** Refs whose name starts with `prefix`, at a slash; sorted by name. */
export async function listRefs(repo: Repository, prefix: string): Promise<Ref[]> {
  const text = await gitText(repo, ["for-each-ref", "--format=%(objectname) %(refname)", checkRef(prefix)]);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ oid: line.slice(0, 40), ref: line.slice(41) }));
}

/** Moves a ref from `expected` (`null`: it must not exist) to `next`; `false` when it stood elsewhere. */
export async function updateRef(
  repo: Repository,
  ref: string,
  next: string,
  expected: string | null,
): Promise<boolean> {
  const args = ["update-ref", "--no-deref", checkRef(ref), checkOid(next), checkOid(expected ?? zeroOid)];
  return compareAndSwap(repo, args);
}

/** Deletes a ref that stands at `expected`; `false` when it stood elsewhere or is missing. */
export async function deleteRef(repo: Repository, ref: string, expected: string): Promise<boolean> {
  return compareAndSwap(repo, ["update-ref", "--no-deref", "-d", checkRef(ref), checkOid(expected)]);
}

/** True if `ancestor` is `descendant` or lies in its history. What lies there once does so for ever: git is asked once. */
export async function isAncestor(repo: Repository, ancestor: string, descendant: string): Promise<boolean> {
  if (ancestries.get(repo.commonDir)?.has(`${ancestor} ${descendant}`)) return true;
  const args = ["merge-base", "--is-ancestor", checkOid(ancestor), checkOid(descendant)];
  const isIn = (await git(repo, args, { accept: [1] })).code === 0;
  if (isIn) rememberAncestor(repo, ancestor, descendant);
  return isIn;
}

/** For `isAncestor`, by whoever knows it already: the parent of a commit that was just made. */
export function rememberAncestor(repo: Repository, ancestor: string, descendant: string): void {
  const known = ancestries.get(repo.commonDir) ?? new Set();
  ancestries.set(repo.commonDir, known.add(`${ancestor} ${descendant}`));
}

const ancestries = new Map<string, Set<string>>();

/** The best common ancestor, or `null` for unrelated histories. */
export async function mergeBase(repo: Repository, one: string, other: string): Promise<string | null> {
  const found = await git(repo, ["merge-base", checkOid(one), checkOid(other)], { accept: [1] });
  return found.code === 0 ? found.stdout.toString("utf8").trim() : null;
}

/** A ref is locked for milliseconds; git's own commands wait so long (environment.ts). */
const longestLockMs = 2_000;

/**
 * Removes lock files that killed git processes left on these refs, and on no other. Only for refs of ours; a
 * person's own fetch or the git child of a killed spectryn may hold a lock there now, and gets its time.
 */
export async function removeStaleRefLocks(repo: Repository, refs: readonly string[]): Promise<void> {
  await Promise.all(
    refs.map((ref) => removeAbandoned(join(repo.commonDir, `${checkRef(ref)}.lock`), longestLockMs)),
  );
}

const lost = /but expected|reference already exists|unable to resolve reference|reference is missing/;

async function compareAndSwap(repo: Repository, args: readonly string[]): Promise<boolean> {
  const ended = await git(repo, args, { accept: [1, 128] });
  if (ended.code === 0) return true;
  if (lost.test(ended.stderr)) return false;
  throw gitFailure(args, ended);
}

/** True if the object is here; never fetches one that a partial clone left out. */
export async function hasObject(repo: Repository, oid: string, type: "commit" | "blob"): Promise<boolean> {
  if (!isOid(oid)) throw new SpectrynError("internal", `not a git object id: ${JSON.stringify(oid)}`);
  const args = ["cat-file", "-e", `${oid}^{${type}}`];
  return (await git(repo, args, { accept: [1, 128], variables: { GIT_NO_LAZY_FETCH: "1" } })).code === 0;
}
