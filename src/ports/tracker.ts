/** Where issues live, as the use cases see it. An adapter implements this; nothing else knows a store. */
import type { Abilities } from "../core/abilities.ts";
import type { Base, IssueComments, ReadIssue, Snapshot } from "../core/issue/issue.ts";
import type { IssueIndex } from "../core/issue/issue-index.ts";
import type { Batch } from "../core/issue/write.ts";
import type { HistoryScope, Revision } from "./history.ts";

export interface Tracker {
  /** For people: `bitbucket.org/acme/shop, branch spectryn`. */
  readonly name: string;
  readonly abilities: Abilities;
  /** The web address of the repository that it belongs to: that one's pull requests are its own. */
  readonly repository: string | null;
  /** Where an issue lies as a file of the repository; `null` in a store that keeps no files. */
  fileOf(issue: number): { readonly branch: string; readonly path: string } | null;

  /**
   * Everything, from one consistent tip; a remote store is fetched first.
   * Throws on any failure to read; a tracker that does not exist yet is an empty snapshot with `tip: null`.
   * `used`: of milestones, components and versions those that issues have suffice, where a store asks for them
   * separately; the others come from `readNames`.
   */
  read(scope?: { readonly names: "all" | "used" }): Promise<Snapshot>;

  /**
   * Names what `read` would give now: while it is the same, so is that. A remote store is fetched first, and a `read`
   * right after it does not fetch again. `null`: only a `read` can tell.
   */
  readVersion(): Promise<string | null>;

  /**
   * Begins to ask for what the next `read` needs, so that the caller can work meanwhile; that read tells what came of
   * it. Whoever does not read after all calls the answer, which ends the asking.
   */
  startReading(): () => void;

  /** All milestones, components and versions, as of the last `read` or later. */
  readNames(): Promise<TrackerNames>;

  /** What lists and searches need, from one consistent tip: cheaper than `read` where the store keeps an index. */
  readIndex(): Promise<IssueIndex>;

  /** One issue with its comments as of the last `read` or `readIndex`; `null` where there is none of this number. */
  readIssue(number: number): Promise<ReadIssue | null>;

  /**
   * The text that an issue's base names by blob id, found in the issue's history; `null` where it is lost
   * (a shallow clone). Needed only when both sides changed a text.
   */
  readText(issue: number, field: string, blob: string): Promise<string | null>;

  /** What writes did to issues and comments, newest first, as of the last `read` or `readIndex`. */
  readHistory(scope: HistoryScope): Promise<readonly Revision[]>;

  /**
   * The comments of these issues as of the last `read` or `readIndex`, oldest first, deleted ones included; an
   * issue without any is left out. `removed`: also those whose records a person removed, where the store has a
   * history that shows it.
   */
  readComments(
    issues: readonly number[],
    options?: { readonly removed?: boolean },
  ): Promise<ReadonlyMap<number, IssueComments>>;

  /**
   * Lays a file's own history over the history of syncs of its path and answers where it stands.
   *
   * Both are sequences, oldest first: `history` of the file's blob ids (`null` where a version removed the
   * file), and the blob ids that `tracker.json` recorded for `spec` (`null` where it was forgotten). Walking
   * along `history`, each version moves on to the next sync of that blob, if there is one; syncs in between
   * are skipped (versions that were synced but never committed). So a reverted file that came back to an old
   * blob is not taken for an old checkout, and an old checkout is not taken for a reverted file. Where the blob
   * that is reached was synced again later, the file stands there: its bytes are what was agreed on then.
   *
   * `null`: the file reaches the last sync, or none of its versions was ever synced. Else how many syncs came
   * after the one it reaches, and the bases as they were after that one.
   */
  findSync(spec: string, history: readonly (string | null)[]): Promise<PastSync | null>;

  /** Runs `work` while this process alone, of this machine, may write. Released whatever happens. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;

  /**
   * Stores the content of files, before the batch that attaches them: only what is not there yet is opened and
   * sent. Belongs into `exclusive`, after a `read`. Throws, with nothing attached, for a file whose content is
   * not what its hash says.
   */
  putFiles(files: readonly FileSource[]): Promise<PutFiles>;

  /**
   * Gives the stored contents with these hashes to `take`, one after the other; the answer are the hashes of
   * which none is there.
   */
  readFiles(hashes: readonly string[], take: TakeFile): Promise<readonly string[]>;

  /**
   * Files that lie at an issue and that none of its attachments speaks of: people put them there by the host's own
   * pages. None in a store that knows all its files. A `detach` of one names it in place of an id.
   */
  otherFiles(issue: number): Promise<readonly OtherFile[]>;

  /**
   * Writes a batch if the tracker still stands at `batch.tip`, and reads back what it wrote.
   * A lost race is a value; a veto or a failure throws with nothing written.
   */
  commit(batch: Batch): Promise<Outcome>;
}

export interface TrackerNames extends Pick<Snapshot, "milestones" | "components" | "versions"> {
  readonly ids: NameIds;
}

/** What the host's own addresses call them, by name; where it calls them nothing else, the name stands for itself. */
export type NameIds = Readonly<Record<"components" | "versions", ReadonlyMap<string, string>>>;

/** A file on its way into the tracker. */
export interface FileSource {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
  /** Its bytes from the start, each time it is called. */
  open(): AsyncIterable<Uint8Array>;
}

/** Nobody knows what it holds before it is read. */
export interface OtherFile {
  readonly name: string;
  /** Its bytes from the start; `null`: it is gone. */
  open(): Promise<AsyncIterable<Uint8Array> | null>;
}

/** What was not there before. */
export interface PutFiles {
  readonly count: number;
  readonly bytes: number;
}

/** Takes a stored file; reading it to its end throws if it is not what its hash says. */
export type TakeFile = (sha256: string, content: AsyncIterable<Uint8Array>) => Promise<void>;

export type Outcome =
  | {
      readonly status: "done";
      /** `null` only where there was no tracker and nothing to write. */
      readonly tip: string | null;
      /** Numbers given to creates, in the order of the creates in the batch; negative while unpublished. */
      readonly numbers: readonly number[];
      /** What issues were called in this clone until now (`new-1`), and the numbers that they got. */
      readonly renamed: readonly { readonly from: string; readonly number: number }[];
      /** The writes are in this clone only. */
      readonly isUnpublished: boolean;
    }
  /** Somebody else wrote first: read and plan again. `triedMs`: how long the lost try took, for the backoff. */
  | ({ readonly status: "moved" } & Lost);

export interface Lost {
  readonly triedMs: number;
  /** Issues that it created before it was lost, and that stay, by `ownerSubject`. */
  readonly created?: ReadonlyMap<string, number>;
}

export interface PastSync {
  /** Syncs of this spec since then, at least 1. */
  readonly behind: number;
  /** By `issueSubject` or, for epic entries, `ownerSubject`. */
  readonly bases: ReadonlyMap<string, Base>;
  /** The numbers of the issues then, by `ownerSubject`. */
  readonly numbers: ReadonlyMap<string, number>;
}
