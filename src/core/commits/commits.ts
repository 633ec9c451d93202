/**
 * What keywords in commits and merged pull requests do to issues: they change the tracker before the specs
 * are looked at, so that a plan sees what they did like any other change made in the tracker.
 *
 * A commit acts at most once on an issue (`issue.commits`), so what people change afterwards stays. Of several
 * commits the last state wins; in one commit a state wins over a link. What is not there is told, never an error.
 */
import type { Fields, Target } from "../issue/field.ts";
import type { Issue, Snapshot } from "../issue/issue.ts";
import { issueName } from "../issue/mentions.ts";
import type { State } from "../issue/words.ts";
import type { UpdateIssue } from "../issue/write.ts";
import { foldKey } from "../item/item.ts";
import { type Cause, type Change, changeOf, type Plan } from "../plan/change.ts";
import { sortChanges } from "../plan/order.ts";
import type { Keyword } from "./keywords.ts";

/** A commit, or a merged pull request, with the keywords of its text. */
export interface Mention {
  /** A commit's id, or `pr:456`. */
  readonly sha: string;
  readonly keywords: readonly Keyword[];
}

export interface CommitPlan {
  /** The tracker as the commits leave it. */
  readonly snapshot: Snapshot;
  readonly changes: readonly Change[];
  readonly writes: readonly UpdateIssue[];
  /** What names nothing that could change, one line each. */
  readonly notes: readonly string[];
}

export function planCommits(snapshot: Snapshot, mentions: readonly Mention[]): CommitPlan {
  // Most runs: no commit is new, and a tracker may be large.
  if (mentions.length === 0) return { snapshot, changes: [], writes: [], notes: [] };
  const find = makeFinder(snapshot);
  const named = new Map<Issue, { readonly known: Set<string>; readonly causes: Cause[] }>();
  const notes = new Set<string>();
  for (const mention of mentions) {
    for (const [issue, cause] of causesOf(mention, find, notes)) {
      if (!named.has(issue))
        named.set(issue, { known: new Set(issue.commits.map(({ sha }) => sha)), causes: [] });
      const { known, causes } = named.get(issue)!;
      if (!known.has(cause.sha)) causes.push(cause);
      known.add(cause.sha);
    }
  }
  const acted = [...named].flatMap(([issue, { causes }]) =>
    causes.length === 0 ? [] : [actOn(issue, causes)],
  );
  const after = new Map(acted.map(({ before, issue }) => [before, issue]));
  return {
    snapshot: { ...snapshot, issues: snapshot.issues.map((issue) => after.get(issue) ?? issue) },
    changes: acted.map(({ change }) => change),
    writes: acted.map(({ write }) => write),
    notes: [...notes],
  };
}

/** The plan of the specs, made on what the commits left, together with what the commits do. */
export function withCommits(
  plan: Plan,
  commits: CommitPlan,
  scanned: Plan["scanned"],
  notes: readonly string[],
): Plan {
  return {
    ...plan,
    changes: sortChanges([...commits.changes, ...plan.changes]),
    writes: [...commits.writes, ...plan.writes],
    scanned,
    notes: [...plan.notes, ...notes, ...commits.notes],
  };
}

/** `4f0c2a9 fixes #12`, `pull request #456 fixes #12`. */
export function causeText({ sha, words }: Pick<Cause, "sha" | "words">): string {
  return `${sourceName(sha)} ${words}`;
}

/** A commit by its short id, or the pull request that a record stands for. */
export function sourceName(sha: string): string {
  return sha.startsWith("pr:") ? `pull request #${sha.slice(3)}` : sha.slice(0, 7);
}

type Finder = (id: Target) => Issue | string | null;

/** One cause for each issue that a commit names. */
function causesOf({ sha, keywords }: Mention, find: Finder, notes: Set<string>): Map<Issue, Cause> {
  const causes = new Map<Issue, Cause>();
  for (const { word, action, ids } of keywords) {
    for (const id of ids) {
      const found = find(id);
      if (found === null) continue;
      const words = `${word} ${typeof id === "number" ? `#${id}` : foldKey(id)}`;
      if (typeof found === "string") notes.add(`${causeText({ sha, words })}: ${found}`);
      else if (action !== "link" || !causes.has(found)) causes.set(found, { sha, action, words });
    }
  }
  return causes;
}

/** An issue by number or key; a text says why there is none; `null`: the word is no key of this tracker at all. */
function makeFinder({ issues, milestones, unreadable }: Snapshot): Finder {
  const byNumber = new Map(issues.map((issue) => [issue.number, issue]));
  const byKey = new Map<string, Issue[]>();
  for (const issue of issues) {
    if (issue.owner === null || issue.number === null) continue;
    const key = foldKey(issue.owner.key);
    byKey.set(key, [...(byKey.get(key) ?? []), issue]);
  }
  const entries = new Set(milestones.flatMap(({ epics }) => epics.map(({ owner }) => foldKey(owner.key))));
  const prefixes = new Set([...byKey.keys(), ...entries].map(prefixOf));
  const missing = (number: number | null) => {
    const damaged = unreadable.find((record) => record.number === number);
    return damaged === undefined ? "there is no such issue" : `${damaged.path} cannot be read`;
  };
  const living = (issue: Issue) =>
    issue.deleted === null ? issue : `${issueName(issue.number!)} was deleted`;
  return (id) => {
    if (typeof id === "number") {
      const issue = byNumber.get(id);
      return issue === undefined ? missing(id) : living(issue);
    }
    const key = foldKey(id);
    const named = byKey.get(key) ?? [];
    const [first, ...more] = named.filter(({ deleted }) => deleted === null);
    if (first !== undefined && more.length === 0) return first;
    if (first !== undefined) {
      const names = [first, ...more].map(({ number }) => issueName(number!));
      return `${names.join(" and ")} have this id; name one by its number`;
    }
    if (named[0] !== undefined) return living(named[0]);
    if (entries.has(key)) return "it is a milestone, which has no state of its own";
    return prefixes.has(prefixOf(key)) ? "there is no such issue" : null;
  };
}

/** `US-` of `US-001`: a word with a prefix that no key has, such as UTF-8, is meant for nobody. */
function prefixOf(key: string): string {
  return key.replace(/\d+(?:\/\d+)?$/, "");
}

interface Acted {
  readonly before: Issue;
  readonly issue: Issue;
  readonly change: Change;
  readonly write: UpdateIssue;
}

function actOn(before: Issue, causes: readonly Cause[]): Acted {
  const number = before.number!;
  const commits = causes.map(({ sha, action }) => ({ sha, action }));
  const last = causes.findLast(({ action }) => action !== "link");
  const state = (last?.action ?? before.fields.state ?? "new") as State;
  const isChanged = state !== (before.fields.state ?? "new");
  const set: Fields = isChanged ? { state } : {};
  const issue: Issue = {
    ...before,
    fields: { ...before.fields, ...set },
    status: isChanged ? null : before.status,
    commits: [...before.commits, ...commits],
  };
  const { namespace = "", key = null } = before.owner ?? {};
  const { title } = before.fields;
  const change = changeOf(
    "update",
    { kind: "issue", number, namespace, key, title, type: before.type },
    { fields: isChanged ? [stateChange(before.fields.state ?? "new", state)] : [], causes },
  );
  const write: UpdateIssue = { op: "update", number, set, commits, ...(isChanged ? { status: null } : {}) };
  return { before, issue, change, write };
}

function stateChange(tracker: State, result: State): Change["fields"][number] {
  return {
    field: "state",
    outcome: "update",
    base: undefined,
    spec: undefined,
    tracker,
    result,
    merged: false,
  };
}
