/**
 * Two machines may create the same item at the same time, and the host takes both, for it compares nothing. Its
 * numbers give that away for nothing: where somebody else created an issue since our list was read, one is missing
 * between the last number that we know and ours. Then the list is read again. Of two issues of one owner the lower
 * number is the item's, for everybody; the run that created the other one takes it back, and plans again.
 *
 * A run that dies in between leaves both: later reads tell of it (`snapshot.ts`), and nobody writes to the second.
 */
import { type Owner, ownerSubject } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import { SpectrynError } from "../../errors.ts";
import { updatedOf } from "./comments.ts";
import { joinText, splitText } from "./footer.ts";
import type { ApiIssue } from "./schema.ts";
import { type Session, sendOr404 } from "./session.ts";

/** Throws `race-lost` where another run creates the items of this batch. `wanted`: their `ownerSubject`s. */
export async function settleTwins(
  session: Session,
  created: ApiIssue,
  owner: Owner,
  wanted: ReadonlySet<string>,
): Promise<void> {
  const { lists, numbers, tell } = session;
  const isNext = created.id === lists.lastNumber() + 1;
  lists.put(created);
  if (isNext) return;
  const others = [...(await lists.readIssues()).values()].filter(({ id }) => id !== created.id);
  const subject = ownerSubject(owner);
  // One that the batch was planned on is about to be another item's.
  const twin = others.find((issue) => subjectOf(issue) === subject && numbers.get(subject) !== issue.id);
  if (twin !== undefined && twin.id < created.id) {
    const end = await takeBack(session, created, twin.id);
    tell(
      `${owner.key} was created by two runs at the same time: ${issueName(twin.id)} is its issue, ${issueName(created.id)} ${end}`,
    );
    throw raceLost(owner);
  }
  if (twin !== undefined) {
    tell(
      `${owner.key} was created by two runs at the same time: ${issueName(created.id)} is its issue, the other run takes ${issueName(twin.id)} back`,
    );
  }
  const isTaken = (issue: ApiIssue) => {
    const other = subjectOf(issue);
    return other !== null && wanted.has(other) && other !== subject && !numbers.has(other);
  };
  if (!others.some(isTaken)) return;
  numbers.set(subject, created.id);
  throw raceLost(owner);
}

export function isRaceLost(error: SpectrynError | null): boolean {
  return error?.code === "race-lost";
}

function raceLost({ key }: Owner): SpectrynError {
  return new SpectrynError("race-lost", `another run creates the same items as this one (${key})`);
}

function subjectOf({ content }: ApiIssue): string | null {
  const owner = splitText(content?.raw ?? "").footer?.owner ?? null;
  return owner === null ? null : ownerSubject(owner);
}

/** What nobody touched goes; anything else stays, says what it is, and is no item's. Gives what became of it. */
async function takeBack(session: Session, created: ApiIssue, first: number): Promise<string> {
  const { calls, http, lists } = session;
  const present = await sendOr404(session, calls.getIssue(created.id));
  if (present === null) return "is gone";
  lists.drop(created.id);
  if (updatedOf(present) === updatedOf(created)) {
    const deleted = await http.trySend(calls.deleteIssue(created.id));
    // Gone already: the answer to an earlier try was lost.
    if (deleted.ok || deleted.failure.status === 404) return "was taken back";
  }
  const { content, below } = splitText(present.content?.raw ?? "");
  const text = `Duplicate of ${issueName(first)}, created at the same time.\n\n${content}`;
  const raw = joinText({ content: text, footer: null, below });
  const marked = await sendOr404(
    session,
    calls.updateIssue(created.id, { state: "duplicate", content: { raw } }),
  );
  return marked === null ? "is gone" : "is marked as its duplicate";
}
