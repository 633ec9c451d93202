/**
 * What only this clone knows of an Issues API, in one file: bases, texts that they name and words of
 * specs. Only a memory: lost, the footers of the issues say which fields nobody changed since they were written.
 */
import * as z from "zod";
import type { AppliedCommit, Base, Comment, Owner } from "../../core/issue/issue.ts";
import { makeDirectory, readText, writeFileAtomic } from "../../fs/files.ts";

export interface KnownIssue {
  readonly owner: Owner | null;
  readonly base: Base | null;
  readonly status: string | null;
  readonly row: number | null;
  readonly commits: readonly AppliedCommit[];
}

/** What a comment cannot say of itself. */
export type KnownComment = Pick<Comment, "entry" | "isFromSpec" | "author" | "created">;

/** The comments of an issue as they were when it was updated last. */
export interface ReadComments {
  readonly updated: string;
  readonly comments: readonly RawComment[];
}

export interface RawComment {
  readonly id: number;
  readonly raw: string;
  readonly author: string | null;
  readonly created: string;
  readonly updated: string;
}

export interface LocalState {
  readonly version: 1;
  /** Which repository it is about. */
  readonly tracker: string;
  readonly issues: Record<string, KnownIssue>;
  /** By blob id. */
  readonly texts: Record<string, string>;
  /** By the issue's number and the comment's id. */
  readonly comments: Record<string, Record<string, KnownComment>>;
  readonly read: Record<string, ReadComments>;
  /** What specs call an account, by account id. */
  readonly people: Record<string, string>;
  readonly specs: Record<string, string>;
  readonly scanned: Record<string, string>;
}

const byName = <T>() =>
  z.record(
    z.string(),
    z.custom<T>((value) => typeof value === "object"),
  );

const schema = z.object({
  version: z.literal(1),
  tracker: z.string(),
  issues: byName<KnownIssue>(),
  texts: z.record(z.string(), z.string()),
  comments: byName<Record<string, KnownComment>>(),
  read: byName<ReadComments>(),
  people: z.record(z.string(), z.string()),
  specs: z.record(z.string(), z.string()),
  scanned: z.record(z.string(), z.string()),
});

/** A damaged memory, and that of another repository, is a lost one. */
export async function readLocalState(folder: string, tracker: string): Promise<LocalState> {
  const text = await readText(statePath(folder));
  if (text === null) return emptyState(tracker);
  try {
    const state = schema.parse(JSON.parse(text));
    return state.tracker === tracker ? state : emptyState(tracker);
  } catch {
    return emptyState(tracker);
  }
}

export async function writeLocalState(folder: string, state: LocalState): Promise<void> {
  await makeDirectory(folder);
  await writeFileAtomic(statePath(folder), `${JSON.stringify(state, null, 1)}\n`);
}

function statePath(folder: string): string {
  return `${folder}/issues.json`;
}

function emptyState(tracker: string): LocalState {
  return {
    version: 1,
    tracker,
    issues: {},
    texts: {},
    comments: {},
    read: {},
    people: {},
    specs: {},
    scanned: {},
  };
}
