/** Writes of issues as requests. */
import { ownerSubject } from "../../core/issue/issue.ts";
import type { CreateIssue, UpdateIssue } from "../../core/issue/write.ts";
import { collect, readPages } from "../../http/pages.ts";
import { quote } from "./calls.ts";
import { bodyOf, changedBody, draftCreate, draftUpdate, type IssueDraft, textsOf } from "./draft-issue.ts";
import { fileSubject, writeFiles } from "./files.ts";
import { markerOf, splitText } from "./footer.ts";
import { type ReadApiIssue, toIssue } from "./mapping.ts";
import { unknownIssue } from "./refuse.ts";
import type { ApiIssue } from "./schema.ts";
import { findAccount, post, type Session, sendOr404 } from "./session.ts";
import { settleTwins } from "./twins.ts";

/** Gives the number. `wanted`: `ownerSubject`s of all creates of the batch. */
export async function createIssue(
  session: Session,
  write: CreateIssue,
  wanted: ReadonlySet<string>,
): Promise<number> {
  const { calls, lists, state, numbers } = session;
  const { owner } = write;
  const draft = draftCreate(write, numbers);
  const files = owner === null ? [] : (session.files.get(fileSubject(owner)) ?? []);
  const account = await findAccount(session, draft.fields.assignee ?? null, null);
  const body = bodyOf(draft, account, state.people);
  // A state can only be given to an issue that is there; until then the footer does not count it as agreed.
  const fresh = { ...draft, fields: { ...draft.fields, state: "new" as const } };
  const { state: _, ...first } = bodyOf(fresh, account, state.people);
  const marker = owner === null ? null : markerOf(owner);
  const call = calls.createIssue(withoutNulls(first));
  const { value: created, isFound } = await post(session, marker, call, () => lookUp(session, marker!));
  if (owner === null) lists.put(created);
  else await settleTwins(session, created, owner, wanted);
  const { id } = created;
  if (owner !== null) numbers.set(ownerSubject(owner), id);
  const isStateOther = body.state !== created.state && body.state !== "submitted";
  if (isFound || isStateOther || files.length > 0) {
    const present = toIssue(created, undefined, state.people);
    const sent = await writeFiles(session, id, present.text.footer?.files ?? [], files, !isFound);
    const rest = changedBody(bodyOf({ ...draft, files: sent }, account, state.people), present);
    if (rest !== null) await put(session, id, rest);
  }
  remember(session, id, draft);
  return id;
}

export async function updateIssue(session: Session, write: UpdateIssue): Promise<void> {
  const before = findIssue(session, write.number);
  const planned = draftUpdate(before, write, session.numbers);
  const account = await findAccount(session, planned.fields.assignee ?? null, before.api.assignee ?? null);
  const files = session.files.get(fileSubject(write.number)) ?? [];
  const sent = await writeFiles(session, write.number, planned.files, files, false);
  const draft = { ...planned, files: sent };
  const body = changedBody(bodyOf(draft, account, session.state.people), before);
  if (body !== null) await put(session, write.number, body);
  remember(session, write.number, draft);
}

export async function deleteIssue(session: Session, number: number): Promise<void> {
  findIssue(session, number);
  // Gone already is what was asked for.
  await sendOr404(session, session.calls.deleteIssue(number));
  session.lists.drop(number);
  delete session.state.issues[number];
  delete session.state.comments[number];
  delete session.state.read[number];
}

export function findIssue({ issues }: Session, number: number): ReadApiIssue {
  const issue = issues.get(number);
  if (issue !== undefined) return issue;
  throw unknownIssue(number, "there is no such issue");
}

async function put(session: Session, number: number, body: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await sendOr404(session, session.calls.updateIssue(number, body));
  if (answer === null) throw unknownIssue(number, "somebody deleted it in the meantime");
  session.lists.put(answer);
}

function remember({ state }: Session, number: number, draft: IssueDraft): void {
  state.issues[number] = draft.known;
  Object.assign(state.texts, textsOf(draft));
}

/** The latest issue whose last line names the owner, if its POST arrived; an earlier one is another run's. */
async function lookUp({ http, calls, issues }: Session, marker: string): Promise<ApiIssue | null> {
  const query = { q: `content.raw ~ ${quote(marker)}` };
  const found = await collect(readPages(http.send, calls.listIssues(query)));
  const isOurs = ({ id, content }: ApiIssue) => {
    const owner = splitText(content?.raw ?? "").footer?.owner;
    return !issues.has(id) && owner != null && markerOf(owner) === marker;
  };
  return found.findLast(isOurs) ?? null;
}

function withoutNulls(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}
