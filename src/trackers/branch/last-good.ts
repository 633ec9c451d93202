/** Where a file of the branch could be read at last: whom a broken record belongs to, and what brings it back. */
import type { Owner, Unreadable } from "../../core/issue/issue.ts";
import { SpectrynError } from "../../errors.ts";
import type { Repository } from "../../git/git.ts";
import { listFileHistory } from "../../git/log.ts";
import { parseCommentFile } from "./comment-file.ts";
import { isReason } from "./field-values.ts";
import { fromPath, metaPaths, trackerPath } from "./layout.ts";
import { parseMilestones, parseNames } from "./meta-files.ts";
import { readTexts } from "./read-texts.ts";
import { parseRecord } from "./state.ts";
import { parseTrackerFile } from "./tracker-file.ts";

export interface LastGood {
  /** The commit that has the last good version; `null`: there is none, or not here. */
  readonly good: string | null;
  /** Whose the record is, by the newest version that tells. */
  readonly owner: Owner | null;
}

/** How far back a broken file is followed. */
const maxRevisions = 50;

export async function findLastGood(repo: Repository, commit: string, path: string): Promise<LastGood> {
  let owner: Owner | null = null;
  for (const { commit: version, blob } of await listFileHistory(repo, commit, path, {
    limit: maxRevisions,
  })) {
    if (blob === null) continue;
    const text = (await readTexts(repo, [blob]).catch(() => new Map<string, string>())).get(blob) ?? null;
    if (text === null) continue;
    owner ??= ownerIn(path, text);
    if (isGood(path, text)) return { good: version, owner };
  }
  return { good: null, owner };
}

function ownerIn(path: string, text: string): Owner | null {
  if (fromPath(path).is !== "issue") return null;
  // Whatever number it states: a copy, or a file that was renamed, still says whose it is.
  const file = parseRecord(text, { number: null });
  return isReason(file) ? null : file.issue.owner;
}

function isGood(path: string, text: string): boolean {
  const place = fromPath(path);
  if (place.is === "issue") return !isReason(parseRecord(text, { number: place.number }));
  if (place.is === "comment") return !isReason(parseCommentFile(text, place.name));
  try {
    if (path === trackerPath) parseTrackerFile(text);
    else if (path === metaPaths.milestones) parseMilestones(text);
    else if (path === metaPaths.components) parseNames("components", text);
    else if (path === metaPaths.versions) parseNames("versions", text);
    else return false;
    return true;
  } catch {
    return false;
  }
}

export async function withOwners(
  repo: Repository,
  commit: string,
  unreadable: readonly Unreadable[],
): Promise<{ unreadable: Unreadable[]; good: Map<string, string> }> {
  const result: Unreadable[] = [];
  const good = new Map<string, string>();
  for (const record of unreadable) {
    const { is } = fromPath(record.path);
    const isOne = is === "issue" || is === "comment";
    const found = isOne ? await findLastGood(repo, commit, record.path) : nothing;
    result.push({ ...record, owner: found.owner });
    if (found.good !== null) good.set(record.path, found.good);
  }
  return { unreadable: result, good };
}

const nothing: LastGood = { good: null, owner: null };

/** The error of a damaged file that every command needs, with where it was whole in its data. */
export async function withLastGood(repo: Repository, commit: string, error: unknown): Promise<unknown> {
  const path = error instanceof SpectrynError ? error.data["path"] : undefined;
  if (!(error instanceof SpectrynError) || typeof path !== "string") return error;
  const { good } = await findLastGood(repo, commit, path);
  const { message, code, hint, data } = error;
  return new SpectrynError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    data: { ...data, good },
    cause: error,
  });
}
