import type { Issue } from "../../../core/issue/issue.ts";
import { shellWord } from "../../../core/shell.ts";
import { SpectrynError } from "../../../errors.ts";
import { editText, findEditor, splitTitle } from "../../../sync/issues/edit-text.ts";
import { type FieldFlags, toBody } from "../../../sync/issues/fields.ts";
import { findLiving } from "../../../sync/issues/ref.ts";
import { editWork } from "../../../sync/issues/work.ts";
import { type Desk, endChange, type IssueFlags, runIssue } from "./desk.ts";
import { keepText, readBody, type TextFlags } from "./text.ts";

export interface EditFlags extends IssueFlags, TextFlags, Omit<FieldFlags, "body"> {}

const fieldFlags = [
  ...["title", "kind", "priority", "state", "assignee", "label", "addLabel", "removeLabel", "milestone"],
  ...["component", "version", "parent", "epic", "due", "points"],
] as const;

export async function runEdit(ref: string, flags: EditFlags): Promise<void> {
  await runIssue("issue edit", flags, async (desk) => {
    const { session, place } = desk;
    const body = await readBody(flags, session);
    const hasFlags = body !== null || fieldFlags.some((name) => flags[name as keyof EditFlags] !== undefined);
    if (hasFlags && !flags.editor) {
      const wanted = { ...flags, body: body ?? undefined };
      return endChange("updated", desk, await desk.change(editWork(ref, wanted, place)));
    }
    const { seen, edited } = await editInEditor(ref, flags, desk);
    const written = edited.isChanged ? splitTitle(edited.text) : {};
    const work = editWork(ref, { ...flags, ...written }, place, seen);
    const changed = await keepText(edited, session, () => desk.change(work));
    return endChange("updated", desk, changed);
  });
}

const note = "The first line is the title, the text below it what the issue says.";

async function editInEditor(ref: string, flags: EditFlags, desk: Desk) {
  const { session, place } = desk;
  const { workspace, runtime, terminal } = session;
  if (!flags.editor && !(terminal.canAsk && findEditor(runtime) !== null)) {
    throw new SpectrynError("usage", "nothing to change was given; nothing was written", {
      hint: `Say what, for example: spectryn issue edit ${shellWord(ref)} --state open; or use --editor.`,
    });
  }
  const seen: Issue = findLiving(await desk.read(), ref, place.repository);
  const before = `${seen.fields.title}\n\n${toBody(seen.fields)}`.trim();
  return { seen, edited: await editText(workspace, runtime, before, note) };
}
