/** What the branch's history knows: texts that bases name, and the bases of older syncs. */
import { type FieldName, normalText } from "../../core/issue/field.ts";
import { resolveCommit } from "../../git/commits.ts";
import type { Repository } from "../../git/git.ts";
import { listFileHistory } from "../../git/log.ts";
import { blobId } from "../../git/oid.ts";
import { isAncestor } from "../../git/refs.ts";
import type { PastSync } from "../../ports/tracker.ts";
import { isReason, isRecord } from "./field-values.ts";
import { issuePath, trackerPath } from "./layout.ts";
import { agreedIn, findPast, type Past } from "./past-sync.ts";
import { readStateAt } from "./read.ts";
import { readTexts } from "./read-texts.ts";
import { readRecordCache } from "./record-cache.ts";
import { parseRecord } from "./state.ts";
import { parseJson } from "./tracker-file.ts";

/** The text of an issue's field that has this blob id, from the newest version of the issue that holds it. */
export async function findText(
  repo: Repository,
  commit: string,
  issue: number,
  field: string,
  blob: string,
): Promise<string | null> {
  for (const version of await listFileHistory(repo, commit, issuePath(issue))) {
    if (version.blob === null) continue;
    const source = (await readTexts(repo, [version.blob])).get(version.blob);
    const file = parseRecord(source ?? null, { number: issue });
    const text = isReason(file) ? undefined : file.issue.fields[field as FieldName];
    if (typeof text === "string" && blobId(normalText(text)) === blob) return text;
  }
  return null;
}

/**
 * See the port. The commits that changed `tracker.json` are the syncs; a sync of the same bytes changes bases
 * and leaves that file alone.
 */
export async function findPastSync(
  repo: Repository,
  commit: string,
  spec: string,
  history: readonly (string | null)[],
): Promise<PastSync | null> {
  const versions = await listFileHistory(repo, commit, trackerPath);
  const texts = await readTexts(
    repo,
    versions.flatMap(({ blob }) => blob ?? []),
  );
  const syncs = versions.map((version) => ({
    version: version.commit,
    blob: specBlob(version.blob === null ? null : (texts.get(version.blob) ?? null), spec),
  }));
  const past = findPast(syncs.reverse(), history);
  if (past === null) return null;
  const { state } = await readStateAt(repo, await findEnd(repo, past), await readRecordCache(repo));
  return { behind: past.behind, ...agreedIn(state) };
}

/** The last commit before the next sync; a merge made by hand may have nothing of this one in its first parent. */
async function findEnd(repo: Repository, { version, next }: Past<string>): Promise<string> {
  const end = await resolveCommit(repo, `${next}^`);
  return end !== null && (await isAncestor(repo, version, end)) ? end : version;
}

function specBlob(text: string | null, spec: string): string | null {
  const content = parseJson(text);
  const specs = isRecord(content) ? content["specs"] : undefined;
  const blob = isRecord(specs) ? specs[spec] : undefined;
  return typeof blob === "string" ? blob : null;
}
