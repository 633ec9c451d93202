/** Everything that an Issues API and this clone know, as one snapshot. */
import { type Issue, type Owner, ownerSubject, type Snapshot } from "../../core/issue/issue.ts";
import { blobId } from "../../git/oid.ts";
import type { TrackerNames } from "../../ports/tracker.ts";
import { resolveIssue } from "../branch/targets.ts";
import type { NameList } from "./calls.ts";
import type { LocalState } from "./local-state.ts";
import { type ReadApiIssue, toIssue } from "./mapping.ts";
import type { ApiIssue } from "./schema.ts";

/** What the API was asked for, each list read to its end: ids by name. */
export type ApiNames = Readonly<Record<NameList, ReadonlyMap<string, string>>>;

export interface ApiLists {
  /** By number. */
  readonly issues: ReadonlyMap<number, ApiIssue>;
  /** `null`: those that issues have suffice. */
  readonly names: ApiNames | null;
}

export interface ApiView {
  readonly snapshot: Snapshot;
  /** With the targets of the snapshot. */
  readonly issues: ReadonlyMap<number, ReadApiIssue>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly doubles: readonly Double[];
}

/** An issue that names an owner that an older one has; nobody's in the snapshot, so that nothing writes to it. */
export interface Double {
  readonly number: number;
  readonly first: number;
  readonly owner: Owner;
}

export function makeView(lists: ApiLists, state: LocalState): ApiView {
  const read = [...lists.issues.values()].map((api) => toIssue(api, state.issues[api.id], state.people));
  const numbers = numbersOf(read.map(({ issue }) => issue));
  const doubles = read.flatMap(({ issue }) => doubleOf(issue, numbers));
  const doubled = new Set(doubles.map(({ number }) => number));
  const resolved = read.map((one) => {
    const issue = resolveIssue(one.issue, numbers);
    return { ...one, issue: doubled.has(issue.number!) ? { ...issue, owner: null, base: null } : issue };
  });
  const { milestones, components, versions } = toTrackerNames(
    lists.names ?? usedNames(lists.issues.values()),
  );
  const snapshot: Snapshot = {
    tip: tipOf(lists.issues.values()),
    tracker: state.tracker,
    issues: resolved.map(({ issue }) => issue),
    ...{ milestones, components, versions },
    specs: state.specs,
    scanned: state.scanned,
    unreadable: [],
    unpublished: 0,
    conflicts: [],
    notes: [],
    offline: null,
  };
  return { snapshot, issues: new Map(resolved.map((one) => [one.api.id, one])), numbers, doubles };
}

/** What a plan is bound to. */
export function tipOf(issues: Iterable<ApiIssue>): string {
  const lines = [...issues].map(({ id, updated_on, created_on }) => `${id} ${updated_on ?? created_on}\n`);
  return blobId(lines.join(""));
}

/** Of two issues of one owner the older counts. */
function numbersOf(issues: readonly Issue[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { owner, number } of issues) {
    const subject = owner === null ? null : ownerSubject(owner);
    if (subject !== null && !numbers.has(subject)) numbers.set(subject, number!);
  }
  return numbers;
}

function doubleOf({ owner, number }: Issue, numbers: ReadonlyMap<string, number>): Double[] {
  const first = owner === null ? undefined : numbers.get(ownerSubject(owner));
  return first === undefined || first === number ? [] : [{ number: number!, first, owner: owner! }];
}

/** Those that issues have. */
function usedNames(issues: Iterable<ApiIssue>): ApiNames {
  const none = () => new Map<string, string>();
  const names = { milestones: none(), components: none(), versions: none() };
  for (const { milestone, component, version } of issues) {
    if (milestone) names.milestones.set(milestone.name, milestone.name);
    if (component) names.components.set(component.name, component.name);
    if (version) names.versions.set(version.name, version.name);
  }
  return names;
}

/** The API does not say whether a milestone is closed. */
export function toTrackerNames({ milestones, components, versions }: ApiNames): TrackerNames {
  const named = [...milestones.keys()].map((name) => ({ name, state: "open" as const, epics: [] }));
  const ids = { components, versions };
  return { milestones: named, components: [...components.keys()], versions: [...versions.keys()], ids };
}
