import { issueName } from "../../../core/issue/mentions.ts";
import { shellWord } from "../../../core/shell.ts";
import { SpectrynError } from "../../../errors.ts";
import { commentWork, editCommentWork } from "../../../sync/issues/comments.ts";
import { type EditedText, editText, findEditor } from "../../../sync/issues/edit-text.ts";
import { findLiving } from "../../../sync/issues/ref.ts";
import { findComment } from "../../../sync/issues/work.ts";
import { type Desk, endChange, type IssueFlags, runIssue } from "./desk.ts";
import { keepText, readBody, type TextFlags } from "./text.ts";

export interface CommentFlags extends IssueFlags, Pick<TextFlags, "bodyFile" | "editor"> {
  readonly edit?: string;
  readonly delete?: string;
  readonly force?: boolean;
}

export async function runComment(ref: string, text: string | undefined, flags: CommentFlags): Promise<void> {
  await runIssue("issue comment", flags, async (desk) => {
    checkFlags(text, flags);
    const { place, opened, session } = desk;
    const isForced = flags.force === true;
    if (flags.delete !== undefined) {
      const work = editCommentWork(ref, { id: flags.delete, text: null, isForced }, place, opened.tracker);
      return endChange("removed a comment of", desk, await desk.change(work));
    }
    const { words, edited } = await readComment(ref, text, flags, desk);
    const work =
      flags.edit === undefined
        ? commentWork(ref, words, place, opened.tracker)
        : editCommentWork(ref, { id: flags.edit, text: words, isForced }, place, opened.tracker);
    const changed = await keepText(edited, session, () => desk.change(work));
    return endChange(flags.edit === undefined ? "commented on" : "changed a comment of", desk, changed);
  });
}

function checkFlags(text: string | undefined, flags: CommentFlags): void {
  const given = [text, flags.bodyFile, flags.editor ? "" : undefined].filter((one) => one !== undefined);
  const isDelete = flags.delete !== undefined;
  if (given.length <= (isDelete ? 0 : 1) && !(isDelete && flags.edit !== undefined)) return;
  const message = isDelete
    ? "--delete takes no text and no --edit"
    : "the text, --body-file and --editor are three ways to give one text";
  throw new SpectrynError("usage", message, { hint: "Use one of them." });
}

interface Words {
  readonly words: string;
  readonly edited: EditedText | null;
}

async function readComment(
  ref: string,
  text: string | undefined,
  flags: CommentFlags,
  desk: Desk,
): Promise<Words> {
  const { session } = desk;
  const words = text ?? (await readBody({ ...flags, editor: false }, session));
  if (words !== null) return { words, edited: null };
  const { workspace, runtime, terminal } = session;
  if (!flags.editor && !(terminal.canAsk && findEditor(runtime) !== null)) {
    throw new SpectrynError("usage", "a comment needs a text; nothing was written", {
      hint: `Give it, for example: spectryn issue comment ${shellWord(ref)} "Works on staging"`,
    });
  }
  const before = flags.edit === undefined ? "" : await readPresent(ref, flags.edit, desk);
  const edited = await editText(workspace, runtime, before, "The comment stands above.");
  return { words: edited.text, edited };
}

async function readPresent(ref: string, id: string, { read, opened, place }: Desk): Promise<string> {
  const { number } = findLiving(await read(), ref, place.repository);
  const found = await opened.tracker.readComments([number]);
  return findComment(found.get(number), id, issueName(number)).text;
}
