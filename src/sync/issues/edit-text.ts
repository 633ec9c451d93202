/** A text that a person writes in an editor: a file that stays until the text is used. */
import { join } from "node:path";
import { SpectrynError } from "../../errors.ts";
import { makeDirectory, readText, removeFile, writeFileAtomic } from "../../fs/files.ts";
import type { Runtime } from "../../ports/runtime.ts";
import { runEditor } from "../../process/editor.ts";
import { privateFolder } from "../state.ts";
import type { Workspace } from "../workspace.ts";

export interface EditedText {
  /** Without the note and what follows it. */
  readonly text: string;
  readonly isChanged: boolean;
  readonly file: string;
  /** Removes the file; to be called when the text is safe. */
  readonly discard: () => Promise<void>;
}

/** The first words of the note below the text. */
const noteStart = "<!-- spectryn:";

export function findEditor({ env }: Pick<Runtime, "env">): string | null {
  return [env["VISUAL"], env["EDITOR"]].find((name) => name !== undefined && name.trim() !== "") ?? null;
}

/** `note`: for the person, below the text. Throws `unconfirmed` for an empty text. */
export async function editText(
  workspace: Workspace,
  runtime: Runtime,
  text: string,
  note: string,
): Promise<EditedText> {
  const editor = findEditor(runtime);
  if (editor === null) {
    throw new SpectrynError("option-missing", "no editor is known: neither VISUAL nor EDITOR is set", {
      hint: "Set one, for example EDITOR=nano, or give the text with --body or --body-file.",
    });
  }
  const folder = await privateFolder(workspace);
  await makeDirectory(folder);
  const file = join(folder, `edit-${runtime.newId().toLowerCase()}.md`);
  await writeFileAtomic(
    file,
    `${text}\n\n${noteStart} ${note} This note and what follows it is left out. -->\n`,
  );
  await runEditor(editor, file, runtime.env);
  const edited = withoutNote((await readText(file)) ?? "");
  const isChanged = edited !== withoutNote(text);
  if (edited !== "") return { text: edited, isChanged, file, discard: () => removeFile(file) };
  await removeFile(file);
  throw new SpectrynError("unconfirmed", "the text is empty; nothing was written", {});
}

function withoutNote(text: string): string {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  const note = lines.findIndex((line) => line.startsWith(noteStart));
  return (note === -1 ? lines : lines.slice(0, note)).join("\n").trim();
}

/** The first line is the title, with or without the mark of a heading; the rest is the body. */
export function splitTitle(text: string): { readonly title: string; readonly body: string } {
  const [first = "", ...rest] = text.split("\n");
  return { title: first.replace(/^#+\s+/, "").trim(), body: rest.join("\n").trim() };
}
