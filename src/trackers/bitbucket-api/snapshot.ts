/** Everything that an Issues API and this clone know, as one snapshot. */
import { type Issue, type Milestone, ownerSubject, type Snapshot } from "../../core/issue.ts";
import { blobId } from "../../git/oid.ts";
import { resolveIssue } from "../branch/targets.ts";
import type { LocalState } from "./local-state.ts";
import { type ReadApiIssue, toIssue } from "./mapping.ts";
import type { ApiIssue } from "./schema.ts";

/** What the API was asked for, each list read to its end. */
export interface ApiLists {
  /** By number. */
  readonly issues: ReadonlyMap<number, ApiIssue>;
  readonly milestones: readonly string[];
  readonly components: readonly string[];
  readonly versions: readonly string[];
}

export interface ApiView {
  readonly snapshot: Snapshot;
  /** With the targets of the snapshot. */
  readonly issues: ReadonlyMap<number, ReadApiIssue>;
  readonly numbers: ReadonlyMap<string, number>;
}

export function makeView(lists: ApiLists, state: LocalState): ApiView {
  const read = [...lists.issues.values()].map((api) => toIssue(api, state.issues[api.id], state.people));
  const numbers = numbersOf(
    read.map(({ issue }) => issue),
    state,
  );
  const resolved = read.map((one) => ({ ...one, issue: resolveIssue(one.issue, numbers) }));
  const snapshot: Snapshot = {
    tip: tipOf(lists.issues.values()),
    tracker: state.tracker,
    issues: resolved.map(({ issue }) => issue),
    milestones: lists.milestones.map((name) => milestoneOf(name, state)),
    components: lists.components,
    versions: lists.versions,
    specs: state.specs,
    scanned: state.scanned,
    unreadable: [],
    unpublished: 0,
    conflicts: [],
    offline: null,
  };
  return { snapshot, issues: new Map(resolved.map((one) => [one.api.id, one])), numbers };
}

/** What a plan is bound to. */
export function tipOf(issues: Iterable<ApiIssue>): string {
  const lines = [...issues].map(({ id, updated_on, created_on }) => `${id} ${updated_on ?? created_on}\n`);
  return blobId(lines.join(""));
}

/** Keys of epics in milestones name no issue; of two issues of one owner the older counts. */
function numbersOf(issues: readonly Issue[], { milestones }: LocalState): Map<string, number> {
  const entries = new Set(
    Object.values(milestones).flatMap(({ epics }) => epics.map(({ owner }) => ownerSubject(owner))),
  );
  const numbers = new Map<string, number>();
  for (const { owner, number } of issues) {
    const subject = owner === null ? null : ownerSubject(owner);
    if (subject !== null && !entries.has(subject) && !numbers.has(subject)) numbers.set(subject, number!);
  }
  return numbers;
}

function milestoneOf(name: string, { milestones }: LocalState): Milestone {
  return { name, state: "open", epics: [], ...milestones[name] };
}
