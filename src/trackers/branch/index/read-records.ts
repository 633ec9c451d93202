/** Issues with their comments at a commit: all of them, or those of some paths. */
import type { Issue, IssueComments, Unreadable } from "../../../core/issue/issue.ts";
import type { Repository } from "../../../git/git.ts";
import { listTree } from "../../../git/tree.ts";
import { commentSources, parseComments } from "../comments.ts";
import { commentPath, fromPath, issuePath } from "../layout.ts";
import { readTexts } from "../read-texts.ts";
import { type BranchEntry, freshByNumber, parseIssues } from "../state.ts";
import { newTarget, resolveIssue } from "../targets.ts";

export interface Records {
  /** Unpublished ones have negative numbers. */
  readonly issues: readonly Issue[];
  readonly comments: ReadonlyMap<number, IssueComments>;
  readonly unreadable: readonly Unreadable[];
}

export const noComments: IssueComments = { comments: [], unreadable: [] };

/** Where the records of an issue lie. */
export function pathsOfIssue(number: number): string[] {
  return [issuePath(number), commentPath(number, "x").replace(/\/x\.md$/, "")];
}

export const newPaths = ["issues/new", "comments/new"];

/** `paths`: none for all. */
export async function readRecords(
  repo: Repository,
  commit: string,
  paths: readonly string[],
): Promise<Records> {
  const entries = (await listTree(repo, commit, paths)).filter(isRecord);
  // Links and submodules are reported, never followed.
  const files = entries.filter(({ mode }) => mode.startsWith("100"));
  const texts = await readTexts(repo, [...new Set(files.map(({ oid }) => oid))]);
  const parsed = parseIssues(entries, (oid) => texts.get(oid) ?? null);
  const waiting = freshByNumber(parsed);
  const provisional = new Map(waiting.map(([number, { issue }]) => [newTarget(issue.id), number]));
  const found = [...parsed.issues, ...waiting];
  const issues = found.map(([number, { issue }]) => resolveIssue({ ...issue, number }, provisional));
  const oids = new Map(files.map(({ path, oid }) => [path, oid]));
  const numbers = new Set(found.map(([number]) => number));
  const sources = commentSources({ ...parsed, oids, pending: new Map() }, numbers);
  const comments = parseComments(sources, (source) =>
    "oid" in source ? (texts.get(source.oid) ?? "") : source.text,
  );
  return { issues, comments, unreadable: parsed.unreadable };
}

const recordKinds: ReadonlySet<string> = new Set([
  ...["issue", "new-issue", "misplaced"],
  ...["comment", "new-comment"],
]);

function isRecord({ path }: BranchEntry): boolean {
  return recordKinds.has(fromPath(path).is);
}
