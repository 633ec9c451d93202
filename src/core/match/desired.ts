/**
 * Items of specs to what a tracker shall hold: labels by type, epics as milestones or issues, and the
 * milestone that stories take from their epic and subtasks from their story.
 */
import type { Abilities } from "../abilities.ts";
import type { FieldName, Fields } from "../issue/field.ts";
import type { EpicEntry, Milestone } from "../issue/issue.ts";
import { ownPullRequest } from "../issue/pull-requests.ts";
import { foldKey, type Item } from "../item/item.ts";
import { planProblem } from "../item/plan-codes.ts";
import type { Problem } from "../item/problem.ts";
import { type Settings, toAccount } from "../settings.ts";

export interface Desired {
  readonly item: Item;
  /** `entry`: an epic kept inside a milestone; `issue`: everything else. */
  readonly as: "issue" | "entry";
  /** All opinions; targets are keys or numbers as the spec has them. */
  readonly fields: Fields & { readonly title: string };
  /** For entries: whether a row names the milestone, or the epic's title does. */
  readonly milestoneBy: "row" | "title" | null;
  /** Key of the item that names the milestone for this one; `null`: this one itself does, or nobody. */
  readonly milestoneFrom: string | null;
}

/** Fields that an epic has only as an issue of its own. */
export const issueOnly = [
  "kind",
  "assignee",
  "labels",
  "links",
  "component",
  "version",
  "prs",
  "parent",
] as const;

export interface DesiredItems {
  readonly desired: readonly Desired[];
  readonly warnings: readonly Problem[];
}

export interface DesiredContext {
  readonly settings: Settings;
  /** The tracker's: they answer for epics that no spec of this run holds. */
  readonly milestones: readonly Milestone[];
  /** The web address of the tracker's repository: its pull requests are our own. */
  readonly repository: string | null;
  readonly abilities: Abilities;
}

export function makeDesired(
  items: readonly Item[],
  { settings, milestones, repository, abilities }: DesiredContext,
): DesiredItems {
  const world = new Map(
    items.flatMap((item) => (item.key === null ? [] : [[itemKey(item, item.key), item]])),
  );
  const warnings: Problem[] = [];
  const desired = items.map((item): Desired => {
    const asIssue = { item, as: "issue", milestoneBy: null } as const;
    if (item.type !== "epic") {
      return { ...asIssue, fields: issueFields(item), milestoneFrom: milestoneOf(item).from };
    }
    if (settings.epicAs === "issue") return { ...asIssue, fields: epicFields(item), milestoneFrom: null };
    warnings.push(...auditEntry(item), ...(abilities.epicsInMilestones ? [] : auditBareEpic(item)));
    const row = item.fields.milestone ?? null;
    const fields = { ...withoutIssueOnly(item.fields), milestone: row ?? item.fields.title };
    return { item, as: "entry", fields, milestoneBy: row === null ? "title" : "row", milestoneFrom: null };
  });
  return { desired, warnings };

  function epicFields(item: Item): Desired["fields"] {
    return {
      ...item.fields,
      ...withLabel(item, settings.labels.epic),
      ...withAccount(item),
      ...withPullRequests(item, repository),
    };
  }

  function issueFields(item: Item): Desired["fields"] {
    const parent = item.parent === null ? undefined : world.get(itemKey(item, item.parent));
    const { milestone } = milestoneOf(item);
    const epic = item.type === "subtask" ? undefined : (item.fields.epic ?? item.epic ?? undefined);
    return {
      ...item.fields,
      ...withLabel(item, settings.labels[item.type]),
      ...withAccount(item),
      ...withPullRequests(item, repository),
      ...(milestone === undefined ? {} : { milestone }),
      ...(epic === undefined ? {} : { epic }),
      ...(item.parent === null ? {} : { parent: parentTarget(item, parent) }),
    };
  }

  function withAccount({ fields }: Item): { assignee?: string } {
    return typeof fields.assignee === "string" ? { assignee: toAccount(settings, fields.assignee) } : {};
  }

  /** A story's milestone is that of its epic, a subtask's that of its story. */
  function milestoneOf(item: Item): { milestone: string | null | undefined; from: string | null } {
    if (item.fields.milestone !== undefined) return { milestone: item.fields.milestone, from: null };
    const parent = item.parent === null ? undefined : world.get(itemKey(item, item.parent));
    if (parent !== undefined) {
      const { milestone, from } = milestoneOf(parent);
      return { milestone, from: from ?? parent.key };
    }
    const epicKey = item.fields.epic ?? item.epic;
    if (typeof epicKey !== "string") return { milestone: undefined, from: null };
    const epic = world.get(itemKey(item, epicKey));
    const entry = epic === undefined ? findEntry(milestones, item.namespace, epicKey) : null;
    if (epic === undefined) return { milestone: entry?.milestone.name, from: null };
    const title = settings.epicAs === "issue" ? undefined : epic.fields.title;
    return { milestone: epic.fields.milestone ?? title, from: epic.key };
  }
}

function parentTarget(item: Item, parent: Item | undefined): string | number {
  return parent?.ref ?? item.parent ?? "";
}

function withLabel(item: Item, label: string): { labels: readonly string[] } {
  const labels = item.fields.labels ?? [];
  return { labels: labels.includes(label) || label === "" ? labels : [label, ...labels] };
}

/** Pull requests of the row and those that the item's text names. */
function withPullRequests(item: Item, repository: string | null): { prs?: readonly number[] } {
  const named = item.pullRequests.flatMap(({ id, url }) =>
    url === null ? id : (ownPullRequest(url, repository) ?? []),
  );
  if (named.length === 0) return {};
  return { prs: [...new Set([...(item.fields.prs ?? []), ...named])].sort((a, b) => a - b) };
}

function withoutIssueOnly(fields: Item["fields"]): Item["fields"] {
  const dropped = new Set<string>(issueOnly);
  const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !dropped.has(name)));
  return { ...kept, title: fields.title };
}

function auditEntry(item: Item): Problem[] {
  const names: string[] = issueOnly.filter((name) => item.fields[name] !== undefined);
  if (item.comments.length > 0) names.push("comments");
  if (item.attachments.length > 0) names.push("attachments");
  return names.map((name) =>
    planProblem(
      "SP081",
      `epic ${item.key} is kept as a milestone, which has no ${name}; set epic_as: issue to keep them`,
      item.places[name] ?? item.place,
    ),
  );
}

/** Where a milestone is a name and nothing else, everything that only entries hold stays in the spec. */
function auditBareEpic(item: Item): Problem[] {
  const notKept = new Set<string>(["title", "milestone", "sections", ...issueOnly]);
  const names = Object.keys(item.fields)
    .filter((name) => !notKept.has(name) && item.fields[name as FieldName] != null)
    .map((name) => name.replace(/^(?:custom|section)\./, ""));
  if (names.length === 0) return [];
  const message = `epic ${item.key} is a milestone here, which is a name and nothing else: ${names.join(", ")} stay in the spec; set epic_as: issue to sync them`;
  return [planProblem("SP081", message, item.place)];
}

export function itemKey(item: Pick<Item, "namespace">, key: string): string {
  return `${item.namespace}:${foldKey(key)}`;
}

/** The epic entry of a key and the milestone that holds it. */
export function findEntry(
  milestones: readonly Milestone[],
  namespace: string,
  key: string,
): { milestone: Milestone; entry: EpicEntry } | null {
  for (const milestone of milestones) {
    const entry = milestone.epics.find(
      ({ owner }) => owner.namespace === namespace && foldKey(owner.key) === foldKey(key),
    );
    if (entry !== undefined) return { milestone, entry };
  }
  return null;
}
