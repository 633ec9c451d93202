/** What the issue trackers of a fake Cloud hold, by repository. Tests build and look at it; routes read and change it. */
import { type CloudRepository, type CloudUser, type CloudWorld, dateOf, fullNameOf } from "../cloud/world.ts";

export const issueStates = [
  "submitted",
  "new",
  "open",
  "resolved",
  "on hold",
  "invalid",
  "duplicate",
  "wontfix",
  "closed",
] as const;
export const issueKinds = ["bug", "enhancement", "proposal", "task"] as const;
export const issuePriorities = ["trivial", "minor", "major", "critical", "blocker"] as const;

/** In characters; the columns of the real export fit it. */
export const longestTitle = 255;

export interface FakeName {
  readonly id: number;
  readonly name: string;
}

export interface FakeIssue {
  readonly id: number;
  title: string;
  state: (typeof issueStates)[number];
  kind: (typeof issueKinds)[number];
  priority: (typeof issuePriorities)[number];
  raw: string;
  assignee: CloudUser | null;
  milestone: FakeName | null;
  component: FakeName | null;
  version: FakeName | null;
  readonly reporter: CloudUser;
  readonly createdOn: string;
  updatedOn: string;
  readonly comments: FakeIssueComment[];
  readonly changes: FakeChange[];
  /** By file name: the same name replaces. */
  readonly attachments: Map<string, Uint8Array>;
}

export interface FakeIssueComment {
  readonly id: number;
  raw: string;
  readonly user: CloudUser;
  readonly createdOn: string;
  updatedOn: string;
}

export interface FakeChange {
  readonly id: number;
  readonly user: CloudUser;
  readonly createdOn: string;
  readonly changes: Readonly<Record<string, { readonly old: string; readonly new: string }>>;
}

export interface FakeTracker {
  /** `none`: switched off in the repository; `removed`: as everywhere since 2026-08-20. */
  is: "on" | "none" | "removed";
  /** In the order of their numbers. */
  readonly issues: FakeIssue[];
  /** The highest number ever given: none is given twice. */
  last: number;
  readonly milestones: FakeName[];
  readonly components: FakeName[];
  readonly versions: FakeName[];
}

export interface IssueWorld {
  of(repository: CloudRepository): FakeTracker;
  /** Addresses of downloads that were given out and not used yet. */
  readonly downloads: Map<string, Uint8Array>;
}

export function makeIssueWorld(): IssueWorld {
  const trackers = new Map<CloudRepository, FakeTracker>();
  return {
    downloads: new Map(),
    of(repository) {
      const known = trackers.get(repository);
      if (known !== undefined) return known;
      const empty: FakeTracker = {
        is: "on",
        issues: [],
        last: 0,
        milestones: [],
        components: [],
        versions: [],
      };
      trackers.set(repository, empty);
      return empty;
    },
  };
}

/** The time of a change: no two writes of one tracker share it, as six digits of a second rarely do. */
export function stamp(world: CloudWorld, issue?: FakeIssue): string {
  const now = dateOf(world.clock);
  const before = issue?.updatedOn ?? "";
  if (now.slice(0, 23) > before.slice(0, 23)) return now;
  const micros = Number(before.slice(23, 26)) + 1;
  return `${before.slice(0, 23)}${String(micros).padStart(3, "0")}+00:00`;
}

export function webOf(repository: CloudRepository, id: number): string {
  return `https://bitbucket.org/${fullNameOf(repository)}/issues/${id}`;
}
