/** Comments by hand: written, changed and removed, each as the work of one commit. */
import { normalText } from "../../core/issue/field.ts";
import type { Comment, Snapshot } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import type { Write } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";
import type { Tracker } from "../../ports/tracker.ts";
import type { Work } from "./change.ts";
import { findAuthor, myNames, type PeoplePlace } from "./people.ts";
import { findLiving } from "./ref.ts";
import { findComment, type IssueChange, type IssueWork } from "./work.ts";

export function checkText(text: string): string {
  const plain = normalText(text);
  if (plain !== "") return plain;
  throw new SpectrynError("usage", "the comment is empty; nothing was written", {
    hint: 'Say something, for example: spectryn issue comment 12 "Works on staging"',
  });
}

export function commentWork(ref: string, text: string, place: PeoplePlace, tracker: Tracker): IssueWork {
  return withIssue(ref, place, tracker, async (number) => {
    const author = await findAuthor(place);
    const plain = checkText(text);
    return { op: "comment", issue: number, id: null, author, text: plain, entry: null, isFromSpec: false };
  });
}

export interface CommentEdit {
  readonly id: string;
  /** `null`: the comment is removed. */
  readonly text: string | null;
  /** Other people's comments too. */
  readonly isForced: boolean;
}

export function editCommentWork(
  ref: string,
  { id, text, isForced }: CommentEdit,
  place: PeoplePlace,
  tracker: Tracker,
): IssueWork {
  return withIssue(ref, place, tracker, async (number) => {
    const found = await tracker.readComments([number]);
    const comment = findComment(found.get(number), id, issueName(number));
    if (!isForced) await refuseOthers(comment, place);
    if (text === null) return { op: "remove-comment", issue: number, id: comment.id };
    const plain = checkText(text);
    if (plain === comment.text) return null;
    const { entry, author, isFromSpec } = comment;
    return { op: "comment", issue: number, id: comment.id, author, text: plain, entry, isFromSpec };
  });
}

async function refuseOthers({ id, author, isFromSpec }: Comment, place: PeoplePlace): Promise<void> {
  const { names } = await myNames(place);
  const isOwn = names.some((name) => name.toLowerCase() === author?.toLowerCase());
  if (isOwn) return;
  const whose = isFromSpec ? "stands in a spec" : `is ${author === null ? "nobody's" : `@${author}'s`}`;
  throw new SpectrynError("refused", `the comment ${id.slice(0, 12)} ${whose}; nothing was written`, {
    hint: "To change it nevertheless, add --force.",
    data: { id, author },
  });
}

function withIssue(
  ref: string,
  place: PeoplePlace,
  tracker: Tracker,
  write: (number: number) => Promise<Write | null>,
): IssueWork {
  return async (snapshot: Snapshot): Promise<Work<IssueChange>> => {
    if (!tracker.abilities.comments) throw noComments(tracker);
    const { number, fields, owner, status } = findLiving(snapshot, ref, place.repository);
    const made = await write(number);
    const words = { before: status, after: status };
    const result = { number, title: fields.title, owner, changes: [], status: words };
    return { writes: made === null ? [] : [made], result };
  };
}

function noComments({ name }: Tracker): SpectrynError {
  return new SpectrynError("usage", `${name} keeps no comments`, { hint: "Write it into the issue's text." });
}
