/** Milestones, components and versions as people list them: what each holds, and which names mean the same. */
import { nearest } from "../suggest.ts";
import type { Issue, Owner, Snapshot } from "./issue.ts";
import { isEnded } from "./words.ts";
import type { NameKind } from "./write.ts";

export interface NameUse {
  readonly name: string;
  /** Milestones only; `null` for others. */
  readonly state: "open" | "closed" | null;
  /** False for a name that issues have and the tracker's list lacks: somebody wrote it by hand. */
  readonly isListed: boolean;
  /** Owners of the epics that a milestone holds. */
  readonly epics: readonly Owner[];
  /** Living issues that have the name, by whether work on them has ended. */
  readonly open: number;
  readonly done: number;
}

/** Every name of a kind with what it holds, in the order of the tracker's list; unlisted ones last. */
export function listNames(snapshot: Snapshot, kind: NameKind): NameUse[] {
  const counts = new Map<string, { open: number; done: number }>();
  for (const { fields, deleted } of snapshot.issues) {
    const name = fields[kind];
    if (deleted !== null || name == null || name === "") continue;
    const count = counts.get(name) ?? { open: 0, done: 0 };
    count[isEnded(fields.state ?? "new") ? "done" : "open"] += 1;
    counts.set(name, count);
  }
  const use = (name: string) => counts.get(name) ?? { open: 0, done: 0 };
  const listed = namesOf(snapshot, kind).map((name): NameUse => {
    const milestone = kind === "milestone" ? snapshot.milestones.find((one) => one.name === name) : undefined;
    const epics = milestone?.epics.map(({ owner }) => owner) ?? [];
    return { name, state: milestone?.state ?? null, isListed: true, epics, ...use(name) };
  });
  const known = new Set(listed.map(({ name }) => name));
  const others = [...counts.keys()].filter((name) => !known.has(name)).sort();
  return [
    ...listed,
    ...others.map((name) => ({ name, state: null, isListed: false, epics: [], ...use(name) })),
  ];
}

export function namesOf({ milestones, components, versions }: Snapshot, kind: NameKind): readonly string[] {
  if (kind === "milestone") return milestones.map(({ name }) => name);
  return kind === "component" ? components : versions;
}

/** Living issues that have the name. */
export function issuesWith(snapshot: Snapshot, kind: NameKind, name: string): Issue[] {
  return snapshot.issues.filter(({ fields, deleted }) => deleted === null && fields[kind] === name);
}

/** Specs that agreed on the name at their last sync, and so may still say it. */
export function specsSaying(snapshot: Snapshot, kind: NameKind, name: string): string[] {
  const entries = kind === "milestone" ? snapshot.milestones.flatMap(({ epics }) => epics) : [];
  const records = [...snapshot.issues.filter(({ deleted }) => deleted === null), ...entries];
  const saying = records.filter(({ base, owner }) => owner !== null && base?.[kind] === name);
  return [...new Set(saying.map(({ owner }) => owner!.spec))].sort();
}

/**
 * An existing name that a new one was perhaps meant to be. The next of a series (`Q1`, `Q2`) is no mistake, the
 * same digits in another order (`2024`, `2042`) may be one.
 */
export function nearName(name: string, known: readonly string[]): string | null {
  const letters = (text: string) => text.toLowerCase().replace(/\d+/g, "#");
  const digits = (text: string) => [...text.replace(/\D/g, "")].sort().join("");
  const isSeries = (other: string) => letters(other) === letters(name) && digits(other) !== digits(name);
  return nearest(
    name,
    known.filter((other) => !isSeries(other)),
  );
}
