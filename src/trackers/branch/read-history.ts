/** What the branch's commits did to issues and comments. */
import { SpectrynError } from "../../errors.ts";
import { resolveCommit } from "../../git/commits.ts";
import { listChanges } from "../../git/file-changes.ts";
import type { Repository } from "../../git/git.ts";
import { isAncestor } from "../../git/refs.ts";
import type { HistoryScope, Revision } from "../../ports/history.ts";
import { commentPath, issuePath, newCommentPath, newIssuePath } from "./layout.ts";
import { readTexts } from "./read-texts.ts";
import { toRecords } from "./revisions.ts";

/** Newest first. `tips`: what the last read was made of. */
export async function readHistory(
  repo: Repository,
  tips: readonly string[],
  { issue, since }: HistoryScope,
): Promise<Revision[]> {
  const not = typeof since === "string" ? [await resolveVersion(repo, tips, since)] : [];
  const commits = await listChanges(repo, {
    ...{ tips, not, since: since instanceof Date ? since : null },
    paths: issue === null ? ["issues", "comments"] : pathsOf(issue),
  });
  const oids = commits.flatMap(({ changes }) =>
    changes.flatMap(({ before, after }) => [before ?? [], after ?? []]),
  );
  const texts = await readTexts(repo, [...new Set(oids.flat())]);
  const textOf = (oid: string | null) => (oid === null ? null : (texts.get(oid) ?? null));
  return commits
    .map(({ commit, author, committed, changes }) => ({
      ...{ version: commit, author, date: committed.toISOString() },
      ...toRecords(
        changes.map(({ path, before, after }) => ({ path, before: textOf(before), after: textOf(after) })),
      ),
    }))
    .filter(({ issues, comments }) => issues.length + comments.length > 0);
}

function pathsOf({ number, id }: NonNullable<HistoryScope["issue"]>): string[] {
  const folder = (path: string) => path.slice(0, path.lastIndexOf("/"));
  const waiting = id === "" ? [] : [newIssuePath(id), folder(newCommentPath(id, "x"))];
  if (number === null || number < 0) return waiting;
  return [...waiting, issuePath(number), folder(commentPath(number, "x"))];
}

async function resolveVersion(repo: Repository, tips: readonly string[], version: string): Promise<string> {
  const commit = await resolveCommit(repo, version);
  for (const tip of tips) {
    if (commit !== null && (await isAncestor(repo, commit, tip))) return commit;
  }
  const what = commit === null ? "is neither a time nor a commit" : "is no commit of the tracker's branch";
  throw new SpectrynError("usage", `${version} ${what}`, {
    hint: "Say 2d, 3h, 2026-01-31, or a commit of the branch such as spectryn~5.",
    data: { version },
  });
}
