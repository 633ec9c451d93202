import { SpectrynError } from "../../../errors.ts";
import { type EditedText, editText, findEditor, splitTitle } from "../../../sync/issues/edit-text.ts";
import type { FieldFlags } from "../../../sync/issues/fields.ts";
import { createWork } from "../../../sync/issues/work.ts";
import type { Session } from "../../session.ts";
import { endChange, type IssueFlags, runIssue } from "./desk.ts";
import { keepText, readBody, type TextFlags } from "./text.ts";

export interface CreateFlags extends IssueFlags, TextFlags, Omit<FieldFlags, "body" | "title"> {}

const note =
  'The first line is the title, the text below it the description; headings such as "## Acceptance Criteria" start sections.';

export async function runCreate(title: string | undefined, flags: CreateFlags): Promise<void> {
  await runIssue("issue create", flags, async (desk) => {
    const { session, place } = desk;
    const body = await readBody(flags, session);
    const written = await writeText(title, body, flags.editor === true, session);
    const work = createWork({ ...flags, ...written.fields }, place);
    const changed = await keepText(written.edited, session, () => desk.change(work));
    return endChange("created", desk, changed);
  });
}

interface Written {
  readonly fields: { readonly title: string; readonly body?: string };
  readonly edited: EditedText | null;
}

/** Title and text from the arguments, else from an editor where somebody can use one. */
async function writeText(
  title: string | undefined,
  body: string | null,
  isAsked: boolean,
  { workspace, runtime, terminal }: Session,
): Promise<Written> {
  const canEdit = terminal.canAsk && findEditor(runtime) !== null;
  if (isAsked || (title === undefined && body === null && canEdit)) {
    const edited = await editText(workspace, runtime, title ?? "", note);
    return { fields: splitTitle(edited.text), edited };
  }
  if (title === undefined) {
    throw new SpectrynError("usage", "an issue needs a title; nothing was written", {
      hint: 'Give one, or write it in an editor: spectryn issue create "Refund by gift card"',
    });
  }
  return { fields: body === null ? { title } : { title, body }, edited: null };
}
