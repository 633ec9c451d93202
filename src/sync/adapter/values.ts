/** What the adapter takes and gives, in the words of the Issues API. */
import { hostDefaults } from "../../core/issue/field.ts";
import type { Attachment } from "../../core/issue/issue.ts";
import type { IssueRow } from "../../core/issue/issue-index.ts";
import type { Kind, Priority, State } from "../../core/issue/words.ts";
import type { OtherFile } from "../../ports/tracker.ts";
import type { FieldFlags } from "../issues/fields.ts";

/** `"#123"`, `123`, `"123"`, or the key of its spec item: `"US-001"`. */
export type IssueKey = string | number;

export interface AdapterIssue {
  /** `"#123"`. */
  readonly key: string;
  readonly number: number;
  /** The key and the file of the spec item that it was made from; `null`: no spec owns it. */
  readonly item: { readonly key: string; readonly spec: string } | null;
  readonly title: string;
  readonly state: State;
  readonly kind: Kind;
  readonly priority: Priority;
  readonly assignee: string | null;
  readonly reporter: string | null;
  readonly milestone: string | null;
  readonly component: string | null;
  readonly version: string | null;
  readonly labels: readonly string[];
  /** Numbers of pull requests that are linked to it. */
  readonly pullRequests: readonly number[];
  /** ISO instants. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface AdapterIssueWithContent extends AdapterIssue {
  /** The whole text, as Markdown. */
  readonly content: string;
}

export interface IssueValues {
  readonly title?: string | undefined;
  /** The whole text, as Markdown; `""` clears it. */
  readonly content?: string | undefined;
  readonly kind?: string | undefined;
  readonly priority?: string | undefined;
  readonly state?: string | undefined;
  /** `"none"` clears what can be empty. */
  readonly assignee?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly milestone?: string | undefined;
  readonly component?: string | undefined;
  readonly version?: string | undefined;
}

export interface AdapterComment {
  readonly id: string;
  readonly author: string | null;
  readonly text: string;
  /** ISO instant. */
  readonly createdAt: string;
}

export interface AdapterAttachment {
  /** The first 12 hex digits of its content's SHA-256; of a file that the host alone has its name. */
  readonly id: string;
  readonly name: string;
  /** In bytes; `null`: the host does not say. */
  readonly size: number | null;
  readonly description: string | null;
}

export interface NamedId {
  readonly name: string;
  /** The host's own, on the Issues API; on the branch the name, for there it is all that there is. */
  readonly id: string;
}

export interface Verified {
  /** Who the credentials belong to; `null` where the host does not say, or was not asked for want of a login. */
  readonly user: string | null;
  readonly repository: string;
  /** For people: which store, and where. */
  readonly tracker: string;
  /** Living issues. */
  readonly issues: number;
}

export function toAdapterIssue({
  number,
  owner,
  fields,
  reporter,
  created,
  updated,
}: IssueRow): AdapterIssue {
  const { state, kind, priority } = { ...hostDefaults, ...fields };
  return {
    key: `#${number}`,
    number: number!,
    item: owner === null ? null : { key: owner.key, spec: owner.spec },
    title: fields.title,
    state,
    kind,
    priority,
    assignee: fields.assignee ?? null,
    reporter,
    milestone: fields.milestone ?? null,
    component: fields.component ?? null,
    version: fields.version ?? null,
    labels: fields.labels ?? [],
    pullRequests: fields.prs ?? [],
    createdAt: created,
    updatedAt: updated,
  };
}

export function toAdapterAttachment({ id, name, size, description }: Attachment): AdapterAttachment {
  return { id, name, size, description };
}

export function toOtherAttachment({ name }: Pick<OtherFile, "name">): AdapterAttachment {
  return { id: name, name, size: null, description: null };
}

export function toFlags({ content, labels, ...values }: IssueValues): FieldFlags {
  return { ...values, body: content, label: labels };
}
