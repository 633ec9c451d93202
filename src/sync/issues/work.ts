/** What commands do to issues, each as the work of one commit (change.ts). */
import type { Fields, FieldValue, Link } from "../../core/issue/field.ts";
import { fieldNames, fieldValue } from "../../core/issue/field.ts";
import type { Comment, Issue, IssueComments, Owner, Snapshot } from "../../core/issue/issue.ts";
import { issueName, issueWord } from "../../core/issue/mentions.ts";
import type { LinkType } from "../../core/issue/words.ts";
import type { Write } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";
import type { Work } from "./change.ts";
import { type FieldFlags, onlyChanges, toFieldSet } from "./fields.ts";
import type { PeoplePlace } from "./people.ts";
import { findIssue, findLiving } from "./ref.ts";

export interface FieldDifference {
  readonly field: string;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

/** What became of one issue. */
export interface IssueChange {
  /** `null`: a new one, whose number the commit gives. */
  readonly number: number | null;
  readonly title: string;
  readonly owner: Owner | null;
  readonly changes: readonly FieldDifference[];
  /** The spec's own words for the state, before and after. */
  readonly status: { readonly before: string | null; readonly after: string | null };
}

export type IssueWork = (snapshot: Snapshot) => Promise<Work<IssueChange>>;

export function createWork(flags: FieldFlags, place: PeoplePlace): IssueWork {
  return async (snapshot) => {
    const { set, status, writes } = await toFieldSet(flags, snapshot, null, at(place, snapshot));
    const fields = set as Issue["fields"];
    const create: Write = {
      ...{ op: "create", owner: null, type: null, row: null, fields, status, base: null, revive: null },
    };
    const changes = differences({}, set).filter(({ field }) => field !== "title");
    const result = { number: null, title: fields.title, owner: null, changes };
    return { writes: [...writes, create], result: { ...result, status: { before: null, after: status } } };
  };
}

/** `seen`: the issue as somebody saw it while editing; a field that changed since is not overwritten. */
export function editWork(
  ref: string,
  flags: FieldFlags,
  place: PeoplePlace,
  seen: Issue | null = null,
): IssueWork {
  return async (snapshot) => {
    const issue = findLiving(snapshot, ref, place.repository);
    const wanted = await toFieldSet(flags, snapshot, seen ?? issue, at(place, snapshot));
    const set = onlyChanges(wanted.set, (seen ?? issue).fields);
    if (seen !== null) refuseChanged(set, seen, issue);
    const status = set.state === undefined && wanted.status === null ? issue.status : wanted.status;
    return updateOf(issue, set, status, wanted.writes);
  };
}

function refuseChanged(set: Fields, seen: Issue, now: Issue & { readonly number: number }): void {
  const lost = Object.keys(onlyChanges(now.fields, seen.fields)).filter((name) => name in set);
  if (lost.length === 0) return;
  const name = issueName(now.number);
  throw new SpectrynError(
    "plan-stale",
    `${name} was changed meanwhile: ${lost.join(", ")}; nothing was written`,
    {
      hint: `Look at it and edit it again: spectryn issue edit ${issueWord(now.number)}`,
      data: { fields: lost },
    },
  );
}

function updateOf(
  issue: Issue & { readonly number: number },
  set: Fields,
  status: string | null,
  more: readonly Write[] = [],
): Work<IssueChange> {
  const { number, owner } = issue;
  const isSame = Object.keys(set).length === 0 && status === issue.status;
  const writes: Write[] = isSame ? [] : [...more, { op: "update", number, set, status }];
  const title = set.title ?? issue.fields.title;
  const words = { before: issue.status, after: status };
  return { writes, result: { number, title, owner, changes: differences(issue.fields, set), status: words } };
}

function differences(before: Fields, set: Fields): FieldDifference[] {
  return fieldNames(set).map((field) => ({
    field,
    before: fieldValue(before, field),
    after: fieldValue(set, field),
  }));
}

/** A link is kept on one side; saying it again, from either side, changes nothing. */
export function linkWork(from: string, type: LinkType, to: string, place: PeoplePlace): IssueWork {
  return async (snapshot) => {
    const [issue, other] = [from, to].map((ref) => findLiving(snapshot, ref, place.repository));
    if (issue!.number === other!.number) {
      throw new SpectrynError("usage", `${issueName(issue!.number)} cannot be linked to itself`, {
        hint: "Name another issue.",
      });
    }
    const links = issue!.fields.links ?? [];
    const isThere = holds(issue!, type, other!.number) || holds(other!, reverseOf(type), issue!.number);
    return updateOf(issue!, isThere ? {} : { links: [...links, { type, to: other!.number }] }, issue!.status);
  };
}

/** Takes the link away on whichever side keeps it. `type: null`: all between the two. */
export function unlinkWork(from: string, type: LinkType | null, to: string, place: PeoplePlace): IssueWork {
  return async (snapshot) => {
    const issue = findLiving(snapshot, from, place.repository);
    // What a link points at may be deleted.
    const other = findIssue(snapshot, to, place.repository);
    const own = without(issue, type, other);
    const theirs = without(other, type === null ? null : reverseOf(type), issue);
    if (own === null && theirs === null) throw notLinked(issue, type, other);
    const first = updateOf(issue, own === null ? {} : { links: own }, issue.status);
    if (theirs === null || other.number === null || other.deleted !== null) return first;
    const second = updateOf({ ...other, number: other.number }, { links: theirs }, other.status);
    const changes = first.result.changes.length > 0 ? first.result.changes : second.result.changes;
    return { writes: [...first.writes, ...second.writes], result: { ...first.result, changes } };
  };
}

function notLinked(issue: Issue, type: LinkType | null, other: Issue): SpectrynError {
  const [a, b] = [issueName(issue.number ?? 0), issueName(other.number ?? 0)];
  return new SpectrynError("usage", `there is no link ${a} ${type ?? "to"} ${b}`, {
    hint: `Look at the links: spectryn issue show ${issueWord(issue.number ?? 0)}`,
  });
}

function holds({ fields }: Issue, type: LinkType | null, to: number | null): boolean {
  return type !== null && (fields.links?.some((link) => link.type === type && link.to === to) ?? false);
}

function without({ fields }: Issue, type: LinkType | null, other: Issue): Link[] | null {
  const links = fields.links ?? [];
  const kept = links.filter((link) => link.to !== other.number || (type !== null && link.type !== type));
  return kept.length === links.length ? null : kept;
}

/** The same said from the other side; `null` where our words have none. */
export function reverseOf(type: LinkType): LinkType | null {
  const reverses: Readonly<Record<LinkType, LinkType | null>> = {
    blocks: "blocked by",
    "blocked by": "blocks",
    "depends on": null,
    "relates to": "relates to",
    duplicates: null,
  };
  return reverses[type];
}

export function deleteWork(ref: string, place: PeoplePlace): IssueWork {
  return async (snapshot) => {
    const { number, owner, fields, status } = findLiving(snapshot, ref, place.repository);
    const result = {
      number,
      title: fields.title,
      owner,
      changes: [],
      status: { before: status, after: null },
    };
    return { writes: [{ op: "delete", number }], result };
  };
}

/** The comment of an id, or of the beginning of one. */
export function findComment(found: IssueComments | undefined, id: string, issue: string): Comment {
  const living = (found?.comments ?? []).filter(({ deleted }) => deleted === null);
  const wanted = id.trim().toLowerCase();
  const matches = living.filter((comment) => comment.id.toLowerCase().startsWith(wanted));
  const exact = matches.find((comment) => comment.id.toLowerCase() === wanted);
  if (wanted !== "" && (exact !== undefined || matches.length === 1)) return exact ?? matches[0]!;
  const what =
    matches.length > 1 && wanted !== "" ? `${matches.length} comments that begin with` : "no comment";
  throw new SpectrynError("issue-unknown", `${issue} has ${what} ${id}`, {
    hint: `Its comments and their ids: spectryn issue show ${issue.replace("#", "")}`,
    data: { id },
  });
}

function at(place: PeoplePlace, { offline }: Snapshot): PeoplePlace {
  return { ...place, isOnline: place.isOnline && offline === null };
}
