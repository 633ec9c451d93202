/** An issue as a tracker holds it: the existing side of a reconcile. */
import type { Fields } from "./field.ts";
import type { ItemType } from "./words.ts";

/** Who owns an issue or epic entry that was made from a spec. */
export interface Owner {
  readonly namespace: string;
  readonly key: string;
  /** Path of the spec from the repository's root. */
  readonly spec: string;
}

/**
 * What spec and tracker agreed on at the last sync: scalars and sets by value, texts as the git blob id of
 * the normalised text. A field is present only if the spec had an opinion on it then.
 */
export type Base = Fields;

/** A file kept with an issue. Its content is found by `sha256`; here stands what people see of it. */
export interface Attachment {
  /** The first 12 hex digits of `sha256`. */
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  readonly description: string | null;
  /** The path in the spec that it came from; `null`: a person attached it. */
  readonly path: string | null;
}

/** A commit that named an issue, and what that did: a state that it set, or `link`. Each acts at most once. */
export interface AppliedCommit {
  readonly sha: string;
  readonly action: string;
}

/** The entry of a spec that says what a comment says. */
export interface CommentEntry {
  readonly author: string | null;
  /** As written in the spec. */
  readonly date: string | null;
  /**
   * Blob id of the text that spec and tracker agreed on; that of an empty text: they agreed that the comment is
   * gone; `null`: written from a checkout that is behind, so that nobody agreed yet.
   */
  readonly base: string | null;
}

export interface Comment {
  /** ULID; comments are in the order of their ids. */
  readonly id: string;
  readonly author: string | null;
  readonly text: string;
  readonly entry: CommentEntry | null;
  /** Made from a spec, which may change it; any other is its author's, whatever a spec says. */
  readonly isFromSpec: boolean;
  /** ISO instants. */
  readonly created: string;
  readonly updated: string;
  /** When it was deleted; then its text is empty. */
  readonly deleted: string | null;
}

/** One issue in full. */
export interface ReadIssue extends IssueComments {
  readonly issue: Issue;
}

export interface IssueComments {
  readonly comments: readonly Comment[];
  /** Never overwritten; while there are any, nobody knows which comments the issue has. */
  readonly unreadable: readonly Unreadable[];
  /** For people: the way on where some are unreadable, one line each. */
  readonly notes?: readonly string[];
}

export interface Issue {
  /** Negative while the issue is unpublished: -1 is `new-1` on screens. */
  readonly number: number | null;
  /** Random ULID, never matched on. */
  readonly id: string;
  readonly owner: Owner | null;
  readonly type: ItemType | null;
  /** Position in its parent's list at the last write, for subtasks. */
  readonly row: number | null;
  readonly fields: Fields & { readonly title: string };
  /** The spec's own word for the state. */
  readonly status: string | null;
  readonly base: Base | null;
  readonly attachments: readonly Attachment[];
  readonly commits: readonly AppliedCommit[];
  readonly reporter: string | null;
  /** ISO instants. */
  readonly created: string;
  readonly updated: string;
  /** When it was deleted; a tombstone keeps number and owner, its fields are empty but for the title. */
  readonly deleted: string | null;
}

/** An epic kept inside a milestone (`epic_as: milestone`). */
export interface EpicEntry {
  readonly owner: Owner;
  /** title, state, priority, description, criteria, custom.*, section.*, sections. */
  readonly fields: Fields & { readonly title: string };
  readonly status: string | null;
  readonly base: Base | null;
}

export interface Milestone {
  readonly name: string;
  readonly state: "open" | "closed";
  readonly epics: readonly EpicEntry[];
}

/** A record that could not be read. It is never overwritten, and never the reason of a create or a removal. */
export interface Unreadable {
  readonly path: string;
  readonly number: number | null;
  readonly reason: string;
  /** The owner from the last readable revision, if one is known. */
  readonly owner: Owner | null;
}

/**
 * A change that only this clone has, which the shared tracker contradicts: theirs stays, ours is kept
 * unpublished in this clone until somebody decides.
 */
export interface ReplayConflict {
  /** `null` where it is no issue's: a milestone, a file. */
  readonly issue: number | null;
  /** The record's path on the branch. */
  readonly path: string;
  /** The field, or `deleted` where one side deleted what the other changed. */
  readonly field: string;
  /** As people read them; `null`: no value. */
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** Everything a plan needs to know of a tracker, at one moment. */
export interface Snapshot {
  /** What a plan is bound to: the branch's commit, or a hash over ids and times. `null`: there is no tracker yet. */
  readonly tip: string | null;
  /** Random id of the tracker; `null` while there is none. */
  readonly tracker: string | null;
  /** All issues with tombstones, by number. */
  readonly issues: readonly Issue[];
  readonly milestones: readonly Milestone[];
  readonly components: readonly string[];
  readonly versions: readonly string[];
  /** Blob id of each spec at its last sync, by path. */
  readonly specs: Readonly<Record<string, string>>;
  /** The last commit whose message was read for keywords, by branch. */
  readonly scanned: Readonly<Record<string, string>>;
  readonly unreadable: readonly Unreadable[];
  /** Changes that only this clone has and that the next commit publishes, even one of an empty batch. */
  readonly unpublished: number;
  readonly conflicts: readonly ReplayConflict[];
  /** Why the shared tracker was not asked: what is here is what this clone knew. `null`: it was. */
  readonly offline: string | null;
  /** What people should know of the tracker as it is, each with the way on; one line each. */
  readonly notes: readonly string[];
}

/** Names an issue or an epic entry in maps: `#12`, or the owner's namespace and folded key. */
export function issueSubject(number: number): string {
  return `#${number}`;
}

export function ownerSubject(owner: Pick<Owner, "namespace" | "key">): string {
  return `${owner.namespace}:${owner.key.toUpperCase()}`;
}
