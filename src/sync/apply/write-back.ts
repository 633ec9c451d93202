/** Brings changes made in the tracker back into the specs, without touching another byte. */
import { resolve } from "node:path";
import type { Fields, FieldValue, Link } from "../../core/issue/field.ts";
import type { Snapshot } from "../../core/issue/issue.ts";
import type { Item } from "../../core/item/item.ts";
import type { Place, Problem } from "../../core/item/problem.ts";
import type { Change, Plan } from "../../core/plan/change.ts";
import { mergeOrder } from "../../core/reconcile/merge.ts";
import type { FieldChange } from "../../core/reconcile/reconcile.ts";
import { type Settings, toSpecName } from "../../core/settings.ts";
import { SpectrynError } from "../../errors.ts";
import { readBytes, writeFileAtomic } from "../../fs/files.ts";
import { blobId } from "../../git/blobs.ts";
import { editSpec, type SpecChange } from "../../spec/edit.ts";
import type { CommentEdit } from "../../spec/edit-comments.ts";
import type { ParsedSpec } from "../../spec/source.ts";
import type { SpecFile, SpecSet } from "../specs/read.ts";
import { parseOptions } from "../specs/read.ts";
import { toShownPath, type Workspace } from "../workspace.ts";

export interface WrittenBack {
  /** Paths of the specs that changed, from the root. */
  readonly files: readonly string[];
  /** Changes that have no place in the spec; they stay pulls. */
  readonly problems: readonly Problem[];
}

/** An item moves in its file by a person's hand only. */
const unmovable: ReadonlySet<string> = new Set(["epic", "parent"]);

export async function writeBack(
  workspace: Workspace,
  specs: SpecSet,
  plan: Plan,
  snapshot: Snapshot,
  settings: Settings,
): Promise<WrittenBack> {
  const behind = new Set(plan.specs.filter((spec) => spec.behind > 0).map(({ path }) => path));
  const files: string[] = [];
  const problems: Problem[] = [];
  for (const file of specs.files) {
    if (behind.has(file.path)) continue;
    const changes = plan.changes.flatMap((change) => toSpecChange(change, file.parsed, snapshot, settings));
    if (changes.length === 0) continue;
    const edited = editSpec(file.parsed, changes, parseOptions(file.path, settings));
    problems.push(...edited.problems.map((problem) => ({ ...problem, severity: "warning" as const })));
    if (edited.edits.length === 0) continue;
    await replaceSpec(workspace, file, edited.text);
    files.push(file.path);
  }
  return { files, problems };
}

/** What of a change comes back into a spec. */
export function toSpecChange(
  change: Change,
  spec: ParsedSpec,
  snapshot: Snapshot,
  settings: Settings,
): SpecChange[] {
  if (change.place?.file !== spec.file) return [];
  const item = spec.items.find((candidate) => isSamePlace(candidate.place, change.place!));
  const brought = change.fields.filter((field) => isBroughtBack(field) && !unmovable.has(field.field));
  if (item === undefined || brought.length === 0) return [];
  const fields = brought.filter(({ comment }) => comment === undefined);
  const comments = brought.flatMap((field) => toCommentEdit(field));
  const set = Object.fromEntries(
    fields.map((field) => [field.field, toSpecValue(field, item, snapshot, settings)]),
  );
  const issue = snapshot.issues.find(({ number }) => number !== null && number === change.subject.number);
  return [{ item, set: set as Fields, comments, status: issue?.status ?? null }];
}

function toCommentEdit({ comment, result }: FieldChange): CommentEdit[] {
  if (comment === undefined) return [];
  const { index, author, date } = comment;
  const text = result === null ? null : String(result);
  if (index !== null) return [{ index, text }];
  return text === null ? [] : [{ index, author, date, text }];
}

function isBroughtBack({ outcome, merged }: FieldChange): boolean {
  return outcome === "pull" || (outcome === "update" && merged);
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.line === b.line && a.column === b.column;
}

/**
 * As the spec writes it: without the label that the type adds and pull requests that its texts name, with keys of
 * linked items and its empty sections.
 */
function toSpecValue(
  { field, spec, result }: FieldChange,
  item: Item,
  snapshot: Snapshot,
  settings: Settings,
): FieldValue {
  if (field === "labels") {
    const own = item.fields.labels ?? [];
    const added = settings.labels[item.type];
    return (result as readonly string[]).filter((label) => label !== added || own.includes(label));
  }
  if (field === "prs") {
    const named = (spec ?? []) as readonly number[];
    const isInRow = (number: number) => item.fields.prs?.includes(number) || !named.includes(number);
    return (result as readonly number[]).filter(isInRow);
  }
  if (field === "sections") {
    const empty = item.fields.sections?.filter((name) => item.fields[`section.${name}`] === null) ?? [];
    return mergeOrder(null, result as readonly string[], empty);
  }
  if (field === "assignee" && typeof result === "string") return toSpecName(settings, result);
  if (field !== "links") return result;
  return (result as readonly Link[]).map((link) => {
    const owner = snapshot.issues.find(({ number }) => number === link.to)?.owner;
    return owner?.namespace === item.namespace ? { ...link, to: owner.key } : link;
  });
}

/** Only if nobody changed the file since it was read. */
async function replaceSpec(workspace: Workspace, file: SpecFile, text: string): Promise<void> {
  const path = resolve(workspace.root, file.path);
  const bytes = await readBytes(path);
  if (bytes === null || blobId(bytes) !== file.blob) {
    throw new SpectrynError(
      "plan-stale",
      `${toShownPath(workspace, file.path)} changed while it was synced`,
      {
        hint: "Save your changes and run the same command again.",
        data: { path: file.path },
      },
    );
  }
  await writeFileAtomic(path, text);
}

export function hasPulls(plan: Plan): boolean {
  return plan.changes.some(({ fields }) => fields.some(isBroughtBack));
}
