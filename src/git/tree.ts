/** Lists and compares trees. */
import { git, type Repository } from "./git.ts";
import { checkTreePath } from "./names.ts";
import { checkOid, emptyTree, zeroOid } from "./oid.ts";

export interface TreeEntry {
  /** `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  readonly type: "blob" | "commit" | "tree";
  readonly oid: string;
  readonly path: string;
}

/** All files of a commit or tree, in git's order; with `paths` only those files and directories. */
export async function listTree(
  repo: Repository,
  commit: string,
  paths: readonly string[] = [],
): Promise<TreeEntry[]> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", checkOid(commit), "--", ...paths.map(checkTreePath)];
  const { stdout } = await git(repo, args);
  return splitNul(stdout).map(parseEntry);
}

/** `<mode> SP <type> SP <oid> TAB <path>` */
function parseEntry(line: string): TreeEntry {
  // Thousands of lines in every run: no list of parts for each.
  const tab = line.indexOf("\t");
  const first = line.indexOf(" ");
  const second = line.indexOf(" ", first + 1);
  const type = line.slice(first + 1, second) as TreeEntry["type"];
  return { mode: line.slice(0, first), type, oid: line.slice(second + 1, tab), path: line.slice(tab + 1) };
}

/** What became of a path: blob before and after, `null` where it is absent. */
export interface TreeChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Paths that differ between two commits or trees; `null` stands for nothing at all. A rename is two changes. */
export async function diffTrees(
  repo: Repository,
  before: string | null,
  after: string | null,
): Promise<TreeChange[]> {
  if (before === after) return [];
  const [from, to] = [before ?? emptyTree, after ?? emptyTree].map(checkOid) as [string, string];
  const { stdout } = await git(repo, ["diff-tree", "-r", "-z", "--no-renames", "--raw", from, to]);
  return parseRawDiff(splitNul(stdout));
}

/** Pairs of `:<mode> <mode> <oid> <oid> <status>` and path. */
export function parseRawDiff(parts: readonly string[]): TreeChange[] {
  const changes: TreeChange[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, , before = "", after = ""] = parts[index]!.split(" ");
    changes.push({ path: parts[index + 1]!, before: present(before), after: present(after) });
  }
  return changes;
}

function present(oid: string): string | null {
  return oid === zeroOid ? null : oid;
}

export function splitNul(output: Buffer): string[] {
  const parts = output.toString("utf8").split("\0");
  parts.pop();
  return parts;
}
