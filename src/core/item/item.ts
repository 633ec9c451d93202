/** An item as a spec states it: the desired side of a reconcile. */
import type { Fields } from "../issue/field.ts";
import type { ItemType } from "../issue/words.ts";
import type { Place } from "./problem.ts";

export interface SpecComment {
  readonly author: string | null;
  /** As written, normally an ISO date. */
  readonly date: string | null;
  readonly text: string;
  readonly place: Place;
}

export interface SpecAttachment {
  readonly name: string;
  /** As written, seen from the spec's folder. */
  readonly path: string;
  readonly description: string | null;
  /** Shown by the item's text, and not listed. */
  readonly isImage: boolean;
  readonly place: Place;
}

/** A pull request named in an item's text; without `url` it is one of the tracker's own repository. */
export interface PullRequestMention {
  readonly id: number;
  readonly url: string | null;
  readonly place: Place;
}

export interface Item {
  readonly type: ItemType;
  /** The item's own id as written; `null` only for a subtask without one (its key is given by the plan). */
  readonly key: string | null;
  /** The issue it names itself (`#12` as id, or the row `Issue`). */
  readonly ref: number | null;
  /** Front matter `namespace`, by default empty; keys are unique in it. */
  readonly namespace: string;
  /** Path of the spec from the repository's root, with `/`. */
  readonly spec: string;
  readonly place: Place;
  /** Key of the nearest epic above (or of the row `Epic`); `null` for epics and where there is none. */
  readonly epic: string | null;
  /** For a subtask the key of the story it stands in. */
  readonly parent: string | null;
  /** For a subtask its 1-based position among its parent's subtasks. */
  readonly row: number | null;
  /**
   * What the spec has an opinion on. Present: wanted, `null` or empty: cleared. `title` is always there.
   * `labels` are those of the item itself; `epic` and `parent` only if given by a row.
   */
  readonly fields: Fields & { readonly title: string };
  /** The spec's own words for state and priority, as written without emoji. */
  readonly status: string | null;
  readonly priority: string | null;
  /** `box`: it stands in a list, which says of its state only whether work has ended. */
  readonly stateAs: "word" | "box";
  /** Where each field stands, by field name. */
  readonly places: Readonly<Record<string, Place>>;
  readonly comments: readonly SpecComment[];
  readonly attachments: readonly SpecAttachment[];
  readonly pullRequests: readonly PullRequestMention[];
}

/** Keys are compared without case. */
export function foldKey(key: string): string {
  return key.toUpperCase();
}
