/** What a plan is made from: the specs of a run and the tracker, side by side, with the look-ups it needs. */
import type { Abilities } from "../abilities.ts";
import type { FieldName, Fields } from "../issue/field.ts";
import type { Base, Issue, IssueComments, Owner, Snapshot } from "../issue/issue.ts";
import { issueSubject, ownerSubject } from "../issue/issue.ts";
import { foldKey, type Item } from "../item/item.ts";
import type { Place } from "../item/problem.ts";
import type { Prefer } from "../reconcile/reconcile.ts";
import type { Settings } from "../settings.ts";

/** A spec of this run. */
export interface SpecState {
  readonly path: string;
  /** Git blob id of its bytes. */
  readonly blob: string;
  /** Present where this file is older than the last sync: how many syncs, and the bases of then. */
  readonly past: {
    readonly behind: number;
    readonly bases: ReadonlyMap<string, Base>;
    readonly numbers: ReadonlyMap<string, number>;
  } | null;
}

/** What a file of the work tree holds, as far as a plan needs to know. */
export interface FileContent {
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

export interface PlanInput {
  readonly items: readonly Item[];
  readonly specs: readonly SpecState[];
  /** Specs that lay in the directory of this run at an earlier sync and are gone. */
  readonly goneSpecs: readonly string[];
  readonly snapshot: Snapshot;
  /** By issue; a missing entry is asked for. */
  readonly comments: ReadonlyMap<number, IssueComments>;
  /** Whether the host knows somebody of this name, as far as it was asked. */
  readonly people: ReadonlyMap<string, boolean>;
  readonly trackerName: string;
  readonly abilities: Abilities;
  readonly settings: Settings;
  /** The web address of the tracker's repository; `null` where none is known. */
  readonly repository: string | null;
  /** Where specs outside this run still hold a key, by path and `ownerSubject`; `null`: the file is gone. */
  readonly otherSpecs: ReadonlyMap<string, ReadonlyMap<string, Place> | null>;
  /** Key or `#ref` of the one story to plan, or `null` for all. */
  readonly story: string | null;
  readonly prefer: Prefer;
  readonly texts: ReadonlyMap<string, string | null>;
  /** Files that the items attach, by path from the root; one that cannot be attached is absent. */
  readonly files: ReadonlyMap<string, FileContent>;
  readonly hash: (text: string) => string;
}

export interface World extends PlanInput {
  readonly byNumber: ReadonlyMap<number, Issue>;
  readonly byOwner: ReadonlyMap<string, Issue>;
  /** Living issues by spec and folded key, whatever their namespace. */
  readonly bySpecKey: () => ReadonlyMap<string, readonly Issue[]>;
  readonly specByPath: ReadonlyMap<string, SpecState>;
  /** Living issues that no spec owns, by title in lower case. */
  readonly lookAlikes: ReadonlyMap<string, readonly Issue[]>;
  /** Items with a key by spec and owner. */
  readonly itemByOwner: ReadonlyMap<string, Item>;
}

export function makeWorld(input: PlanInput): World {
  const { issues } = input.snapshot;
  return {
    ...input,
    byNumber: new Map(issues.flatMap((issue) => (issue.number === null ? [] : [[issue.number, issue]]))),
    byOwner: indexOwners(issues),
    bySpecKey: once(() =>
      groupBy(
        issues.filter(({ owner, deleted }) => owner !== null && deleted === null),
        ({ owner }) => `${owner!.spec}\n${foldKey(owner!.key)}`,
      ),
    ),
    specByPath: new Map(input.specs.map((spec) => [spec.path, spec])),
    lookAlikes: groupBy(
      issues.filter((issue) => issue.owner === null && issue.deleted === null && issue.number !== null),
      (issue) => issue.fields.title.toLowerCase(),
    ),
    itemByOwner: new Map(
      input.items.flatMap((item) => (item.key === null ? [] : [[heldKey({ ...item, key: item.key }), item]])),
    ),
  };
}

/** Of several with one key the living come before tombstones, the older before the newer. */
function indexOwners(issues: readonly Issue[]): Map<string, Issue> {
  const index = new Map<string, Issue>();
  for (const issue of issues) {
    if (issue.owner === null) continue;
    const name = ownerSubject(issue.owner);
    const first = index.get(name);
    if (first === undefined || (first.deleted !== null && issue.deleted === null)) index.set(name, issue);
  }
  return index;
}

function heldKey(owner: Owner): string {
  return `${owner.spec}\n${ownerSubject(owner)}`;
}

/** Where the item of an owner still stands: in this run, or in a spec outside of it; `null`: nowhere. */
export function findHolder(world: World, owner: Owner): Place | null {
  const item = world.itemByOwner.get(heldKey(owner));
  return item?.place ?? world.otherSpecs.get(owner.spec)?.get(ownerSubject(owner)) ?? null;
}

export function isBehind(world: World, spec: string): boolean {
  return (world.specByPath.get(spec)?.past ?? null) !== null;
}

/** The issue that an item was before its spec changed its namespace. */
export function otherNamespace(world: World, owner: Owner): Issue | null {
  const [issue, ...more] = world.bySpecKey().get(`${owner.spec}\n${foldKey(owner.key)}`) ?? [];
  const isLeft = issue?.owner != null && issue.base !== null && findHolder(world, issue.owner) === null;
  return isLeft && more.length === 0 ? issue : null;
}

/** Which issue an item of a spec that is behind was at the sync that it knows, whatever became of it since. */
export function pastIssue(world: World, owner: Owner): Issue | null {
  const number = world.specByPath.get(owner.spec)?.past?.numbers.get(ownerSubject(owner));
  return number === undefined ? null : (world.byNumber.get(number) ?? null);
}

/** Whether an issue that a spec which is behind knows was deleted since; such a spec does not bring it back. */
export function isDeletedSince(world: World, issue: Issue, spec: string): boolean {
  return issue.deleted !== null && isBehind(world, spec) && issueBase(world, issue, spec) !== null;
}

/** The base that counts for an item of `spec`: that of an older sync where the file is behind. */
export function issueBase(world: World, issue: Issue, spec: string): Base | null {
  const past = world.specByPath.get(spec)?.past;
  if (!past) return issue.base;
  return issue.number === null ? null : (past.bases.get(issueSubject(issue.number)) ?? null);
}

export function entryBase(world: World, owner: Owner, base: Base | null, spec: string): Base | null {
  const past = world.specByPath.get(spec)?.past;
  return past ? (past.bases.get(ownerSubject(owner)) ?? null) : base;
}

/** Keys in `epic`, `parent` and `links` become the numbers of the issues that have them. */
export function withNumbers(fields: Fields, toNumber: (key: string) => number | null): Fields {
  const target = (value: number | string) => (typeof value === "string" ? (toNumber(value) ?? value) : value);
  const next: Record<string, unknown> = { ...fields };
  for (const name of ["epic", "parent"] as const satisfies readonly FieldName[]) {
    const value = fields[name];
    if (typeof value === "string") next[name] = target(value);
  }
  if (fields.links) next["links"] = fields.links.map((link) => ({ ...link, to: target(link.to) }));
  return next as Fields;
}

/** For look-ups over all issues that few plans ask for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export function groupBy<K, T>(list: readonly T[], keyOf: (element: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const element of list) {
    const key = keyOf(element);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [element]);
    else group.push(element);
  }
  return groups;
}
