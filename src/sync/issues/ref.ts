/**
 * Issues as people name them: `#12`, `12`, `US-001`, `namespace:US-001`, `new-1`, and addresses: those of the
 * tracker that Bitbucket had (`.../issues/12/some-title`) and of the issue's file on the branch.
 */
import { type Issue, ownerSubject, type Unreadable } from "../../core/issue/issue.ts";
import type { IssueIndex, IssueRow } from "../../core/issue/issue-index.ts";
import { issueName, issueWord } from "../../core/issue/mentions.ts";
import { foldKey } from "../../core/item/item.ts";
import { nearest } from "../../core/suggest.ts";
import { SpectrynError } from "../../errors.ts";

/** The part of a snapshot that names are looked up in. */
export interface Named<T extends NamedIssue = NamedIssue> {
  readonly issues: readonly T[];
  readonly unreadable: readonly Unreadable[];
  /** All of them, where `issues` are only those that may be meant. */
  readonly all?: () => readonly T[];
}
export type NamedIssue = Pick<Issue, "number" | "owner" | "deleted"> & {
  readonly fields: { readonly title: string };
};

/**
 * The issue behind a ref, deleted ones included; throws `issue-unknown` with a guess.
 * `repository`: the tracker's web address, so that a pasted address of another one is noticed.
 */
export function findIssue<T extends NamedIssue>(
  snapshot: Named<T>,
  ref: string,
  repository: string | null = null,
): T {
  const word = ref.trim();
  if (/^https?:\/\//i.test(word)) return findByAddress(snapshot, word, repository);
  const number = /^(?:#?(\d+)|issues\/\d+\/(\d+)\.md)$/.exec(word);
  if (number !== null) return findByNumber(snapshot, Number(number[1] ?? number[2]));
  const byKey = findByKey(snapshot, word);
  const provisional = /^new-(\d+)$/i.exec(word)?.[1];
  if (provisional === undefined) return byKey ?? refuse(snapshot, word);
  const waiting = snapshot.issues.find((issue) => issue.number === -Number(provisional)) ?? null;
  if (waiting !== null && byKey !== null) {
    const other = issueName(byKey.number ?? 0);
    throw new SpectrynError("issue-unknown", `${word} is an unpublished issue, and the key of ${other}`, {
      hint: `Name the one by ${other}, or give the other its number first: spectryn push`,
    });
  }
  return waiting ?? byKey ?? refuse(snapshot, word);
}

/** The row behind a ref; reads no others unless there is none. */
export function findRow(index: IssueIndex, ref: string, repository: string | null): IssueRow {
  const numbers = [...ref.matchAll(/\d+/g)].flatMap(([digits]) => [Number(digits), -Number(digits)]);
  const word = ref.trim();
  const issues = index.rowsNaming([...numbers, word, word.slice(word.indexOf(":") + 1)]);
  return findIssue({ issues, unreadable: index.unreadable, all: () => index.rows }, ref, repository);
}

/** A living issue; one that was deleted is refused. */
export function findLiving<T extends NamedIssue>(
  snapshot: Named<T>,
  ref: string,
  repository: string | null = null,
): T & { readonly number: number } {
  const issue = findIssue(snapshot, ref, repository);
  const { number, deleted } = issue;
  if (number !== null && deleted === null) return { ...issue, number };
  throw new SpectrynError("issue-unknown", `${issueName(number ?? 0)} was deleted on ${deleted}`, {
    hint: `What it was: spectryn issue log ${issueWord(number ?? 0)}`,
    data: { number },
  });
}

function findByNumber<T extends NamedIssue>(snapshot: Named<T>, number: number) {
  const issue = snapshot.issues.find((candidate) => candidate.number === number);
  if (issue !== undefined) return issue;
  const broken = snapshot.unreadable.find((candidate) => candidate.number === number);
  if (broken === undefined) return refuse(snapshot, issueName(number));
  const message = `issue ${issueName(number)} cannot be read: ${broken.path}: ${broken.reason}`;
  throw new SpectrynError("tracker-corrupt", message, {
    hint: `Repair the file ${broken.path} on the branch; spectryn status says how to bring its last good version back.`,
  });
}

function findByKey<T extends NamedIssue>({ issues }: Named<T>, key: string): T | null {
  const wanted = foldKey(key);
  const found = issues.filter(
    ({ owner }) =>
      owner !== null && [owner.key, `${owner.namespace}:${owner.key}`].map(foldKey).includes(wanted),
  );
  // A tombstone hides nobody.
  const living = found.filter(({ deleted }) => deleted === null);
  const [first, ...more] = living.length > 0 ? living : found;
  if (first === undefined || more.length === 0) return first ?? null;
  const names = [first, ...more].map((one) => `${ownerSubject(one.owner!)} (${issueName(one.number ?? 0)})`);
  throw new SpectrynError("issue-unknown", `${key} is the key of several issues: ${names.join(", ")}`, {
    hint: "Name one of them by its number.",
  });
}

/** The file of an issue on any branch or commit, then the old address; both may have a title or a query behind. */
const fileAddress = /^(https?:\/\/.+?)\/(?:src|browse)\/(?:.+\/)?issues\/\d+\/(\d+)\.md(?:[?#].*)?$/i;
const oldAddress = /^(https?:\/\/.+?)\/issues\/(\d+)(?:\/[^/?#]*)?\/?(?:[?#].*)?$/i;

function findByAddress<T extends NamedIssue>(
  snapshot: Named<T>,
  address: string,
  repository: string | null,
): T {
  const match = fileAddress.exec(address) ?? oldAddress.exec(address);
  if (match === null) {
    throw new SpectrynError("issue-unknown", `${address} is no address of an issue`, {
      hint: "Name the issue by its number or key, for example: spectryn issue show 12",
      data: { address },
    });
  }
  const [, there, number] = match as unknown as [string, string, string];
  if (repository !== null && repositoryOf(there) !== repositoryOf(repository)) {
    throw new SpectrynError(
      "issue-unknown",
      `${address} is an issue of another repository than ${repository}`,
      {
        hint: `If it moved here with its number, name it by that: spectryn issue show ${number}`,
        data: { address, repository },
      },
    );
  }
  return findByNumber(snapshot, Number(number));
}

/** Workspace and repository, or project and repository; hosts have several names. */
function repositoryOf(address: string): string {
  const path = address
    .toLowerCase()
    .replace(/^https?:\/\/[^/]+/, "")
    .replace(/\/+$/, "");
  return path.replace(/\/projects\/([^/]+)\/repos\//, "/$1/").replace(/\.git$/, "");
}

function refuse({ issues: maybe, all }: Named, ref: string): never {
  const living = (all?.() ?? maybe).filter(({ deleted }) => deleted === null);
  if (living.length === 0) {
    throw new SpectrynError("issue-unknown", `there is no issue ${ref}: this tracker has none`, {
      hint: 'Make one: spectryn issue create "A title", or sync a spec: spectryn sync EPIC.md',
      data: { ref },
    });
  }
  const keys = living.flatMap(({ owner }) => owner?.key ?? []);
  const near = nearest(ref, keys);
  const guess = near === null ? "" : `; did you mean ${near}?`;
  const shown = near === null ? `${rangeOf(ref, living, keys)}: ` : "";
  throw new SpectrynError(
    "issue-unknown",
    `there is no issue ${ref} among the ${living.length} of this tracker${guess}`,
    {
      hint: `${shown}spectryn issue list shows them all, with --text WORDS those that hold these words`,
      data: { ref },
    },
  );
}

/** What the issues that there are look like. */
function rangeOf(ref: string, living: readonly NamedIssue[], keys: readonly string[]): string {
  const numbers = living.map(({ number }) => number ?? 0);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (first < 0 && /^new-\d/i.test(ref)) return `Issues without a number go up to ${issueName(first)}`;
  if (keys.length > 0 && !/^(?:#|new-)\d/i.test(ref)) return `Keys go from ${keys[0]} to ${keys.at(-1)}`;
  return last > 0 ? `Numbers go up to #${last}` : `None has a number yet, they go up to ${issueName(first)}`;
}
