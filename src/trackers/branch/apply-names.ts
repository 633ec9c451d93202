/** What a person does to names: a rename or a removal, and what the issues that have the name get. */
import type { NameKind, RemoveName, RenameName } from "../../core/issue/write.ts";
import { quote, refusal } from "./apply-meta.ts";
import { changeIssues, type Draft } from "./draft.ts";
import type { MilestoneRecord, NameRecord } from "./meta-files.ts";

export function applyRenameName(draft: Draft, { kind, from, name }: RenameName): void {
  const record = recordsOf(draft, kind).get(from);
  if (record === undefined) throw refusal(`${kind} ${quote(from)} is not there`);
  if (recordsOf(draft, kind).has(name)) {
    throw refusal(`${kind} ${quote(from)} cannot be renamed: there is already ${quote(name)}`);
  }
  recordsOf(draft, kind).delete(from);
  setRecord(draft, kind, { ...record, name });
  setName(draft, kind, from, name);
}

export function applyRemoveName(draft: Draft, { kind, name, to }: RemoveName): void {
  const records = recordsOf(draft, kind);
  const epics = kind === "milestone" ? (draft.milestones.get(name)?.epics ?? []) : [];
  if (epics.length > 0) {
    throw refusal(`milestone ${quote(name)} cannot be removed: it holds the epic ${epics[0]!.owner.key}`);
  }
  if (to !== null && !records.has(to)) throw refusal(`${kind} ${quote(to)} is not there`);
  records.delete(name);
  setName(draft, kind, name, to);
}

function recordsOf(draft: Draft, kind: NameKind): Map<string, MilestoneRecord | NameRecord> {
  if (kind === "milestone") return draft.milestones;
  return kind === "component" ? draft.components : draft.versions;
}

function setRecord(draft: Draft, kind: NameKind, record: MilestoneRecord | NameRecord): void {
  recordsOf(draft, kind).set(record.name, record);
}

/** Only what the issues have: what was agreed on at the last sync stays what it was. */
function setName(draft: Draft, kind: NameKind, from: string, to: string | null): void {
  changeIssues(draft, (issue) => {
    if (issue.fields[kind] !== from || issue.deleted !== null) return issue;
    const { [kind]: _, ...rest } = issue.fields;
    return { ...issue, fields: to === null ? rest : { ...rest, [kind]: to } };
  });
}
