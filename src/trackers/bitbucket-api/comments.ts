/** Comments: read only where the issue was updated since, written by those who have the token. */
import { normalText } from "../../core/issue/field.ts";
import type { Comment, CommentEntry, IssueComments } from "../../core/issue/issue.ts";
import { ownerSubject } from "../../core/issue/issue.ts";
import type { PutComment, RemoveComment, Write } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";
import { blobId } from "../../git/oid.ts";
import { collect, readPages } from "../../http/pages.ts";
import { joinComment, splitComment } from "./comment-text.ts";
import type { KnownComment, RawComment, ReadComments } from "./local-state.ts";
import { instant, nameOf, type People } from "./mapping.ts";
import { unknownComment } from "./refuse.ts";
import type { ApiComment, ApiIssue } from "./schema.ts";
import { post, type Session } from "./session.ts";

/** In the order of their ids, whatever their length. */
export function commentId(id: number): string {
  return String(id).padStart(12, "0");
}

type Reading = Pick<Session, "http" | "calls" | "state">;

export function updatedOf({ updated_on, created_on }: ApiIssue): string {
  return updated_on ?? created_on;
}

/** Somebody commented on it or changed it, since it was created; or the host does not say. */
export function isMoved({ updated_on, created_on }: ApiIssue): boolean {
  return updated_on !== created_on;
}

/**
 * The comments of an issue as the host has them. `moved`: an issue that nobody touched since it was created has none;
 * true unless somebody filled the tracker with an import.
 */
export async function readRaw(
  { http, calls, state }: Reading,
  api: ApiIssue,
  asks: "moved" | "always" = "moved",
): Promise<ReadComments> {
  const updated = updatedOf(api);
  const known = state.read[api.id];
  if (known?.updated === updated && api.updated_on != null) return known;
  if (asks === "moved" && !isMoved(api)) return { updated, comments: [] };
  const found = await collect(readPages(http.send, calls.listComments(api.id)));
  // A change of the issue leaves a comment without text.
  const comments = found.map((one) => toRaw(one, state.people)).filter(({ raw }) => raw.trim() !== "");
  const read = { updated, comments };
  state.read[api.id] = read;
  return read;
}

function toRaw({ id, content, user, created_on, updated_on }: ApiComment, people: People): RawComment {
  const author = nameOf(user, people);
  return { id, raw: content?.raw ?? "", author, created: created_on, updated: updated_on ?? created_on };
}

/** With those that somebody deleted since they were written from a specification. */
export function toComments(
  { comments }: ReadComments,
  known: Readonly<Record<string, KnownComment>> = {},
): IssueComments {
  const living = comments.map((one) => toComment(one, known[commentId(one.id)]));
  const ids = new Set(living.map(({ id }) => id));
  const gone = Object.entries(known)
    .filter(([id]) => !ids.has(id))
    .map(([id, one]): Comment => ({ ...one, id, text: "", updated: one.created, deleted: one.created }));
  const all = [...living, ...gone].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { comments: all, unreadable: [] };
}

function toComment(one: RawComment, known: KnownComment | undefined): Comment {
  const { text, entry, isUnchanged } = splitComment(one.raw);
  const base = known?.entry?.base ?? (isUnchanged ? blobId(text) : null);
  const own: CommentEntry | null = entry === null ? (known?.entry ?? null) : { ...entry, base };
  return {
    id: commentId(one.id),
    author: entry === null ? one.author : (known?.author ?? entry.author),
    text,
    entry: own,
    isFromSpec: entry !== null || (known?.isFromSpec ?? false),
    created: instant(one.created),
    updated: instant(one.updated),
    deleted: null,
  };
}

export async function putComment(session: Session, write: PutComment): Promise<void> {
  const number = numberOf(session, write);
  const { text, entry, isFromSpec, author } = write;
  const raw = joinComment(text, isFromSpec ? entry : null);
  const own = known(session, number);
  if (write.id === null) {
    const created = await create(session, number, raw);
    own[commentId(created.id)] = { entry, isFromSpec, author, created: instant(created.created_on) };
    return;
  }
  const before = own[write.id];
  const api = session.lists.latest().get(number)!;
  const present = (await readRaw(session, api)).comments.find(({ id }) => commentId(id) === write.id);
  if (present === undefined && before === undefined) throw unknownComment(number, write.id);
  if (present !== undefined && splitComment(present.raw).text !== normalText(text)) {
    await change(session, number, present.id, raw);
  }
  const created = before?.created ?? instant(present?.created ?? "");
  own[write.id] = { entry, isFromSpec, author: before?.author ?? author, created };
}

export async function removeComment(session: Session, { issue, id }: RemoveComment): Promise<void> {
  const answer = await session.http.trySend(session.calls.deleteComment(issue, Number(id)));
  if (!answer.ok && answer.failure.status !== 404) throw refusal(session, answer.failure, issue);
  delete session.state.read[issue];
}

async function create(session: Session, number: number, raw: string): Promise<ApiComment> {
  const { calls, http, state } = session;
  const api = session.lists.latest().get(number)!;
  const isNew = session.issues.get(number) === undefined;
  const before = new Set(isNew ? [] : (await readRaw(session, api)).comments.map(({ id }) => id));
  for (const id of Object.keys(known(session, number))) before.add(Number(id));
  const lookUp = async () => {
    const found = await collect(readPages(http.send, calls.listComments(number)));
    return found.find(({ id, content }) => content?.raw?.trim() === raw.trim() && !before.has(id)) ?? null;
  };
  const name = `comment on #${number} ${blobId(raw)}`;
  const { value } = await post(session, name, calls.createComment(number, raw), lookUp);
  delete state.read[number];
  return value;
}

async function change(session: Session, number: number, id: number, raw: string): Promise<void> {
  const answer = await session.http.trySend(session.calls.updateComment(number, id, raw));
  if (!answer.ok) throw refusal(session, answer.failure, number);
  delete session.state.read[number];
}

type Failure = Parameters<Session["http"]["toError"]>[0];

/** A comment belongs to the account that wrote it, even where a specification did: that stops nothing else. */
function refusal({ http }: Session, failure: Failure, number: number): SpectrynError {
  if (failure.status !== 403) return http.toError(failure);
  return http.toError(failure, {
    code: "write-failed",
    title: `a comment on #${number} was written with another account, and only that one may change it`,
    hint: "Sync with the account that wrote it, or add an entry of your own.",
  });
}

function known({ state }: Session, number: number): Record<string, KnownComment> {
  const own = state.comments[number] ?? {};
  state.comments[number] = own;
  return own;
}

export function numberOf({ numbers }: Session, { issue }: Pick<PutComment, "issue">): number {
  const number = typeof issue === "number" ? issue : numbers.get(ownerSubject(issue));
  if (number !== undefined) return number;
  throw new SpectrynError("internal", "a comment is for an issue that is not in this batch");
}

/** Comments that writes change must be there, before anything is sent. */
export async function refuseUnknownComments(session: Session, writes: readonly Write[]): Promise<void> {
  for (const write of writes) {
    const isChange = write.op === "remove-comment" || (write.op === "comment" && write.id !== null);
    if (!isChange || typeof write.issue !== "number") continue;
    const { issue, id } = write;
    const { comments } = await readRaw(session, session.lists.latest().get(issue)!);
    const isThere = comments.some((one) => commentId(one.id) === id);
    if (!isThere && session.state.comments[issue]?.[id!] === undefined) throw unknownComment(issue, id!);
  }
}
