/** `close`, `reopen` and `assign`: edits of one field, and `close` with a comment. */
import { issueName, issueWord } from "../../../core/issue/mentions.ts";
import { isEnded } from "../../../core/issue/words.ts";
import { isSameWord } from "../../../core/item/mapping.ts";
import { SpectrynError } from "../../../errors.ts";
import { commentWork } from "../../../sync/issues/comments.ts";
import { findLiving } from "../../../sync/issues/ref.ts";
import { editWork, type IssueWork } from "../../../sync/issues/work.ts";
import { endChange, type IssueFlags, runIssue } from "./desk.ts";

export interface CloseFlags extends IssueFlags {
  readonly as?: string;
  readonly comment?: string;
}

const endings = ["resolved", "closed", "invalid", "duplicate", "wontfix"];

export async function runClose(ref: string, flags: CloseFlags): Promise<void> {
  await runIssue("issue close", flags, async (desk) => {
    const state = endings.find((word) => isSameWord(word, flags.as ?? "resolved"));
    if (state === undefined) {
      throw new SpectrynError("usage", `an issue is not closed as "${flags.as}"`, {
        hint: `Close it as ${endings.join(", ")}.`,
      });
    }
    const { comment } = flags;
    const close = editWork(ref, { state }, desk.place);
    const work: IssueWork = async (snapshot) => {
      const closed = await close(snapshot);
      if (comment === undefined) return closed;
      const commented = await commentWork(ref, comment, desk.place, desk.opened.tracker)(snapshot);
      return { ...closed, writes: [...closed.writes, ...commented.writes] };
    };
    return endChange(
      comment === undefined ? "closed" : "closed and commented on",
      desk,
      await desk.change(work),
    );
  });
}

export async function runReopen(ref: string, flags: IssueFlags): Promise<void> {
  await runIssue("issue reopen", flags, async (desk) => {
    const edit = editWork(ref, { state: "open" }, desk.place);
    const work: IssueWork = async (snapshot) => {
      const { number, fields } = findLiving(snapshot, ref, desk.place.repository);
      if (isEnded(fields.state ?? "new")) return edit(snapshot);
      throw new SpectrynError("usage", `${issueName(number)} is not closed, it is ${fields.state ?? "new"}`, {
        hint: `To set its state: spectryn issue edit ${issueWord(number)} --state open`,
      });
    };
    return endChange("reopened", desk, await desk.change(work));
  });
}

export interface AssignFlags extends IssueFlags {
  readonly force?: boolean;
}

export async function runAssign(ref: string, name: string, flags: AssignFlags): Promise<void> {
  await runIssue("issue assign", flags, async (desk) => {
    const work = editWork(ref, { assignee: name, force: flags.force }, desk.place);
    return endChange("assigned", desk, await desk.change(work));
  });
}
