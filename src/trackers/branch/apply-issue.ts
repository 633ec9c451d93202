/** Writes that concern one issue. A write that cannot be done throws, before anything is written. */
import type { Fields, FieldValue } from "../../core/issue/field.ts";
import { hostDefaults } from "../../core/issue/field.ts";
import type { AppliedCommit, Issue } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import type { CreateIssue, UpdateIssue } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";
import type { Draft } from "./draft.ts";
import { isEmpty } from "./field-values.ts";
import type { IssueFile } from "./issue-file.ts";
import { type Numbers, resolveFields } from "./targets.ts";
import { waitingId } from "./waiting-id.ts";

export function applyCreate(draft: Draft, write: CreateIssue, number: number, numbers: Numbers): void {
  const { now, reporter } = draft.context;
  const before = write.revive === null ? undefined : draft.issues.get(write.revive);
  const namespace = write.owner?.namespace ?? "";
  const issue: Issue = {
    number: number < 0 ? null : number,
    id: before?.issue.id ?? (number < 0 ? waitingId(draft) : draft.context.newId().toLowerCase()),
    owner: write.owner,
    type: write.type,
    row: write.row,
    // The host's defaults are written out: people read these files.
    fields: mergeFields(
      hostDefaults as Fields,
      resolveFields(write.fields, namespace, numbers),
      write.fields.title,
    ),
    status: write.status,
    base: write.base === null ? null : resolveFields(write.base, namespace, numbers),
    attachments: [],
    commits: before?.issue.commits ?? [],
    reporter: before?.issue.reporter ?? reporter,
    created: before?.issue.created ?? now,
    updated: now,
    deleted: null,
  };
  draft.issues.set(number, { issue, kept: before?.kept ?? new Map() });
}

export function applyUpdate(draft: Draft, number: number, write: UpdateIssue, numbers: Numbers): void {
  const file = findLive(draft, number);
  const { issue } = file;
  const owner = write.owner ?? issue.owner;
  const namespace = owner?.namespace ?? "";
  const changed: Issue = {
    ...issue,
    owner,
    type: write.type ?? issue.type,
    row: write.row === undefined ? issue.row : write.row,
    status: write.status === undefined ? issue.status : write.status,
    fields: mergeFields(issue.fields, resolveFields(write.set, namespace, numbers), issue.fields.title),
    base: write.base === undefined ? issue.base : resolveFields(write.base, namespace, numbers),
    commits: addCommits(issue.commits, write.commits ?? []),
  };
  draft.issues.set(number, { ...file, issue: changed });
}

function addCommits(before: Issue["commits"], added: Issue["commits"]): Issue["commits"] {
  const isNew = ({ sha }: AppliedCommit) => !before.some((commit) => commit.sha === sha);
  return added.some(isNew) ? [...before, ...added.filter(isNew)] : before;
}

export function applyDelete(draft: Draft, number: number): void {
  const file = findLive(draft, number);
  const { title } = file.issue.fields;
  const deleted = draft.context.now;
  const emptied = { fields: { title }, row: null, status: null, base: null, attachments: [] };
  const issue: Issue = { ...file.issue, ...emptied, deleted };
  draft.issues.set(number, { ...file, issue });
}

/** The tombstone that a create brings back. */
export function checkTombstone(draft: Draft, number: number): void {
  const file = draft.issues.get(number);
  if (file?.issue.deleted) return;
  if (file !== undefined) throw unknownIssue(number, "it was not deleted, so it cannot be brought back");
  throw missingIssue(draft, number);
}

export function findLive(draft: Draft, number: number): IssueFile {
  const file = draft.issues.get(number);
  if (file === undefined) throw missingIssue(draft, number);
  if (file.issue.deleted === null) return file;
  throw unknownIssue(number, `it was deleted on ${file.issue.deleted}`);
}

function missingIssue(draft: Draft, number: number): SpectrynError {
  const record = draft.state.unreadable.find((candidate) => candidate.number === number);
  if (record === undefined) return unknownIssue(number, "there is no such issue");
  return new SpectrynError(
    "tracker-corrupt",
    `issue ${issueName(number)} cannot be read and was not changed: ${record.reason}`,
    {
      hint: `Mend ${record.path} on the tracker's branch, then run the same command again.`,
      data: { number, path: record.path, reason: record.reason },
    },
  );
}

function unknownIssue(number: number, reason: string): SpectrynError {
  return new SpectrynError("issue-unknown", `issue ${issueName(number)} cannot be changed: ${reason}`, {
    hint: "Run the command again: it plans on what the tracker holds now.",
    data: { number },
  });
}

/** Fields with others set over them; what is cleared is left out. */
export function mergeFields(fields: Fields, set: Fields, title: string): Issue["fields"] {
  const merged: Record<string, FieldValue> & { title: string } = { title };
  for (const [name, value] of Object.entries({ ...fields, ...set })) {
    if (value !== undefined && !isEmpty(value)) merged[name] = value;
  }
  return merged as unknown as Issue["fields"];
}
