/** Three-way merge of one issue: fields by merge-fields.ts, and everything around them. */
import type { AppliedCommit, Attachment, Issue } from "../../core/issue/issue.ts";
import type { IssueFile } from "./issue-file.ts";
import { renderIssueFile } from "./issue-file.ts";
import { type FieldConflict, mergePlain, mergeRecords, type Taken } from "./merge-fields.ts";

export interface MergedIssue {
  /** `theirs`, the same object, where nothing of ours is new. */
  readonly file: IssueFile;
  readonly conflicts: readonly FieldConflict[];
}

/** `base`: `null` where both sides made the issue on their own. */
export function mergeIssue(base: IssueFile | null, ours: IssueFile, theirs: IssueFile): MergedIssue {
  const removal = mergeRemoval(base, ours, theirs);
  if (removal !== null) return removal;
  const [b, o, t] = [base?.issue ?? null, ours.issue, theirs.issue];
  const { fields, base: synced, taken, conflicts } = mergeRecords(b, o, t);
  const found = [...conflicts];
  const plain = <T>(field: string, before: T, own: T, other: T): T => {
    const { whose, value } = mergePlain(before, own, other);
    if (whose === "conflict") found.push({ field, base: text(before), ours: text(own), theirs: text(other) });
    return value;
  };
  const issue: Issue = {
    ...t,
    fields: { ...fields, title: String(fields["title"] ?? t.fields.title) } as Issue["fields"],
    base: synced,
    status: mergeStatus(taken.get("state"), b, o, t),
    owner: plain("owner", b?.owner ?? null, o.owner, t.owner),
    type: plain("type", b?.type ?? null, o.type, t.type),
    row: mergePlain(b?.row ?? null, o.row, t.row).value,
    attachments: mergeAttachments(b?.attachments ?? [], o.attachments, t.attachments),
    commits: mergeCommits(o.commits, t.commits),
    reporter: t.reporter ?? o.reporter,
    updated: o.updated > t.updated ? o.updated : t.updated,
  };
  const kept = new Map(theirs.kept);
  for (const key of new Set([...ours.kept.keys(), ...theirs.kept.keys()])) {
    const json = plain(key, base?.kept.get(key), ours.kept.get(key), theirs.kept.get(key));
    if (json === undefined) kept.delete(key);
    else kept.set(key, json);
  }
  const file = { issue, kept };
  return { file: isSameFile(file, theirs) ? theirs : file, conflicts: found };
}

/** By id; what both sides changed differently stays as it is published. */
function mergeAttachments(
  base: readonly Attachment[],
  ours: readonly Attachment[],
  theirs: readonly Attachment[],
): readonly Attachment[] {
  const find = (list: readonly Attachment[], id: string) => list.find((one) => one.id === id) ?? null;
  const ids = new Set([...theirs, ...ours].map(({ id }) => id));
  return [...ids].flatMap((id) => mergePlain(find(base, id), find(ours, id), find(theirs, id)).value ?? []);
}

/** A commit that acted never becomes one that did not. */
function mergeCommits(ours: readonly AppliedCommit[], theirs: readonly AppliedCommit[]): AppliedCommit[] {
  const isNew = ({ sha }: AppliedCommit) => !theirs.some((commit) => commit.sha === sha);
  return [...theirs, ...ours.filter(isNew)];
}

/** A deletion on one side only: done where the other side changed nothing, else a conflict. */
function mergeRemoval(base: IssueFile | null, ours: IssueFile, theirs: IssueFile): MergedIssue | null {
  const [before, own, other] = [base, ours, theirs].map((file) => file?.issue.deleted ?? null);
  if (own === null && other === null) return null;
  if (own !== null && other !== null) return { file: theirs, conflicts: [] };
  const isOurChange = (own === null) !== (before === null);
  const [changed, unchanged] = isOurChange ? [ours, theirs] : [theirs, ours];
  if (base !== null && isSameFile(base, unchanged)) return { file: changed, conflicts: [] };
  const conflict = { field: "deleted", base: before ?? null, ours: own ?? null, theirs: other ?? null };
  return { file: theirs, conflicts: [conflict] };
}

/** The spec's own word belongs to the state it stands for. */
function mergeStatus(state: Taken | undefined, b: Issue | null, o: Issue, t: Issue): string | null {
  if (state === "ours") return o.status;
  if (state === "theirs" || state === "conflict") return t.status;
  return mergePlain(b?.status ?? null, o.status, t.status).value;
}

/** Times apart: they follow a change, they are none. */
function isSameFile(one: IssueFile, other: IssueFile): boolean {
  const timeless = (file: IssueFile) =>
    renderIssueFile({ ...file, issue: { ...file.issue, number: 0, updated: "", created: "" } });
  return timeless(one) === timeless(other);
}

function text(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
