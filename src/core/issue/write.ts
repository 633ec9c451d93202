/**
 * What a tracker is asked to do: the writes that follow from a plan, in order, all or nothing where the
 * store can. A target that is a key names an item of the writer's namespace: an existing issue or a create
 * of the same batch; a key that names neither stays a key.
 */
import type { Fields } from "./field.ts";
import type { AppliedCommit, Attachment, Base, CommentEntry, Owner } from "./issue.ts";
import type { ItemType } from "./words.ts";

export type Write =
  | CreateIssue
  | UpdateIssue
  | DeleteIssue
  | PutComment
  | RemoveComment
  | Attach
  | Detach
  | PutMilestone
  | PutEpic
  | RemoveEpic
  | AddName
  | RenameName
  | RemoveName;

/** An existing issue by number, or a create of the same batch by its owner. */
export type IssueTarget = number | Owner;

export interface CreateIssue {
  readonly op: "create";
  /** `null`: no spec owns it. */
  readonly owner: Owner | null;
  readonly type: ItemType | null;
  readonly row: number | null;
  readonly fields: Fields & { readonly title: string };
  readonly status: string | null;
  /** `null`: written from a checkout that is behind; then the issue has no base. */
  readonly base: Base | null;
  /** Brings a deleted issue back under its old number. */
  readonly revive: number | null;
}

export interface UpdateIssue {
  readonly op: "update";
  readonly number: number;
  /** Fields to set; `null` clears. Empty when only the base or the owner changes. */
  readonly set: Fields;
  /** The rest is set where present. */
  readonly owner?: Owner;
  readonly type?: ItemType;
  readonly row?: number | null;
  readonly status?: string | null;
  /** Replaces the base as a whole. */
  readonly base?: Base;
  /** Added to those that are there; a commit that is among them stays as it is. */
  readonly commits?: readonly AppliedCommit[];
}

/** Leaves a tombstone. */
export interface DeleteIssue {
  readonly op: "delete";
  readonly number: number;
}

/** Writes a new comment, or changes one. */
export interface PutComment {
  readonly op: "comment";
  readonly issue: IssueTarget;
  /** `null`: a new one. */
  readonly id: string | null;
  /** Of a new one; afterwards it stays. */
  readonly author: string | null;
  readonly text: string;
  readonly entry: CommentEntry | null;
  /** Of a new one; afterwards it stays. */
  readonly isFromSpec: boolean;
}

/** Leaves a comment without text that keeps its entry, so that its spec does not write it again. */
export interface RemoveComment {
  readonly op: "remove-comment";
  readonly issue: number;
  readonly id: string;
}

/** Adds an attachment, or changes name, description or path of one. Its content must be stored already. */
export interface Attach {
  readonly op: "attach";
  readonly issue: IssueTarget;
  readonly attachment: Attachment;
  /** The id of the attachment that this one takes the place of: another version of the same file. */
  readonly replaces: string | null;
}

export interface Detach {
  readonly op: "detach";
  readonly issue: number;
  readonly id: string;
}

/** Creates a milestone, or changes its state, or its name as its epic's title says: issues and bases follow. */
export interface PutMilestone {
  readonly op: "milestone";
  readonly name: string;
  /** The name before, for a rename; `null` otherwise. */
  readonly from: string | null;
  /** For a new milestone without it: open. */
  readonly state?: "open" | "closed";
}

/** Puts an epic's entry into a milestone; an entry of the same owner elsewhere is taken out of there. */
export interface PutEpic {
  readonly op: "epic";
  readonly milestone: string;
  readonly owner: Owner;
  /** Whose entry it was until now, where that was another owner. */
  readonly from?: Owner;
  /** Fields to set on the entry; `null` clears. */
  readonly set: Fields;
  readonly status?: string | null;
  /** Replaces the base as a whole; absent: left as it is. */
  readonly base?: Base;
}

export interface RemoveEpic {
  readonly op: "remove-epic";
  readonly owner: Owner;
}

export interface AddName {
  readonly op: "component" | "version";
  readonly name: string;
}

export type NameKind = "milestone" | "component" | "version";

/**
 * A person's new name, or that of a spec that is behind: the issues follow. Bases stay, so that a spec that still says
 * the old name sees the tracker's change and does not turn it back.
 */
export interface RenameName {
  readonly op: "rename-name";
  readonly kind: NameKind;
  readonly name: string;
  readonly from: string;
}

/** Removes a name; issues that have it get another, or none. Bases stay. A milestone must hold no epic. */
export interface RemoveName {
  readonly op: "remove-name";
  readonly kind: NameKind;
  readonly name: string;
  readonly to: string | null;
}

/** One commit's worth of writes. */
export interface Batch {
  /** The tip the plan was made on; a tracker that moved answers `moved` and writes nothing. */
  readonly tip: string | null;
  readonly writes: readonly Write[];
  /** New blob ids of synced specs, by path; `null` forgets one. */
  readonly specs: Readonly<Record<string, string | null>>;
  /** Commits up to which messages were read for keywords, by branch. */
  readonly scanned?: Readonly<Record<string, string>>;
}
