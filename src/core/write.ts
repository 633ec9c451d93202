/**
 * What a tracker is asked to do: the writes that follow from a plan, in order, all or nothing where the
 * store can. A target that is a key names an item of the writer's namespace: an existing issue or a create
 * of the same batch; a key that names neither stays a key.
 */
import type { Fields } from "./field.ts";
import type { Base, Owner } from "./issue.ts";
import type { ItemType } from "./words.ts";

export type Write = CreateIssue | UpdateIssue | DeleteIssue | PutMilestone | PutEpic | RemoveEpic | AddName;

export interface CreateIssue {
  readonly op: "create";
  readonly owner: Owner;
  readonly type: ItemType;
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
}

/** Leaves a tombstone. */
export interface DeleteIssue {
  readonly op: "delete";
  readonly number: number;
}

/** Creates a milestone, or changes its name or state; references follow a rename. */
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

/** One commit's worth of writes. */
export interface Batch {
  /** The tip the plan was made on; a tracker that moved answers `moved` and writes nothing. */
  readonly tip: string | null;
  readonly writes: readonly Write[];
  /** New blob ids of synced specs, by path; `null` forgets one. */
  readonly specs: Readonly<Record<string, string | null>>;
}
