/**
 * Records that a person removed from the branch. Nobody else removes any: we leave tombstones. So where the history
 * shows it, it is a deletion like every other, and a number without a file that no history knows is only a gap.
 */
import type { Comment } from "../../core/issue/issue.ts";
import { listChanges } from "../../git/file-changes.ts";
import type { Repository } from "../../git/git.ts";
import { parseCommentFile } from "./comment-file.ts";
import { isReason } from "./field-values.ts";
import type { IssueFile } from "./issue-file.ts";
import { commentPath, fromPath, issuePath } from "./layout.ts";
import { readTexts } from "./read-texts.ts";
import { type BranchState, parseRecord } from "./state.ts";

/** Above this, naming the directory is cheaper than naming its files. */
const mostNamed = 500;

/** The issues whose files are gone, as tombstones by number. Costs nothing where every number has its file. */
export async function readRemovedIssues(
  repo: Repository,
  commit: string,
  { tracker, oids }: Pick<BranchState, "tracker" | "oids">,
): Promise<Map<number, IssueFile>> {
  const removed = new Map<number, IssueFile>();
  const missing: number[] = [];
  for (
    let number = 1;
    number < (tracker?.next ?? 1) && missing.length <= oids.size + mostNamed;
    number += 1
  ) {
    if (!oids.has(issuePath(number))) missing.push(number);
  }
  if (missing.length === 0) return removed;
  const paths = missing.length > mostNamed ? ["issues"] : missing.map(issuePath);
  for (const { path, text, at } of await readRemoved(repo, commit, paths, oids)) {
    const place = fromPath(path);
    if (place.is !== "issue" || removed.has(place.number)) continue;
    const file = parseRecord(text, { number: place.number });
    if (!isReason(file)) removed.set(place.number, toTombstone(file, at));
  }
  return removed;
}

function toTombstone(file: IssueFile, at: string): IssueFile {
  const { title } = file.issue.fields;
  const emptied = { fields: { title }, row: null, status: null, base: null, attachments: [] };
  return { ...file, issue: { ...file.issue, ...emptied, deleted: file.issue.deleted ?? at } };
}

/** The comments of these issues whose files are gone, without their texts. */
export async function readRemovedComments(
  repo: Repository,
  commit: string,
  { oids, pending }: Pick<BranchState, "oids" | "pending">,
  issues: readonly number[],
): Promise<Map<number, Comment[]>> {
  const removed = new Map<number, Comment[]>();
  const published = issues.filter((number) => number > 0);
  if (published.length === 0) return removed;
  const paths = published.map((number) => commentPath(number, "x").replace(/\/x\.md$/, ""));
  const present = new Map<string, unknown>([...oids, ...pending]);
  for (const { path, text, at } of await readRemoved(repo, commit, paths, present)) {
    const place = fromPath(path);
    const file = place.is === "comment" && text !== null ? parseCommentFile(text, place.name) : null;
    if (place.is !== "comment" || file === null || isReason(file)) continue;
    const { comment } = file;
    const own = removed.get(place.number) ?? [];
    removed.set(place.number, [...own, { ...comment, text: "", deleted: comment.deleted ?? at }]);
  }
  return removed;
}

interface Removed {
  readonly path: string;
  /** As it stood at last; `null`: it cannot be read. */
  readonly text: string | null;
  /** ISO instant of the commit that removed it. */
  readonly at: string;
}

async function readRemoved(
  repo: Repository,
  commit: string,
  paths: readonly string[],
  present: ReadonlyMap<string, unknown>,
): Promise<Removed[]> {
  const last = new Map<string, { readonly blob: string; readonly at: string }>();
  for (const { changes, committed } of await listChanges(repo, { tips: [commit], paths })) {
    for (const { path, before, after } of changes) {
      if (after !== null || before === null || present.has(path) || last.has(path)) continue;
      last.set(path, { blob: before, at: committed.toISOString() });
    }
  }
  const texts = await readTexts(repo, [...new Set([...last.values()].map(({ blob }) => blob))]);
  return [...last].map(([path, { blob, at }]) => ({ path, text: texts.get(blob) ?? null, at }));
}
