/** What flags say about an issue's fields, checked against the tracker's words, names, people and issues. */
import type { Fields, FieldValue } from "../../core/issue/field.ts";
import { fieldShape, fieldValue, isSameValue, normalText } from "../../core/issue/field.ts";
import type { Issue, Snapshot } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import { ownPullRequest } from "../../core/issue/pull-requests.ts";
import type { Write } from "../../core/issue/write.ts";
import { foldKey } from "../../core/item/item.ts";
import { nearest } from "../../core/suggest.ts";
import { SpectrynError } from "../../errors.ts";
import { fromContent, toContent } from "../../spec/content.ts";
import { findBodyMentions } from "../../spec/pull-requests.ts";
import { findAssignee, type PeoplePlace } from "./people.ts";
import { findLiving } from "./ref.ts";
import { toDue, toKind, toPoints, toPriority, toState } from "./words.ts";

/** Absent: not said. `none` or `-` clears what can be empty. */
export interface FieldFlags {
  readonly title?: string | undefined;
  /** The whole text: description and sections. */
  readonly body?: string | undefined;
  readonly kind?: string | undefined;
  readonly priority?: string | undefined;
  readonly state?: string | undefined;
  readonly assignee?: string | undefined;
  /** All labels; the other two add and take away. */
  readonly label?: readonly string[] | undefined;
  readonly addLabel?: readonly string[] | undefined;
  readonly removeLabel?: readonly string[] | undefined;
  readonly milestone?: string | undefined;
  readonly component?: string | undefined;
  readonly version?: string | undefined;
  readonly parent?: string | undefined;
  readonly epic?: string | undefined;
  readonly due?: string | undefined;
  readonly points?: string | undefined;
  /** Takes names that nobody knows. */
  readonly force?: boolean | undefined;
}

export interface FieldSet {
  readonly set: Fields;
  /** The spec's own word for the state, where one was given. */
  readonly status: string | null;
  /** Milestones, components and versions that are new. */
  readonly writes: readonly Write[];
}

/** `before`: the issue that is edited; `null` for a new one. */
export async function toFieldSet(
  flags: FieldFlags,
  snapshot: Snapshot,
  before: Issue | null,
  place: PeoplePlace,
): Promise<FieldSet> {
  const { settings } = place;
  const set: Record<string, FieldValue> = {};
  const writes: Write[] = [];
  if (flags.title !== undefined) set["title"] = toTitle(flags.title);
  if (flags.body !== undefined) {
    Object.assign(set, bodyFields(flags.body, before), namedPullRequests(flags.body, before, place));
  }
  const state = flags.state === undefined ? null : toState(flags.state, settings);
  if (state !== null) set["state"] = state.state;
  if (flags.kind !== undefined) set["kind"] = toKind(flags.kind);
  if (flags.priority !== undefined) set["priority"] = toPriority(flags.priority, settings);
  if (flags.points !== undefined) set["points"] = toPoints(flags.points);
  if (flags.due !== undefined) set["due"] = toDue(flags.due);
  const labels = toLabels(flags, before);
  if (labels !== null) set["labels"] = labels;
  if (flags.assignee !== undefined) {
    const isForced = flags.force === true;
    set["assignee"] = await findAssignee(flags.assignee, snapshot.issues, place, isForced);
  }
  for (const kind of ["milestone", "component", "version"] as const) {
    const word = flags[kind];
    if (word === undefined) continue;
    const name = toName(kind, word, snapshot, flags.force === true);
    set[kind] = name.name;
    if (name.isNew) writes.push(newName(kind, name.name!));
  }
  if (flags.parent !== undefined) set["parent"] = toParent(flags.parent, snapshot, before, place);
  if (flags.epic !== undefined) Object.assign(set, toEpic(flags, snapshot, before, place));
  return { set: set as Fields, status: state?.status ?? null, writes };
}

/** The part of a set that changes something. */
export function onlyChanges(set: Fields, fields: Fields): Fields {
  const entries = Object.entries(set) as [string, FieldValue][];
  return Object.fromEntries(
    entries.filter(([name, value]) => !isSameValue(name, value, fieldValue(fields, name))),
  ) as Fields;
}

/** Texts of an issue as one text that people edit. */
export function toBody(fields: Fields): string {
  const texts = Object.entries(fields).filter(([name]) => isTextField(name));
  return toContent(Object.fromEntries(texts) as Fields).trimEnd();
}

function isTextField(name: string): boolean {
  return name === "sections" || fieldShape(name) === "text";
}

/** What a text becomes; texts that it does not hold any more are cleared. */
function bodyFields(body: string, before: Issue | null): Record<string, FieldValue> {
  const next = fromContent(normalText(body)) as Record<string, FieldValue>;
  const gone = Object.keys(before?.fields ?? {}).filter((name) => isTextField(name) && !(name in next));
  return { ...Object.fromEntries(gone.map((name) => [name, name === "sections" ? [] : null])), ...next };
}

/** Pull requests that the text names are linked; a link that only the text before gave goes with it. */
function namedPullRequests(
  body: string,
  before: Issue | null,
  { repository }: PeoplePlace,
): { prs?: readonly number[] } {
  const own = (text: string) =>
    findBodyMentions(text).flatMap(({ id, url }) =>
      url === null ? id : (ownPullRequest(url, repository) ?? []),
    );
  const now = own(body);
  const gone = before === null ? [] : own(toBody(before.fields)).filter((number) => !now.includes(number));
  const linked = before?.fields.prs ?? [];
  const kept = linked.filter((number) => !gone.includes(number));
  if (now.length === 0 && kept.length === linked.length) return {};
  return { prs: [...new Set([...kept, ...now])].sort((a, b) => a - b) };
}

export function toTitle(text: string): string {
  const title = text.replace(/\s+/g, " ").trim();
  if (title !== "") return title;
  throw new SpectrynError("usage", "the title is empty; nothing was written", {
    hint: 'Give it one, for example: spectryn issue create "Refund by gift card"',
  });
}

function toLabels({ label, addLabel, removeLabel }: FieldFlags, before: Issue | null): string[] | null {
  if (label === undefined && addLabel === undefined && removeLabel === undefined) return null;
  if (label !== undefined && (addLabel ?? removeLabel) !== undefined) {
    throw new SpectrynError(
      "usage",
      "--label sets all labels and cannot stand beside --add-label or --remove-label",
      {
        hint: "Use either --label, or the other two.",
      },
    );
  }
  const words = (list: readonly string[] = []) =>
    list.map((word) => word.trim()).filter((word) => word !== "");
  const start =
    label === undefined ? (before?.fields.labels ?? []) : words(label).filter((word) => !isNone(word));
  const removed = words(removeLabel).map((word) => word.toLowerCase());
  const all = [...start, ...words(addLabel)].filter((word) => !removed.includes(word.toLowerCase()));
  return all.filter((word, index) => all.findIndex((other) => isSame(other, word)) === index);
}

type NameKind = "milestone" | "component" | "version";

function toName(
  kind: NameKind,
  word: string,
  { milestones, components, versions }: Snapshot,
  isForced: boolean,
): { readonly name: string | null; readonly isNew: boolean } {
  const name = word.replace(/\s+/g, " ").trim();
  if (isNone(name)) return { name: null, isNew: false };
  const known = { milestone: milestones.map((one) => one.name), component: components, version: versions }[
    kind
  ];
  const found =
    known.find((candidate) => candidate === name) ?? known.find((candidate) => isSame(candidate, name));
  if (found !== undefined) return { name: found, isNew: false };
  const near = isForced ? null : nearest(name, known);
  if (near === null) return { name, isNew: true };
  throw new SpectrynError("usage", `there is no ${kind} "${name}"; did you mean "${near}"?`, {
    hint: "To make a new one, add --force.",
    data: { kind, name, near },
  });
}

function newName(kind: NameKind, name: string): Write {
  return kind === "milestone" ? { op: "milestone", name, from: null } : { op: kind, name };
}

function toParent(ref: string, snapshot: Snapshot, before: Issue | null, place: PeoplePlace): number | null {
  if (isNone(ref)) return null;
  const { number } = findLiving(snapshot, ref, place.repository);
  const names = [issueName(number)];
  for (let above: number | null = number; above !== null; ) {
    if (above === before?.number) {
      const circle = [issueName(above), ...names].join(" -> ");
      throw new SpectrynError(
        "usage",
        `${issueName(number)} cannot be the parent, that is a circle: ${circle}`,
        {
          hint: "Choose another parent, or none.",
        },
      );
    }
    const next: unknown = snapshot.issues.find((issue) => issue.number === above)?.fields.parent;
    above = typeof next === "number" && !names.includes(issueName(next)) ? next : null;
    if (above !== null) names.push(issueName(above));
  }
  return number;
}

/** An epic that is a milestone is named by its key, and its milestone comes along where none is set. */
function toEpic(flags: FieldFlags, snapshot: Snapshot, before: Issue | null, place: PeoplePlace): Fields {
  const ref = flags.epic!.trim();
  if (isNone(ref)) return { epic: null };
  const holder = snapshot.milestones.find(({ epics }) =>
    epics.some(({ owner }) => foldKey(owner.key) === foldKey(ref)),
  );
  if (holder === undefined) return { epic: findLiving(snapshot, ref, place.repository).number };
  const key = holder.epics.find(({ owner }) => foldKey(owner.key) === foldKey(ref))!.owner.key;
  const hasMilestone = flags.milestone !== undefined || before?.fields.milestone != null;
  return hasMilestone ? { epic: key } : { epic: key, milestone: holder.name };
}

function isNone(word: string): boolean {
  return /^(?:none|-|)$/i.test(word.trim());
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
