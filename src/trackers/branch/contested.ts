/**
 * What is left of this clone's side after a replay: its files, with what is contested as it was before. Pure.
 * The next replay compares with these, so that nothing is applied twice and nothing undecided is lost.
 */
import type { Fields } from "../../core/issue/field.ts";
import { ownerSubject } from "../../core/issue/issue.ts";
import { type IssueFile, renderIssueFile } from "./issue-file.ts";
import type { FieldConflict, Sided } from "./merge-fields.ts";
import type { EpicRecord, MilestoneRecord } from "./meta-files.ts";

/** A file of ours that both sides contest. */
export interface Contested {
  readonly path: string;
  /** Ours, with the contested fields of before; `null`: the file as a whole is as it was before. */
  readonly text: string | null;
}

export function contestedIssue(
  before: IssueFile | null,
  own: IssueFile,
  conflicts: readonly FieldConflict[],
): Contested["text"] {
  const names = new Set(conflicts.map(({ field }) => field));
  const isWhole = names.has("deleted") || (before === null && names.has("title"));
  if (isWhole) return null;
  const record = withFieldsOf(before?.issue ?? null, own.issue, names);
  const kept = new Map(own.kept);
  for (const name of names) {
    const json = before?.kept.get(name);
    if (json === undefined) kept.delete(name);
    else kept.set(name, json);
  }
  const owner = names.has("owner") ? (before?.issue.owner ?? null) : own.issue.owner;
  const type = names.has("type") ? (before?.issue.type ?? null) : own.issue.type;
  return renderIssueFile({ issue: { ...own.issue, ...record, owner, type }, kept });
}

/** Epics' conflicts name the epic before the field. */
export function contestedMilestones(
  before: readonly MilestoneRecord[],
  own: readonly MilestoneRecord[],
  conflicts: readonly FieldConflict[],
): MilestoneRecord[] {
  const known = new Map(
    before.flatMap(({ epics }) => epics.map((epic) => [ownerSubject(epic.owner), epic] as const)),
  );
  return own.map((milestone) => ({
    ...milestone,
    epics: milestone.epics.flatMap((epic): EpicRecord[] => {
      const head = `${epic.owner.key} `;
      const fields = conflicts.flatMap(({ field }) =>
        field.startsWith(head) ? [field.slice(head.length)] : [],
      );
      const was = known.get(ownerSubject(epic.owner)) ?? null;
      if (was === null && fields.includes("title")) return [];
      return fields.length === 0 ? [epic] : [{ ...epic, ...withFieldsOf(was, epic, new Set(fields)) }];
    }),
  }));
}

/** A record's fields, and the values of its base, where these names are as another record has them. */
function withFieldsOf<T extends Sided & { readonly status: string | null }>(
  before: T | null,
  own: T,
  names: ReadonlySet<string>,
): Pick<T, "fields" | "base" | "status"> {
  const replace = <V extends Fields>(values: V, others: Fields | null): V => {
    const kept = Object.entries(values).filter(([name]) => !names.has(name));
    const back = Object.entries(others ?? {}).filter(([name]) => names.has(name));
    return Object.fromEntries([...kept, ...back]) as V;
  };
  return {
    fields: replace(own.fields, before?.fields ?? null),
    base: own.base === null ? null : replace(own.base as Fields, (before?.base ?? null) as Fields | null),
    status: names.has("state") ? (before?.status ?? null) : own.status,
  } as Pick<T, "fields" | "base" | "status">;
}
