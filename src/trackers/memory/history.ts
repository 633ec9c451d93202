/** What the versions of a tracker in memory did to its files. */
import type { HistoryScope, Revision } from "../../ports/history.ts";
import { type ChangedFile, toRecords } from "../branch/revisions.ts";

interface Version {
  readonly tip: string;
  readonly files: ReadonlyMap<string, string>;
}

/** A version has no time of its own: it is that of the newest record it wrote. */
export function readMemoryHistory(
  versions: readonly Version[],
  reporter: string | null,
  { issue, since }: HistoryScope,
): Revision[] {
  const after = typeof since === "string" ? versions.findIndex(({ tip }) => tip === since) : -1;
  const revisions = versions.map((version, index): Revision => {
    const files = changedFiles(versions[index - 1]?.files ?? new Map(), version.files);
    const { issues, comments } = toRecords(files);
    const ownIssues = issues.filter((one) => issue === null || (one.after ?? one.before)?.id === issue.id);
    const ownComments = comments.filter(
      (one) => issue === null || one.issue === issue.number || one.issue === issue.id,
    );
    const times = [...issues, ...comments].map((one) => one.after?.updated ?? "");
    const author = { name: reporter ?? "somebody", email: "" };
    const date = times.sort().at(-1) ?? "";
    return { version: version.tip, author, date, issues: ownIssues, comments: ownComments };
  });
  return revisions
    .filter((_, index) => index > after)
    .filter(({ date }) => !(since instanceof Date) || date >= since.toISOString())
    .filter(({ issues, comments }) => issues.length + comments.length > 0)
    .reverse();
}

function changedFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ChangedFile[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }))
    .filter((file) => file.before !== file.after);
}
