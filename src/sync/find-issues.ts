/** Issues by filter and by ref. */
import type { Issue, Snapshot } from "../core/issue.ts";
import { foldKey } from "../core/item.ts";
import { nearest } from "../core/suggest.ts";
import { type Kind, kinds, type State, states } from "../core/words.ts";
import { SpectrynError } from "../errors.ts";

export interface IssueFilter {
  readonly states: readonly State[];
  readonly kinds: readonly Kind[];
  readonly milestone: string | null;
  /** Without `@`; `none` for issues nobody has. */
  readonly assignee: string | null;
  /** Every one of them must be there. */
  readonly labels: readonly string[];
  /** Words that all occur in title or texts, in any case. */
  readonly text: string | null;
}

/** Living issues that pass every part of the filter, by number. */
export function filterIssues(snapshot: Snapshot, filter: IssueFilter): Issue[] {
  const words =
    filter.text
      ?.toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "") ?? [];
  return snapshot.issues.filter(({ deleted, fields }) => {
    if (deleted !== null) return false;
    if (filter.states.length > 0 && !filter.states.includes(fields.state ?? "new")) return false;
    if (filter.kinds.length > 0 && !filter.kinds.includes(fields.kind ?? "task")) return false;
    if (filter.milestone !== null && !isSameName(fields.milestone, filter.milestone)) return false;
    if (filter.assignee !== null && !isSameName(fields.assignee ?? "none", filter.assignee)) return false;
    if (!filter.labels.every((label) => fields.labels?.some((own) => isSameName(own, label)))) return false;
    return words.length === 0 || hasWords(fields, words);
  });
}

function hasWords(fields: Issue["fields"], words: readonly string[]): boolean {
  const isText = ([name, value]: [string, unknown]) =>
    typeof value === "string" &&
    (["title", "description", "criteria"].includes(name) || name.startsWith("section."));
  const text = Object.entries(fields)
    .filter(isText)
    .map(([, value]) => value)
    .join("\n")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function isSameName(a: string | null | undefined, b: string): boolean {
  return (a ?? "").toLowerCase() === b.toLowerCase();
}

/** An issue by `#12`, `12` or a key; of several namespaces with the same key `namespace:KEY` names one. */
export function findIssue(snapshot: Snapshot, ref: string): Issue {
  const number = /^#?(\d+)$/.exec(ref.trim())?.[1];
  if (number !== undefined) {
    const issue = snapshot.issues.find((candidate) => candidate.number === Number(number));
    if (issue !== undefined) return issue;
    const broken = snapshot.unreadable.find((candidate) => candidate.number === Number(number));
    if (broken !== undefined) {
      throw new SpectrynError(
        "tracker-corrupt",
        `issue #${number} cannot be read: ${broken.path}: ${broken.reason}`,
        {
          hint: `Repair the file ${broken.path} on the branch; its history has the last good version.`,
        },
      );
    }
    throw unknownIssue(`#${number}`, snapshot, null);
  }
  const wanted = foldKey(ref.trim());
  const owned = snapshot.issues.flatMap((issue) =>
    issue.owner === null ? [] : [{ issue, owner: issue.owner }],
  );
  const found = owned.filter(({ owner }) =>
    [owner.key, `${owner.namespace}:${owner.key}`].map(foldKey).includes(wanted),
  );
  if (found.length === 1) return found[0]!.issue;
  if (found.length > 1) {
    const names = found
      .map(({ issue, owner }) => `${owner.namespace}:${owner.key} (#${issue.number})`)
      .join(", ");
    throw new SpectrynError("issue-unknown", `${ref} is the key of several issues: ${names}`, {
      hint: "Name one of them by its number.",
    });
  }
  throw unknownIssue(
    ref,
    snapshot,
    nearest(
      ref,
      owned.map(({ owner }) => owner.key),
    ),
  );
}

function unknownIssue(ref: string, snapshot: Snapshot, near: string | null): SpectrynError {
  const guess = near === null ? "" : `; did you mean ${near}?`;
  return new SpectrynError(
    "issue-unknown",
    `there is no issue ${ref} among the ${snapshot.issues.length} of this tracker${guess}`,
    {
      hint: "spectryn issue list shows them all",
      data: { ref },
    },
  );
}

/** Words given on a command line, checked against the host's. */
export function toStates(words: readonly string[]): State[] {
  return words.map((word) => toHostWord(word, states, "state"));
}

export function toKinds(words: readonly string[]): Kind[] {
  return words.map((word) => toHostWord(word, kinds, "kind"));
}

function toHostWord<T extends string>(word: string, known: readonly T[], what: string): T {
  const found = known.find((candidate) => candidate === word.trim().toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(word, known);
  const guess = near === null ? `one of ${known.join(", ")}` : `did you mean "${near}"?`;
  throw new SpectrynError("usage", `the ${what} "${word}" is not known; ${guess}`, {
    hint: `${what}s are: ${known.join(", ")}`,
  });
}
