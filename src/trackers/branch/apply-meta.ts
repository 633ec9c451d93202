/** Writes that concern milestones, their epics, components and versions. */
import type { Base, Owner } from "../../core/issue/issue.ts";
import { ownerSubject } from "../../core/issue/issue.ts";
import type { AddName, PutEpic, PutMilestone } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";
import { mergeFields } from "./apply-issue.ts";
import { changeIssues, type Draft } from "./draft.ts";
import type { EpicRecord } from "./meta-files.ts";
import { type Numbers, resolveFields } from "./targets.ts";

export function applyMilestone(draft: Draft, { name, from, state }: PutMilestone): void {
  const { milestones } = draft;
  const source = from ?? name;
  const before = milestones.get(source);
  if (before === undefined && from !== null) throw refusal(`milestone ${quote(from)} is not there`);
  if (source !== name && milestones.has(name)) {
    throw refusal(`milestone ${quote(source)} cannot be renamed: there is already ${quote(name)}`);
  }
  const record = before ?? { name, state: "open", epics: [], kept: {} };
  milestones.delete(source);
  milestones.set(name, { ...record, name, state: state ?? record.state });
  if (source !== name) renameReferences(draft, source, name);
}

export function applyEpic(draft: Draft, write: PutEpic, numbers: Numbers): void {
  const { owner, milestone, from = owner } = write;
  const target = draft.milestones.get(milestone);
  if (target === undefined) throw refusal(`epic ${owner.key} has no milestone ${quote(milestone)}`);
  const before = takeEpic(draft, from) ?? takeEpic(draft, owner);
  const title = write.set.title ?? before?.fields.title;
  if (title === undefined) throw refusal(`epic ${owner.key} has no title`);
  const set = { ...resolveFields(write.set, owner.namespace, numbers), milestone: null };
  const base = write.base === undefined ? (before?.base ?? null) : write.base;
  const entry: EpicRecord = {
    owner,
    fields: mergeFields(before?.fields ?? {}, set, title),
    status: write.status === undefined ? (before?.status ?? null) : write.status,
    base: base === null ? null : resolveFields(base, owner.namespace, numbers),
    kept: before?.kept ?? {},
  };
  const current = draft.milestones.get(milestone)!;
  draft.milestones.set(milestone, { ...current, epics: [...current.epics, entry] });
}

/** Takes an owner's entry out of the milestone that has it. */
export function takeEpic(draft: Draft, owner: Pick<Owner, "namespace" | "key">): EpicRecord | undefined {
  const isTaken = (epic: EpicRecord) => ownerSubject(epic.owner) === ownerSubject(owner);
  let taken: EpicRecord | undefined;
  for (const [name, milestone] of draft.milestones) {
    const found = milestone.epics.find(isTaken);
    if (found === undefined) continue;
    taken ??= found;
    draft.milestones.set(name, { ...milestone, epics: milestone.epics.filter((epic) => !isTaken(epic)) });
  }
  return taken;
}

export function applyName(draft: Draft, { op, name }: AddName): void {
  const names = op === "component" ? draft.components : draft.versions;
  if (!names.has(name)) names.set(name, { name, kept: {} });
}

/** Issues and bases name their milestone, so a rename is theirs too. */
function renameReferences(draft: Draft, from: string, to: string): void {
  const renameBase = (base: Base | null) => (base?.milestone === from ? { ...base, milestone: to } : base);
  changeIssues(draft, (issue) => {
    const base = renameBase(issue.base);
    if (issue.fields.milestone === from) {
      return { ...issue, fields: { ...issue.fields, milestone: to }, base };
    }
    return base === issue.base ? issue : { ...issue, base };
  });
  for (const [name, milestone] of draft.milestones) {
    const epics = milestone.epics.map((epic) => ({ ...epic, base: renameBase(epic.base) }));
    draft.milestones.set(name, { ...milestone, epics });
  }
}

export function refusal(message: string): SpectrynError {
  return new SpectrynError("write-failed", message, {
    hint: "Run the command again: it plans on what the tracker holds now.",
  });
}

export function quote(name: string): string {
  return JSON.stringify(name);
}
