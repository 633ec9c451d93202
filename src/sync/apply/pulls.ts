/** What of a plan comes back into the specs: each field, comment and link by itself, so that one may stay out. */
import { elementKey, type Fields, type FieldValue, type Link } from "../../core/issue/field.ts";
import type { Snapshot } from "../../core/issue/issue.ts";
import type { Item } from "../../core/item/item.ts";
import { groupBy } from "../../core/match/world.ts";
import type { Change } from "../../core/plan/change.ts";
import { comesBack } from "../../core/reconcile/comes-back.ts";
import { mergeOrder } from "../../core/reconcile/merge.ts";
import type { FieldChange } from "../../core/reconcile/reconcile.ts";
import { type Settings, toSpecName } from "../../core/settings.ts";
import type { SpecChange } from "../../spec/edit.ts";
import type { CommentEdit } from "../../spec/edit-comments.ts";
import type { ParsedSpec } from "../../spec/source.ts";

export interface Pull {
  readonly change: Change;
  readonly field: FieldChange;
  /** The one that comes or goes, where the field holds links. */
  readonly link: Link | null;
}

export function pullsOf(change: Change): Pull[] {
  return change.fields.filter(comesBack).flatMap((field): Pull[] => {
    if (field.field !== "links") return [{ change, field, link: null }];
    const [spec, result] = linksOf(field);
    const differing = [...without(result, spec), ...without(spec, result)];
    return differing.map((link) => ({ change, field, link }));
  });
}

/** Whether a pull adds its link, and does not take it away. */
export function addsLink({ field, link }: Pull): boolean {
  return link !== null && holds(linksOf(field)[1], link);
}

/** Changes of one spec's items. */
export function toSpecChanges(
  pulls: readonly Pull[],
  spec: ParsedSpec,
  snapshot: Snapshot,
  settings: Settings,
): SpecChange[] {
  const items = new Map(spec.items.map((item) => [`${item.place.line}:${item.place.column}`, item]));
  const issues = new Map(snapshot.issues.map((issue) => [issue.number, issue]));
  return [...groupBy(pulls, ({ change }) => change)].flatMap(([{ place, subject }, own]): SpecChange[] => {
    const item = place?.file === spec.file ? items.get(`${place.line}:${place.column}`) : undefined;
    if (item === undefined) return [];
    const set: Record<string, FieldValue> = {};
    for (const [field, some] of groupBy(own, (pull) => pull.field)) {
      if (field.comment !== undefined) continue;
      const result = field.field === "links" ? withLinks(field, some) : field.result;
      set[field.field] = toSpecValue({ ...field, result }, item, issues, settings);
    }
    const comments = own.flatMap(({ field }) => toCommentEdit(field));
    const issue = subject.number === null ? undefined : issues.get(subject.number);
    return [{ item, set: set as Fields, comments, status: issue?.status ?? null }];
  });
}

/** The spec's links with those that come and without those that go. */
function withLinks(field: FieldChange, pulls: readonly Pull[]): Link[] {
  const [spec, result] = linksOf(field);
  const taken = pulls.flatMap(({ link }) => link ?? []);
  const came = result.filter((link) => holds(spec, link) || holds(taken, link));
  const stayed = without(spec, result).filter((link) => !holds(taken, link));
  return [...came, ...stayed];
}

function linksOf({ spec, result }: FieldChange): [spec: readonly Link[], result: readonly Link[]] {
  return [(spec ?? []) as readonly Link[], (result ?? []) as readonly Link[]];
}

function without(links: readonly Link[], others: readonly Link[]): Link[] {
  return links.filter((link) => !holds(others, link));
}

function holds(links: readonly Link[], link: Link): boolean {
  return links.some((other) => elementKey(other) === elementKey(link));
}

function toCommentEdit({ comment, result }: FieldChange): CommentEdit[] {
  if (comment === undefined) return [];
  const { index, author, date } = comment;
  const text = result === null ? null : String(result);
  if (index !== null) return [{ index, text }];
  return text === null ? [] : [{ index, author, date, text }];
}

/**
 * As the spec writes it: without the label that the type adds and pull requests that its texts name, with keys of
 * linked items and its empty sections.
 */
function toSpecValue(
  { field, spec, result }: FieldChange,
  item: Item,
  issues: ReadonlyMap<number | null, Snapshot["issues"][number]>,
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
    const owner = typeof link.to === "number" ? issues.get(link.to)?.owner : undefined;
    return owner?.namespace === item.namespace ? { ...link, to: owner.key } : link;
  });
}
