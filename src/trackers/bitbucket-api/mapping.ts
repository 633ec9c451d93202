/** An issue of the API to ours, and which of its fields nobody changed since they were agreed on. */
import {
  type FieldName,
  type Fields,
  type FieldValue,
  fieldNames,
  fieldShape,
  fieldValue,
  isSameValue,
  normalText,
  valueKey,
} from "../../core/issue/field.ts";
import type { Base, Issue } from "../../core/issue/issue.ts";
import { makeBase } from "../../core/reconcile/reconcile.ts";
import { blobId } from "../../git/oid.ts";
import { fromContent } from "../../spec/content.ts";
import { mergeFields } from "../branch/apply-issue.ts";
import { unescapeRaw } from "./escape.ts";
import { type Footer, type SplitText, splitText } from "./footer.ts";
import { toAttachment } from "./host-file.ts";
import type { KnownIssue } from "./local-state.ts";
import type { ApiAccount, ApiIssue } from "./schema.ts";

/** What a specification calls an account, by account id. */
export type People = Readonly<Record<string, string>>;

export interface ReadApiIssue {
  readonly api: ApiIssue;
  readonly text: SplitText;
  /** Targets are as the footer has them: some are keys. */
  readonly issue: Issue;
}

export function toIssue(api: ApiIssue, known: KnownIssue | undefined, people: People): ReadApiIssue {
  const text = splitText(api.content?.raw ?? "");
  const { footer } = text;
  const fields = toFields(api, text, people);
  const issue: Issue = {
    number: api.id,
    id: String(api.id),
    // A person who took the footer away did not mean that the specification starts over.
    owner: footer?.owner ?? known?.owner ?? null,
    type: footer?.type ?? null,
    row: known?.row ?? null,
    fields,
    status: known?.status ?? null,
    base: known?.base ?? baseOf(api, footer, fields),
    attachments: (footer?.files ?? []).map(toAttachment),
    commits: known?.commits ?? [],
    reporter: nameOf(api.reporter, people),
    created: instant(api.created_on),
    updated: instant(api.updated_on ?? api.created_on),
    deleted: null,
  };
  return { api, text, issue };
}

function toFields(api: ApiIssue, { content, footer }: SplitText, people: People): Issue["fields"] {
  const { title, state, kind, priority } = api;
  const names: Fields = {
    milestone: api.milestone?.name ?? null,
    component: api.component?.name ?? null,
    version: api.version?.name ?? null,
    assignee: nameOf(api.assignee, people),
  };
  const own = fromContent(unescapeRaw(content));
  return mergeFields({ ...own, state, kind, priority, ...names, ...footer?.fields } as Fields, {}, title);
}

/** Without a memory: where the hash still holds, what the fields say was agreed on. */
function baseOf(api: ApiIssue, footer: Footer | null, fields: Issue["fields"]): Base | null {
  if (footer?.hash == null || hashFields(fields, api.assignee, footer.open) !== footer.hash) return null;
  const open = new Set(footer.open);
  const kept = Object.entries(fields).filter(([name]) => !open.has(name));
  return makeBase(Object.fromEntries(kept) as Fields, (text) => blobId(normalText(text)));
}

/** Hash of all fields but the open ones, with the account for what people call it. */
export function hashFields(
  fields: Fields,
  account: ApiAccount | null | undefined,
  open: readonly string[],
): string {
  const names = fieldNames(fields).filter((name) => !open.includes(name));
  const values = names.map((name) => {
    const value = name === "assignee" ? accountId(account) : (fields[name as FieldName] as FieldValue);
    return [name, valueKey(name, value)];
  });
  return blobId(JSON.stringify(values)).slice(0, 8);
}

/** Fields of which specification and tracker do not both say what the tracker holds. */
export function openFields(fields: Fields, base: Base | null): string[] {
  return fieldNames(fields, base ?? {}).filter((name) => {
    const value = fieldValue(fields, name);
    const agreed = base?.[name as FieldName] as FieldValue | undefined;
    if (agreed === undefined) return !isSameValue(name, value, fieldValue({}, name));
    if (fieldShape(name) !== "text" || value === null) return !isSameValue(name, value, agreed);
    return blobId(normalText(String(value))) !== agreed;
  });
}

export function accountId(account: ApiAccount | null | undefined): string | null {
  return account?.account_id ?? account?.uuid ?? null;
}

export function nameOf(account: ApiAccount | null | undefined, people: People): string | null {
  const id = accountId(account);
  if (id === null) return null;
  return people[id] ?? account?.nickname ?? account?.display_name ?? id;
}

/** Six digits of a second are more than our dates have. */
export function instant(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
