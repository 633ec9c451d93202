/** Changes of milestones, components and versions by hand: each is one commit, or a clear refusal. */
import { ownerSubject, type Snapshot } from "../../core/issue/issue.ts";
import { issuesWith, listNames, namesOf, nearName, specsSaying } from "../../core/issue/names.ts";
import type { NameKind, Write } from "../../core/issue/write.ts";
import { shellWords } from "../../core/shell.ts";
import { nearest } from "../../core/suggest.ts";
import { SpectrynError } from "../../errors.ts";
import { isCleared } from "../../spec/field-values.ts";

export type NameChange =
  | { readonly op: "add"; readonly name: string }
  | { readonly op: "rename"; readonly name: string; readonly to: string }
  | { readonly op: "close" | "reopen"; readonly name: string }
  | {
      readonly op: "remove";
      readonly name: string;
      /** The name that its issues get; `null`: none. */
      readonly to: string | null;
      /** Clears the field of the issues that have it. */
      readonly isForced: boolean;
    };

export interface PlannedName {
  /** Empty where everything is so already. */
  readonly writes: readonly Write[];
  /** The name as the tracker has it, or will. */
  readonly name: string;
  /** What issues get instead; `null`: nothing. */
  readonly to: string | null;
  /** Issues that get another name or none. */
  readonly issues: number;
  /** Specs that may still say the old name. */
  readonly specs: readonly string[];
  /** Worth knowing, one line each. */
  readonly notes: readonly string[];
}

/** @throws SpectrynError `usage`, `name-unknown`, `name-taken`, `refused` */
export function planNameChange(snapshot: Snapshot, kind: NameKind, change: NameChange): PlannedName {
  if (change.op === "add") return add(snapshot, kind, change.name);
  if (change.op === "rename") return rename(snapshot, kind, change);
  if (change.op === "remove") return remove(snapshot, kind, change);
  return setState(snapshot, change.name, change.op === "close" ? "closed" : "open");
}

const nothing = { to: null, issues: 0, specs: [], notes: [] } as const;

function add(snapshot: Snapshot, kind: NameKind, word: string): PlannedName {
  const name = checkName(word, kind);
  const known = namesOf(snapshot, kind);
  refuseTaken(name, known, kind);
  const near = nearName(name, known);
  const notes = near === null ? [] : [`there is also the ${kind} ${quote(near)}`];
  const write: Write = kind === "milestone" ? { op: "milestone", name, from: null } : { op: kind, name };
  return { ...nothing, writes: [write], name, notes };
}

function rename(
  snapshot: Snapshot,
  kind: NameKind,
  change: NameChange & { readonly op: "rename" },
): PlannedName {
  const from = findName(change.name, snapshot, kind);
  const name = checkName(change.to, kind);
  if (name === from) return { ...nothing, writes: [], name };
  refuseTaken(
    name,
    namesOf(snapshot, kind).filter((other) => other !== from),
    kind,
  );
  return {
    writes: [{ op: "rename-name", kind, from, name }],
    name: from,
    to: name,
    issues: issuesWith(snapshot, kind, from).length,
    specs: specsSaying(snapshot, kind, from),
    notes: unreadableNotes(snapshot, from),
  };
}

function setState(snapshot: Snapshot, word: string, state: "open" | "closed"): PlannedName {
  const name = findName(word, snapshot, "milestone");
  const use = listNames(snapshot, "milestone").find((one) => one.name === name)!;
  if (use.state === state) return { ...nothing, writes: [], name };
  const isLeft = state === "closed" && use.open > 0;
  const notes = isLeft ? [`${use.open} of its issues ${use.open === 1 ? "is" : "are"} still open`] : [];
  return { ...nothing, writes: [{ op: "milestone", name, from: null, state }], name, notes };
}

function remove(
  snapshot: Snapshot,
  kind: NameKind,
  change: NameChange & { readonly op: "remove" },
): PlannedName {
  const name = findName(change.name, snapshot, kind);
  refuseEpics(snapshot, kind, name);
  const used = issuesWith(snapshot, kind, name);
  const to = change.to === null ? null : findName(change.to, snapshot, kind);
  if (to === name) {
    throw new SpectrynError("usage", `the issues of ${kind} ${quote(name)} have it already`, {
      hint: "Name another one with --to.",
    });
  }
  if (used.length > 0 && to === null && !change.isForced) {
    const count = used.length === 1 ? "1 issue has" : `${used.length} issues have`;
    throw new SpectrynError("refused", `${count} the ${kind} ${quote(name)}; nothing was written`, {
      hint: `Give them another one with --to OTHER, or none with --force.`,
      data: { kind, name, issues: used.map(({ number }) => number) },
    });
  }
  return {
    writes: [{ op: "remove-name", kind, name, to }],
    name,
    to,
    issues: used.length,
    specs: specsSaying(snapshot, kind, name),
    notes: unreadableNotes(snapshot, name),
  };
}

/** The spec would put its epic, and the milestone with it, there again. */
function refuseEpics(snapshot: Snapshot, kind: NameKind, name: string): void {
  const milestone = kind === "milestone" ? snapshot.milestones.find((one) => one.name === name) : undefined;
  const epics = milestone?.epics ?? [];
  if (epics.length === 0) return;
  const places = epics.map(({ owner }) => `${owner.key} (${owner.spec})`);
  const specs = shellWords([...new Set(epics.map(({ owner }) => owner.spec))]);
  throw new SpectrynError(
    "refused",
    `the milestone ${quote(name)} holds the epic ${places.join(", ")}; nothing was written`,
    {
      hint: `Name another milestone below that epic (| **Milestone** | OTHER |), or take the epic out, then: spectryn sync ${specs}`,
      data: { kind, name, epics: epics.map(({ owner }) => ownerSubject(owner)) },
    },
  );
}

function unreadableNotes({ unreadable }: Snapshot, name: string): string[] {
  return unreadable.map(({ path }) => `${path} cannot be read; if it names ${quote(name)}, it still does`);
}

function checkName(word: string, kind: NameKind): string {
  const name = word.trim();
  if (isCleared(name) || /\p{Cc}/u.test(name)) {
    const why = name === "" ? "it is empty" : "in a spec it would mean something else";
    throw new SpectrynError("usage", `${quote(word)} is no name for a ${kind}: ${why}`, {
      hint: "Give it a name of letters or digits on one line.",
    });
  }
  return name;
}

function refuseTaken(name: string, known: readonly string[], kind: NameKind): void {
  const taken = known.find((other) => isSame(other, name));
  if (taken === undefined) return;
  const why = taken === name ? "" : "; names that differ in capitals only cannot be told apart";
  throw new SpectrynError("name-taken", `there is already the ${kind} ${quote(taken)}${why}`, {
    hint: `Look at what there is: spectryn ${kind} list`,
    data: { kind, name: taken },
  });
}

/** A name as the tracker writes it; capitals may differ where that names only one. */
export function findName(word: string, snapshot: Snapshot, kind: NameKind): string {
  const known = namesOf(snapshot, kind);
  const wanted = word.trim();
  if (known.includes(wanted)) return wanted;
  const alike = known.filter((name) => isSame(name, wanted));
  if (alike.length === 1) return alike[0]!;
  const near = alike[0] ?? nearest(wanted, known);
  const guess = near === null ? "" : `; did you mean ${quote(near)}?`;
  throw new SpectrynError("name-unknown", `there is no ${kind} ${quote(wanted)}${guess}`, {
    hint: `Look at what there is: spectryn ${kind} list`,
    data: { kind, name: wanted, near },
  });
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function quote(name: string): string {
  return JSON.stringify(name);
}
