/** What an issue shall be after a write: the bodies to send, and what this clone has to remember. Pure. */
import { type FieldName, type Fields, fieldShape, hostDefaults, normalText } from "../../core/issue/field.ts";
import type { Issue } from "../../core/issue/issue.ts";
import type { CreateIssue, UpdateIssue } from "../../core/issue/write.ts";
import { blobId } from "../../git/oid.ts";
import { toContent } from "../../spec/content.ts";
import { mergeFields } from "../branch/apply-issue.ts";
import { type Numbers, resolveFields } from "../branch/targets.ts";
import type { Body } from "./calls.ts";
import { escapeRaw } from "./escape.ts";
import { type Footer, joinText, type SplitText } from "./footer.ts";
import type { HostFile } from "./host-file.ts";
import type { KnownIssue } from "./local-state.ts";
import { accountId, hashFields, openFields, type People, type ReadApiIssue, toIssue } from "./mapping.ts";
import type { ApiAccount, ApiIssue } from "./schema.ts";

export interface IssueDraft {
  readonly fields: Issue["fields"];
  readonly type: Issue["type"];
  readonly text: Omit<SplitText, "footer">;
  readonly known: KnownIssue;
  readonly files: readonly HostFile[];
}

export function draftCreate(write: CreateIssue, numbers: Numbers): IssueDraft {
  const namespace = write.owner?.namespace ?? "";
  const resolved = resolveFields(write.fields, namespace, numbers);
  const fields = mergeFields(hostDefaults as Fields, resolved, write.fields.title);
  const { owner, base, status, row, type } = write;
  return {
    fields,
    type,
    text: { content: escapeRaw(toContent(fields)), below: "" },
    known: {
      owner,
      base: base === null ? null : resolveFields(base, namespace, numbers),
      status,
      row,
      commits: [],
    },
    files: [],
  };
}

export function draftUpdate(before: ReadApiIssue, write: UpdateIssue, numbers: Numbers): IssueDraft {
  const { issue, text } = before;
  const owner = write.owner ?? issue.owner;
  const namespace = owner?.namespace ?? "";
  const fields = mergeFields(issue.fields, resolveFields(write.set, namespace, numbers), issue.fields.title);
  const isRewritten = Object.keys(write.set).some(isContent);
  const commits = (write.commits ?? []).filter(({ sha }) => !issue.commits.some((one) => one.sha === sha));
  return {
    fields,
    type: write.type ?? issue.type,
    text: { ...text, content: isRewritten ? escapeRaw(toContent(fields)) : text.content },
    known: {
      owner,
      base: write.base === undefined ? issue.base : resolveFields(write.base, namespace, numbers),
      status: write.status === undefined ? issue.status : write.status,
      row: write.row === undefined ? issue.row : write.row,
      commits: [...issue.commits, ...commits],
    },
    files: text.footer?.files ?? [],
  };
}

/** Fields that a host keeps in one text. */
function isContent(name: string): boolean {
  const isPart = fieldShape(name) === "text" || name.startsWith("custom.");
  return isPart || name === "points" || name === "due" || name === "sections";
}

type Part = Pick<ApiIssue, "title" | "state" | "kind" | "priority"> & Body;

/** The whole issue as the API takes it. */
export function bodyOf(draft: IssueDraft, account: ApiAccount | null, people: People): Part {
  const { title, milestone, component, version } = draft.fields;
  const { state, kind, priority } = { ...hostDefaults, ...draft.fields };
  const name = (value: string | null | undefined) => (value == null ? null : { name: value });
  const parts = {
    title,
    state,
    kind,
    priority,
    milestone: name(milestone),
    component: name(component),
    version: name(version),
  };
  const raw = textOf(draft, { ...parts, id: 1, created_on: "", assignee: account }, people);
  return { ...parts, assignee: account === null ? null : idOf(account), content: { raw } };
}

/** The hash is taken of what a reader of this text will see. */
function textOf({ fields, type, text, known, files }: IssueDraft, api: ApiIssue, people: People): string {
  const { parent, epic, labels, links, prs } = fields;
  const own = { parent, epic, labels, links, prs };
  const present = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const footer: Footer = { owner: known.owner, type, fields: present, files, hash: null, open: [] };
  const raw = joinText({ ...text, footer });
  if (known.owner === null) return raw;
  const read = toIssue({ ...api, content: { raw } }, undefined, people).issue.fields;
  const open = openFields({ ...read, ...footer.fields }, known.base);
  return joinText({ ...text, footer: { ...footer, open, hash: hashFields(read, api.assignee, open) } });
}

/** What of the whole differs from what the host has; `null`: nothing but, perhaps, the hash. */
export function changedBody(body: Part, { api, text }: ReadApiIssue): Body | null {
  const name = (value: { name: string } | null | undefined) => (value == null ? null : { name: value.name });
  const present: Body = {
    ...{ title: api.title, state: api.state, kind: api.kind, priority: api.priority },
    ...{ milestone: name(api.milestone), component: name(api.component), version: name(api.version) },
    assignee: api.assignee == null ? null : idOf(api.assignee),
  };
  const { content, ...others } = body;
  const changed = Object.entries(others).filter(
    ([member, value]) => JSON.stringify(value) !== JSON.stringify(present[member]),
  );
  const raw = (content as { raw: string }).raw;
  const bare = (footer: string) => footer.replace(/^(spectryn: .* · )[0-9a-f]{8}(?: without .*)?$/m, "$1");
  const before = joinText(text);
  if (changed.length === 0 && bare(raw) === bare(before)) return null;
  return { ...Object.fromEntries(changed), ...(raw === before ? {} : { content }) };
}

function idOf(account: ApiAccount): Body {
  return account.account_id === undefined ? { uuid: account.uuid } : { account_id: accountId(account) };
}

/** Texts of the fields that the base names, by blob id. */
export function textsOf({ fields, known }: IssueDraft): Record<string, string> {
  const texts = Object.entries(known.base ?? {}).flatMap(([name, blob]) => {
    const value = fields[name as FieldName];
    const isAgreed = typeof value === "string" && blobId(normalText(value)) === blob;
    return isAgreed && fieldShape(name) === "text" ? [[blob, value]] : [];
  });
  return Object.fromEntries(texts);
}
